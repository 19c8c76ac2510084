"""Whether a caller who follows is still the one it was: tokens expire, and are revoked."""

from collections.abc import Callable
from time import monotonic

from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.base import CallerRefused, Identity


class Standing:
    """Of one connection; `every` is in seconds."""

    def __init__(
        self,
        identity: Callable[[], Identity],
        headers: Headers,
        client: tuple[str, int] | None,
        caller: Caller,
        every: float,
    ) -> None:
        self._identity = identity
        self._headers = headers
        self._client = client
        self._caller = caller
        self._every = every
        self._next = monotonic() + every

    async def check(self) -> None:
        """Raises CallerRefused if the credentials hold no longer, or are another's; looks now and then."""
        if monotonic() < self._next:
            return
        self._next = monotonic() + self._every
        try:
            caller = await self._identity().identify(self._headers, self._client)
        except CallerRefused as refused:
            if refused.status < 500:
                raise
            # Whoever would know cannot say so now: it is asked again.
            return
        if caller != self._caller:
            raise CallerRefused(403, "FORBIDDEN", "The credentials are not what they were.")
