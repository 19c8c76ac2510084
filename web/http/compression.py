"""Compression of finished answers by zstd or gzip, as the client accepts. RFC 9110, section 8.4.

A stream of events is never compressed: only the GraphQL endpoint and the schema's text call this, each
for a response that it holds as a whole. Measured by `python -m bench.compression`; the decision is
docs/adr/050-answers-are-compressed-by-zstd-or-gzip.md. `GLIMPSE_COMPRESSION=false` switches it off.
"""

import asyncio
import zlib
from functools import lru_cache

import zstandard
from starlette.responses import Response
from starlette.types import Scope

from web.http.content_negotiation import negotiate_coding

# Ten segments, which a server sends before it waits for the client: a smaller answer saves no round trip.
MIN_BYTES = 14_000

# Longer answers are compressed in a thread. Each figure takes about 0.5 ms, a few times a hand-off.
_INLINE_BYTES = {"zstd": 256 * 1024, "gzip": 64 * 1024}

_LEVEL = 1
_GZIP_FORMAT = 31


async def compress(response: Response, scope: Scope) -> None:
    """Compresses the response to a request if the client accepts it; of MIN_BYTES or more, as it pays.

    The header Vary must name Accept-Encoding already, and an entity tag must be weak.
    """
    coding = _negotiate(b",".join([value for name, value in scope["headers"] if name == b"accept-encoding"]))
    if coding is None:
        return
    body = bytes(response.body)
    if len(body) > _INLINE_BYTES[coding]:
        response.body = await asyncio.to_thread(compressed, body, coding)
    else:
        response.body = compressed(body, coding)
    response.headers["content-encoding"] = coding
    response.headers["content-length"] = str(len(response.body))


def compressed(body: bytes, coding: str) -> bytes:
    if coding == "zstd":
        # Neither a compressor of zstd nor one of gzip may be shared by threads.
        return zstandard.ZstdCompressor(level=_LEVEL).compress(body)
    gzip = zlib.compressobj(_LEVEL, wbits=_GZIP_FORMAT)
    return gzip.compress(body) + gzip.flush()


# Clients send a few different values; the server bounds their length.
@lru_cache(maxsize=128)
def _negotiate(accept_encoding: bytes) -> str | None:
    return negotiate_coding(accept_encoding.decode("latin-1"))
