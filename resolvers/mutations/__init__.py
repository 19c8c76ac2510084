"""The changes: each a check, a transaction and an answer."""
