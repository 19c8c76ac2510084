"""JavaScript's GraphQL clients, run against a server."""
