"""The environment's variables."""
