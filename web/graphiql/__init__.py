"""GraphiQL, the page for people who explore the API."""
