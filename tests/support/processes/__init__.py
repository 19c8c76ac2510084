"""`glimpse` as a process, loaded and crashed."""
