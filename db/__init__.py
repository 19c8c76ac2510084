"""The store: tables, the SQL of every read and write, and the three databases that run it."""
