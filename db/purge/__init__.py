"""Purging: removes the records of images that were deleted long ago, and rows that were removed long ago."""
