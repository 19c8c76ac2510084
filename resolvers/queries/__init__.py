"""The root fields of Query: each determines which rows to read."""
