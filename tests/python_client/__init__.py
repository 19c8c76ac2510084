"""The Python client: its generated part, its connections, and its package."""
