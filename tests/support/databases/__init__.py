"""Databases to test with, on all three, and rows to fill them."""
