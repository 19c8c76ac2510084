"""The history of images: what events say, who sees them, and their pages."""
