"""Entity tags: a client that already has the response is answered 304. RFC 9110, section 13.1.2.

All are weak: a response has one tag, whether it is sent compressed or not.
"""

from hashlib import sha256

from starlette.datastructures import Headers


def entity_tag(*parts: bytes) -> str:
    """The tag of a response's parts; the same in every process."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    return f'W/"{digest.hexdigest()[:32]}"'


def matches_if_none_match(headers: Headers, tag: str) -> bool:
    """Whether the request's If-None-Match names the tag; weak comparison, as the RFC demands."""
    known = [
        each.strip().removeprefix("W/") for each in ",".join(headers.getlist("if-none-match")).split(",")
    ]
    return tag.removeprefix("W/") in known or known == ["*"]
