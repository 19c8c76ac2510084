"""Keystone tokens: validated by Keystone, and cached for some minutes."""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Callable

from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.authenticator import AuthenticationError, CredentialAuthenticator, authentication_unavailable
from web.auth.http_client import UnreachableError
from web.auth.keystone_client import KeystoneClient, TokenInfo
from web.auth.ttl_cache import TTLCache

# Short, because a token may be revoked before it expires.
_MAX_TOKEN_CACHE_SECONDS = 300.0
_REJECTION_CACHE_SECONDS = 10.0

# A flood of tokens must not fill the memory.
_MAX_CONCURRENT_VALIDATIONS = 500

# The token is sent on in a header.
_TOKEN = re.compile(r"[!-~]{1,16384}")

logger = logging.getLogger("glimpse.web")


class KeystoneAuthenticator(CredentialAuthenticator):
    """Validates tokens; keeps only their digests. `now` is a clock in seconds."""

    challenge = "Keystone"

    def __init__(
        self, keystone: KeystoneClient, *, anonymous_read: bool, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(anonymous_read=anonymous_read)
        self._keystone = keystone
        # Separate caches, so that a flood of invalid tokens evicts no valid one.
        self._valid_tokens = TTLCache[bytes, Caller](10_000, now)
        self._rejected_tokens = TTLCache[bytes, bool](1_000, now)
        self._under_way = dict[bytes, asyncio.Task[Caller | None]]()

    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        given = headers.getlist("x-auth-token")
        if not given:
            return self.anonymous()
        if len(given) > 1 or not _TOKEN.fullmatch(given[0]):
            raise self._wrong("the request must have one header `X-Auth-Token` with a token")
        digest = hashlib.sha256(given[0].encode()).digest()
        caller = self._valid_tokens.get(digest)
        if caller is None and not self._rejected_tokens.get(digest):
            caller = await self._validated_once(digest, given[0])
        if caller is None:
            raise self._wrong("Keystone does not know the token, or it has expired")
        return caller

    async def _validated_once(self, digest: bytes, token: str) -> Caller | None:
        """Concurrent requests with the same token share one validation."""
        task = self._under_way.get(digest)
        if task is None:
            if len(self._under_way) >= _MAX_CONCURRENT_VALIDATIONS:
                raise authentication_unavailable()
            task = asyncio.create_task(self._validated(digest, token))
            self._under_way[digest] = task
            task.add_done_callback(lambda _: self._under_way.pop(digest))
        try:
            return await asyncio.shield(task)
        except UnreachableError as error:
            raise authentication_unavailable() from error

    async def _validated(self, digest: bytes, token: str) -> Caller | None:
        try:
            meaning = await self._keystone.validate(token)
            if meaning is None:
                self._rejected_tokens.put(digest, True, _REJECTION_CACHE_SECONDS)
                return None
            caller = self._caller_of(meaning)
        except UnreachableError as error:
            logger.warning("Keystone cannot validate a token: %s", error)
            raise
        left = min(meaning.expires_at - time.time(), _MAX_TOKEN_CACHE_SECONDS)
        if left <= 0:
            self._rejected_tokens.put(digest, True, _REJECTION_CACHE_SECONDS)
            return None
        self._valid_tokens.put(digest, caller, left)
        return caller

    def _caller_of(self, meaning: TokenInfo) -> Caller:
        try:
            return self.caller(meaning.project, meaning.user, meaning.roles)
        except ValueError as error:
            raise UnreachableError("the response has an invalid name of a project, user or role") from error

    def _wrong(self, reason: str) -> AuthenticationError:
        return self.invalid_credentials("The token is not valid.", reason)

    async def close(self) -> None:
        await self._keystone.close()
