"""Which columns: each field of the API as an SQL expression that gives JSON."""
