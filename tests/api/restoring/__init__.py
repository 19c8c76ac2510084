"""Restoring deleted images, and purging them."""
