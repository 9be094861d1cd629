"""What is released of a record: its sources, the passages that may be read, the clocks, the file."""
