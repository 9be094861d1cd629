"""Worlds in which every text carries a token of its row, and all the ways out of the product."""
