"""The origins whose web pages may open a WebSocket; browsers leave this check to the server."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers


class Origins:
    """Allows the server's own origin and the named ones; `*` allows all."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = frozenset(allowed)

    def is_allowed(self, headers: Headers) -> bool:
        """Whether the request comes from an allowed page, or not from a page at all."""
        given = headers.getlist("origin")
        if not given:
            return True
        if len(given) > 1:
            return False
        if "*" in self._allowed or given[0] in self._allowed:
            return True
        try:
            # The scheme is not compared: only a proxy knows whether it is https.
            return urlsplit(given[0]).netloc.lower() == headers.get("host", "").lower() != ""
        except ValueError:
            return False
