"""The first image of each group of equal ones."""
