"""JSON from clients, which is read as strictly as the lines of an export."""

from db.json_text import NumberOutOfRangeError, RepeatedKeyError, TooDeepError, parse_json

__all__ = ["NumberOutOfRangeError", "RepeatedKeyError", "TooDeepError", "parse_json"]
