"""The store, below the API."""
