"""GraphQL's own routes."""
