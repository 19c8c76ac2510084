"""What changes do, asked through the API."""
