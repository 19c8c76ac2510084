"""The pages for browsers, which hold no data: the dashboard and GraphiQL."""
