"""How work grows with the number of images: `python -m bench.scale`."""
