"""Purging, on each database."""
