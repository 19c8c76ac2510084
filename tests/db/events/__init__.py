"""How commits are noticed."""
