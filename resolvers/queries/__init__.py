"""The root fields of Query: each says which rows."""
