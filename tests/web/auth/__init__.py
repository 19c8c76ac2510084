"""The ways of authentication."""
