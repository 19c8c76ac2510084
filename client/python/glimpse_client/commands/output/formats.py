"""The formats of output."""

FORMATS = ("table", "json", "jsonl", "yaml", "csv", "value")
