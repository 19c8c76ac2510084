"""The other end of an application that is called without a server."""

from starlette.types import Message


async def nothing() -> Message:
    """The client has left, whatever else it would have said."""
    return {"type": "http.disconnect"}


async def nowhere(_: Message) -> None:
    """What is answered is not looked at."""
