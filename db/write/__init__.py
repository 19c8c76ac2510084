"""The rows that a mutation writes, a module for each table."""
