"""The pages of plans, of their versions while they are written, and of actions."""
