"""Stand-ins for those who prove who is calling."""
