"""Background work of the register."""
