"""Database servers of a test's own, which it may configure, freeze or kill, and what stands before them."""
