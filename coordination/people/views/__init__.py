"""Pages of accounts and of the directory."""
