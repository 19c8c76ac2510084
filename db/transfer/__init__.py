"""Import, export and the integrity check: images as whole records."""
