"""Who is calling: one module for each way of authentication."""
