"""One path that is answered without the application's routes and middleware around them."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send


class Shortcut:
    """HTTP requests for exactly `path` go to `direct`, everything else to `app`."""

    def __init__(self, path: str, direct: ASGIApp, app: ASGIApp) -> None:
        self._path = path
        self._direct = direct
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        is_direct = scope["type"] == "http" and scope["path"] == self._path
        return (self._direct if is_direct else self._app)(scope, receive, send)
