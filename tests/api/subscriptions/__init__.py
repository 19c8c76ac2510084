"""What subscribers receive, asked through the API."""
