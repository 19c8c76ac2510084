"""Parsers of settings; each raises InvalidValueError with the rest of a sentence."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit


class InvalidValueError(ValueError):
    """A text is not a valid value; the message completes a sentence that begins with the setting's name."""


def integer(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        # `int` would also accept signs, spaces, underscores and the digits of other scripts.
        if re.fullmatch(r"[0-9]{1,18}", text) and low <= int(text) <= high:
            return int(text)
        raise InvalidValueError(f"must be a whole number from {low} to {high}")

    return read


def seconds(text: str) -> float:
    if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text) and 0.001 <= float(text) <= 3600:
        return float(text)
    raise InvalidValueError("must be a number of seconds from 0.001 to 3600, such as 2.5")


def seconds_or_zero(text: str) -> float:
    if re.fullmatch(r"0(\.0{1,6})?", text):
        return 0.0
    try:
        return seconds(text)
    except InvalidValueError as unfit:
        raise InvalidValueError("must be 0, or seconds from 0.001 to 3600, such as 2.5") from unfit


def boolean(text: str) -> bool:
    truths = {"true": True, "false": False}
    if text.lower() in truths:
        return truths[text.lower()]
    raise InvalidValueError("must be true or false")


def names(text: str) -> tuple[str, ...]:
    found = [name.strip() for name in text.split(",")]
    if all(1 <= len(name) <= 20 and name.isprintable() and ";" not in name for name in found):
        return tuple(dict.fromkeys(found))
    raise InvalidValueError("must be names of 1 to 20 characters, with commas between them")


def text_with_secrets(text: str) -> str:
    """Any text; the part that uses it parses it. No message repeats the value."""
    if text.strip():
        return text.strip()
    raise InvalidValueError("must not be empty")


def one_of(*words: str) -> Callable[[str], str]:
    """Takes each word in any case, as people write LOG_LEVEL=INFO."""

    def read(text: str) -> str:
        if text.lower() in words:
            return text.lower()
        raise InvalidValueError(f"must be {', '.join(words[:-1])} or {words[-1]}")

    return read


def host(text: str) -> str:
    if text == "*":
        raise InvalidValueError("must be an address: :: listens on all addresses, 0.0.0.0 on those of IPv4")
    if text.startswith("["):
        raise InvalidValueError("must be an address without brackets, such as ::1")
    if text and text.isprintable() and " " not in text:
        return text
    raise InvalidValueError("must be an address or name to listen at, such as 127.0.0.1")


def root_path(text: str) -> str:
    """An empty text, or segments that need no escaping in a URL, each after a slash."""
    segments = text.split("/")[1:]
    if len(text) <= 1000 and re.fullmatch(r"(/[\w.~-]+)*", text, re.ASCII) and not {".", ".."} & {*segments}:
        return text
    raise InvalidValueError("must be empty, or a path such as /images that ends without a slash")


# HS256 and the like are left out: the key that verifies can also sign.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


def algorithms(text: str) -> tuple[str, ...]:
    usual = {name.lower(): name for name in _ALGORITHMS}
    found = [name.lower() for name in names(text)]
    if usual.keys() >= set(found):
        return tuple(dict.fromkeys(usual[name] for name in found))
    raise InvalidValueError(f"must be some of {', '.join(_ALGORITHMS)}, with commas between them")


def optional(read: Callable[[str], str]) -> Callable[[str], str | None]:
    """Reads the empty text as None."""
    return lambda text: read(text) if text else None


def single_line(text: str) -> str:
    if text.strip() == text and 1 <= len(text) <= 1000 and text.isprintable():
        return text
    raise InvalidValueError("must be 1 to 1000 characters on one line, without spaces around them")


def secret(text: str) -> str:
    # It travels in a header.
    if re.fullmatch(r"[!-~]{16,1000}", text):
        return text
    raise InvalidValueError("must be 16 to 1000 printable ASCII characters without spaces")


def token(text: str) -> str:
    if re.fullmatch(r"[!-~]{1,16384}", text):
        return text
    raise InvalidValueError("must be 1 to 16384 printable ASCII characters without spaces")


def web_address(text: str) -> str:
    # No message repeats the value: it may hold a password.
    unfit = InvalidValueError("must be a URL that begins with https:// or http://, without user and password")
    if not re.fullmatch(r"https?://[!-~]+", text):
        raise unfit
    try:
        parts = urlsplit(text)
        fit = parts.hostname and "@" not in parts.netloc and parts.port != 0 and not parts.fragment
    except ValueError as error:
        raise unfit from error
    if not fit:
        raise unfit
    return text


def origins(text: str) -> tuple[str, ...]:
    """As browsers spell them: scheme and host in lower case, the port unless it is the usual one."""
    if not text or text == "*":
        return tuple(text)
    found = [part.strip() for part in text.split(",")]
    for origin in found:
        parts = urlsplit(web_address(origin))
        usual = {"http": ":80", "https": ":443"}[parts.scheme]
        if origin != origin.lower() or f"{parts.scheme}://{parts.netloc}" != origin or origin.endswith(usual):
            raise InvalidValueError(
                "must be *, or origins such as https://dashboard.example, with commas between them"
            )
    return tuple(dict.fromkeys(found))


def keystone_address(text: str) -> str:
    """The URL without /v3, which clients' configurations may have."""
    address = web_address(text)
    if "?" in address:
        raise InvalidValueError("must be a URL without a query")
    parts = urlsplit(address)
    path = parts.path.rstrip("/").removesuffix("/v3").rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def claim(text: str) -> str:
    """A name, or a path of names with dots between them."""
    if all(single_line(text).split(".")):
        return text
    raise InvalidValueError("must be a name, or names with dots between them")
