"""Both ends of an application that is called without a server."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def nothing() -> Message:
    """The client has left, whatever else it would have said."""
    return {"type": "http.disconnect"}


async def nowhere(_: Message) -> None:
    """What is answered is not looked at."""


def below(prefix: str, app: ASGIApp) -> ASGIApp:
    """What a proxy does that serves the app below a path of its own."""

    async def stripped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            assert scope["path"].startswith(f"{prefix}/")
            scope = {**scope, "path": scope["path"].removeprefix(prefix)}
        await app(scope, receive, send)

    return stripped
