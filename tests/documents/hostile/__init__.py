"""Files that must not be taken, and their harmless likes, made anew for each run."""
