"""GraphiQL, the page on which people explore the API."""
