"""Which database a URL names, and the meaning of its parameters."""
