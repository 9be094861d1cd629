"""What a client sends about plans: checked field by field, then handed to the services."""
