"""What a client of the API sees, whatever the transport."""
