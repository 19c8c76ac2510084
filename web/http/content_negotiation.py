"""What a client gets by its Accept headers: a media type of GraphQL over HTTP, a page, compressed or not."""

import re

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EVENTS = "text/event-stream"

# In the order that we like: a client that takes anything gets what every client can read.
_SERVED_TYPES = (JSON, GRAPHQL)

_QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def negotiate_media_type(accept: str | None) -> str | None:
    """The media type to answer with; None if the client takes neither. RFC 9110, section 12.5.1."""
    if accept is None or not accept.strip():
        return JSON
    qualities = {type_: _quality_of_type(accept, type_) for type_ in _SERVED_TYPES}
    best = max(_SERVED_TYPES, key=lambda type_: qualities[type_])
    return best if qualities[best] > 0 else None


def accepts_event_stream(accept: str) -> bool:
    """Whether the client takes a stream of events where there is one."""
    return _quality(accept, EVENTS) > 0


def prefers_html(accept: str) -> bool:
    """Whether it is a browser that shows a page; a client that takes anything as gladly is none."""
    return _quality_of_type(accept, HTML) > max(_quality_of_type(accept, type_) for type_ in _SERVED_TYPES)


def accepts_gzip(accept_encoding: str) -> bool:
    """Unless it likes the plain bytes better. RFC 9110, section 12.5.3."""
    gzip = _quality(accept_encoding, "*", "gzip")
    return gzip > 0 and gzip >= _quality(accept_encoding, "identity")


def _quality_of_type(accept: str, type_: str) -> float:
    return _quality(accept, "*/*", f"{type_.split('/')[0]}/*", type_)


def _quality(accept: str, *ranges: str) -> float:
    """What the most specific of the ranges, which is the last, gives it; nothing if none is there."""
    fitting = [
        (specific, quality)
        for range_, quality in map(_parse_range, accept.split(","))
        for specific, pattern in enumerate(ranges)
        if range_ == pattern
    ]
    return max(fitting)[1] if fitting else 0.0


def _parse_range(part: str) -> tuple[str, float]:
    """A range without its parameters, and its quality; one that is malformed counts as nothing."""
    range_, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        if parameter.startswith("q="):
            matched = _QUALITY.fullmatch(parameter)
            quality = float(matched[1]) if matched else 0.0
        elif parameter.startswith("charset=") and parameter.strip('"').split("=")[1].strip('"') != "utf-8":
            quality = 0.0
    return range_, quality
