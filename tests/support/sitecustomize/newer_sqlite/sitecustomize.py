"""On the path of a process, gives it PyPI's newer SQLite: Python imports this module when it starts."""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
