"""Filters: options and addresses of the dashboard as the arguments of a list."""
