"""Tests of served Glance databases with odd rows."""
