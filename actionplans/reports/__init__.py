"""What passes from one Presidency to the next."""
