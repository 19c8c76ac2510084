"""Security headers, so that a response does no harm when a browser opens it."""

from collections.abc import Iterable, Sequence

Header = tuple[bytes, bytes]

# JSON and text need no resources. The pages for browsers have policies of their own.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


_ENCODED = tuple((name.lower().encode(), value.encode()) for name, value in _HEADERS.items())
_NAMES = frozenset(name for name, _ in _ENCODED)


def security_headers(given: Iterable[Header]) -> Sequence[Header]:
    """The security headers that a response lacks."""
    names = [name for name, _ in given]
    if _NAMES.isdisjoint(names):
        return _ENCODED
    return [header for header in _ENCODED if header[0] not in names]
