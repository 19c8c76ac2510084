"""Glimpse beside others, over HTTP: `python -m bench.http`."""
