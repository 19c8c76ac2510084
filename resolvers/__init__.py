"""Resolvers, and the execution of operations; `root.py` is the table of contents."""
