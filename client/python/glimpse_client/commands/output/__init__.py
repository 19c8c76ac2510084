"""Output: columns that are read, rows in each format, tables of a terminal."""
