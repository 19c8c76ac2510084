"""Which columns: each field of the API as a SQL expression that gives JSON."""
