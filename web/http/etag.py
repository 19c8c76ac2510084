"""Entity tags: a client that has the answer already is not sent it again. RFC 9110, section 13.1.2."""

from hashlib import sha256

from starlette.datastructures import Headers


def entity_tag(*parts: bytes) -> str:
    """The same for the same parts, whichever process answers."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    return f'"{digest.hexdigest()[:32]}"'


def matches_if_none_match(headers: Headers, tag: str) -> bool:
    """Whether the request's If-None-Match names the tag; a weak one is as good for GET."""
    known = [
        each.strip().removeprefix("W/") for each in ",".join(headers.getlist("if-none-match")).split(",")
    ]
    return tag in known or known == ["*"]
