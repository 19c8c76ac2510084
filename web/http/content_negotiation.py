"""Content negotiation by the Accept headers: GraphQL over HTTP, HTML, events, compression."""

import re
from collections.abc import Mapping

from web.http.header_values import ParameterizedValue, parse_list

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EVENTS = "text/event-stream"
MULTIPART = "multipart/mixed"

# Other parts of this media type are not those of a subscription.
_APOLLO_SUBSCRIPTION = ("subscriptionspec", "1.0")

# In order of preference: a client that accepts anything gets what every client can read.
_SERVED_TYPES = (JSON, GRAPHQL)

_QUALITY = re.compile(r"(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def negotiate_media_type(accept: str | None) -> str | None:
    """The media type of the response; None if the client accepts neither. RFC 9110, section 12.5.1."""
    if accept is None or not accept.strip():
        return JSON
    return _best_of({type_: _quality_of_type(accept, type_) for type_ in _SERVED_TYPES})


def negotiate_stream(accept: str) -> str | None:
    """The media type of a subscription, EVENTS if both are as good; None if the client accepts neither."""
    return _best_of(
        {
            EVENTS: _quality(accept, EVENTS),
            MULTIPART: _quality_with(accept, MULTIPART, _APOLLO_SUBSCRIPTION),
        }
    )


def prefers_html(accept: str) -> bool:
    """Whether the client prefers HTML to both media types of GraphQL, as browsers do."""
    return _quality_of_type(accept, HTML) > max(_quality_of_type(accept, type_) for type_ in _SERVED_TYPES)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether the client accepts gzip at least as much as plain bytes. RFC 9110, section 12.5.3."""
    return _is_accepted(accept_encoding, _quality_of_gzip(accept_encoding))


def negotiate_coding(accept_encoding: str) -> str | None:
    """The content coding of a response that is compressed on demand; None for plain bytes.

    zstd is smaller than gzip and takes less time, but a client that accepts anything may not know it.
    """
    qualities = {"zstd": _quality(accept_encoding, "zstd"), "gzip": _quality_of_gzip(accept_encoding)}
    best = _best_of(qualities)
    return best if best is not None and _is_accepted(accept_encoding, qualities[best]) else None


def _best_of(qualities: Mapping[str, float]) -> str | None:
    """The name with the highest quality, the first of equals; None if all are 0."""
    best = max(qualities, key=lambda name: qualities[name])
    return best if qualities[best] > 0 else None


def _quality_of_gzip(accept_encoding: str) -> float:
    return _quality(accept_encoding, "*", "gzip")


def _is_accepted(accept_encoding: str, quality: float) -> bool:
    """Whether a coding of this quality is at least as good as plain bytes."""
    return 0 < quality >= _quality(accept_encoding, "identity")


def _quality_of_type(accept: str, type_: str) -> float:
    return _quality(accept, "*/*", f"{type_.split('/')[0]}/*", type_)


def _quality(accept: str, *ranges: str) -> float:
    """The quality of the most specific range that is present, the last being most specific; else 0."""
    fitting = [
        (specific, _quality_of(element))
        for element in parse_list(accept)
        for specific, pattern in enumerate(ranges)
        if element.value == pattern
    ]
    return max(fitting)[1] if fitting else 0.0


def _quality_with(accept: str, type_: str, parameter: tuple[str, str]) -> float:
    """The best quality of a media type with this parameter; else 0."""
    fitting = [each for each in parse_list(accept) if each.value == type_ and parameter in each.parameters]
    return max(map(_quality_of, fitting), default=0.0)


def _quality_of(element: ParameterizedValue) -> float:
    """One that is malformed counts as nothing, as does text in another charset."""
    quality = 1.0 if element.is_utf8 else 0.0
    for name, value in element.parameters:
        if name == "q":
            matched = _QUALITY.fullmatch(value)
            quality = min(quality, float(matched[1]) if matched else 0.0)
    return quality
