"""How a question is answered: `root.py` is the table of contents."""
