"""Images that are declared in files: export, diff and apply."""
