"""Which plans the databases choose, and how work grows with the number of images."""
