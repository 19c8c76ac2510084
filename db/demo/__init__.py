"""A realistic catalogue of images, to try Glimpse out and to measure it."""
