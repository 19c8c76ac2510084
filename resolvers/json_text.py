"""JSON from clients, which is read as strictly as the lines of an export."""

from db.json_text import RepeatedKeyError, parse_json

__all__ = ["RepeatedKeyError", "parse_json"]
