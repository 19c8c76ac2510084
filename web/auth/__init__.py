"""Authentication: one module for each method."""
