"""Keystone's tokens: each validated there, and believed for some minutes."""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Callable

from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.base import CallerRefused, ProvenIdentity, unavailable
from web.auth.http_client import Unreachable
from web.auth.keystone_client import Keystone, Meaning
from web.auth.ttl_cache import Memory

# A token may be revoked before it expires.
_LONGEST_BELIEF = 300.0
_REFUSAL_LASTS = 10.0

# At the same time: a flood of tokens must not fill the memory.
_MOST_QUESTIONS = 500

# It goes out again in a header.
_TOKEN = re.compile(r"[!-~]{1,16384}")

logger = logging.getLogger("glimpse.web")


class KeystoneIdentity(ProvenIdentity):
    """Tokens are kept as digests only. `now` is a clock in seconds."""

    challenge = "Keystone"

    def __init__(
        self, keystone: Keystone, *, anonymous_read: bool, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(anonymous_read=anonymous_read)
        self._keystone = keystone
        # Apart, so that a flood of bad tokens drives no good one out.
        self._believed = Memory[bytes, Caller](10_000, now)
        self._refused = Memory[bytes, bool](1_000, now)
        self._under_way = dict[bytes, asyncio.Task[Caller | None]]()

    async def identify(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        given = headers.getlist("x-auth-token")
        if not given:
            return self.nobody()
        if len(given) > 1 or not _TOKEN.fullmatch(given[0]):
            raise self._wrong()
        digest = hashlib.sha256(given[0].encode()).digest()
        caller = self._believed.get(digest)
        if caller is None and not self._refused.get(digest):
            caller = await self._validated_once(digest, given[0])
        if caller is None:
            raise self._wrong()
        return caller

    async def _validated_once(self, digest: bytes, token: str) -> Caller | None:
        """Those who bring the same token at the same time share one question to Keystone."""
        task = self._under_way.get(digest)
        if task is None:
            if len(self._under_way) >= _MOST_QUESTIONS:
                raise unavailable()
            task = asyncio.create_task(self._validated(digest, token))
            self._under_way[digest] = task
            task.add_done_callback(lambda _: self._under_way.pop(digest))
        try:
            return await asyncio.shield(task)
        except Unreachable as error:
            raise unavailable() from error

    async def _validated(self, digest: bytes, token: str) -> Caller | None:
        try:
            meaning = await self._keystone.validate(token)
            if meaning is None:
                self._refused.keep(digest, True, _REFUSAL_LASTS)
                return None
            caller = self._caller_of(meaning)
        except Unreachable as error:
            logger.warning("Keystone cannot say who calls: %s", error)
            raise
        left = min(meaning.expires_at - time.time(), _LONGEST_BELIEF)
        if left <= 0:
            self._refused.keep(digest, True, _REFUSAL_LASTS)
            return None
        self._believed.keep(digest, caller, left)
        return caller

    def _caller_of(self, meaning: Meaning) -> Caller:
        try:
            return self.caller(meaning.project, meaning.user, meaning.roles)
        except ValueError as error:
            raise Unreachable("the answer has a name that cannot be one") from error

    def _wrong(self) -> CallerRefused:
        return self.unproven("The token is not valid.")

    async def close(self) -> None:
        await self._keystone.close()
