"""The read engine: rows and a selection become one statement and finished JSON."""
