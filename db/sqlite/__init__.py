"""The embedded store: one writing connection, several readers, one file."""
