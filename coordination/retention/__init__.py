"""How long records are kept, purges by two people, legal holds, and the rights of persons over their data."""
