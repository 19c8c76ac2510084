"""Commands, with streams and databases of every kind."""
