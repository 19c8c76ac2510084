"""GraphiQL, in process and in a browser."""
