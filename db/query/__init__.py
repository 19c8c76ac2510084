"""Whole statements: a page of images, a connection, statistics, events."""
