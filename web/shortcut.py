"""One path that is answered without the application's routes and middleware around them."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Shortcut:
    """HTTP requests for exactly `path` go to `direct`, everything else to `app`."""

    def __init__(self, path: str, direct: ASGIApp, app: ASGIApp) -> None:
        self._path = path
        self._direct = direct
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self._path:
            await self._direct(scope, receive, send)
        else:
            await self._app(scope, receive, send)
