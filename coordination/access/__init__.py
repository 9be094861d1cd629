"""The gate: who may read a row, who may write it, and the walls that hold when somebody forgets."""
