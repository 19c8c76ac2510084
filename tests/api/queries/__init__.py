"""What queries answer, asked through the API."""
