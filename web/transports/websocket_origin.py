"""Which web pages may open a WebSocket: a browser asks nobody but the server."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers


class Origins:
    """Pages of the server's own, and those of the origins that are named; `*` names all."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = frozenset(allowed)

    def is_allowed(self, headers: Headers) -> bool:
        """Whether it is such a page that asks, or no page at all."""
        given = headers.getlist("origin")
        if not given:
            return True
        if len(given) > 1:
            return False
        if "*" in self._allowed or given[0] in self._allowed:
            return True
        try:
            # Whether it is https only a proxy knows.
            return urlsplit(given[0]).netloc.lower() == headers.get("host", "").lower() != ""
        except ValueError:
            return False
