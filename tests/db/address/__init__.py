"""The URLs of databases."""
