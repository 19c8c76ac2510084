"""Import, export and the integrity check."""
