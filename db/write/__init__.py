"""The rows that a change writes, a module for each table."""
