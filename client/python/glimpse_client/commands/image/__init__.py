"""The verbs of `glimpse image`."""
