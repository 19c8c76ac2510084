"""Variables that Kubernetes adds to a pod for each Service in its namespace."""

import re

# A Service named `glimpse`, or `glimpse-postgresql`, gives variables that begin as settings do.
_NAME = r"GLIMPSE_(?:[A-Z0-9_]+_)?"
_ADDRESS = r"[0-9A-Fa-f.:]+"
_PORT = r"[0-9]{1,5}"
_PROTOCOL = r"(?:tcp|udp|sctp)"
_URL = rf"{_PROTOCOL}://(?:\[[0-9A-Fa-f:.]+\]|[0-9.]+):{_PORT}"
_OF_PORT = r"PORT_[0-9]{1,5}_(?:TCP|UDP|SCTP)"

_SHAPES = tuple(
    (re.compile(_NAME + ending), re.compile(value))
    for ending, value in (
        ("SERVICE_HOST", _ADDRESS),
        ("SERVICE_PORT(?:_[A-Z0-9_]+)?", _PORT),
        ("PORT", _URL),
        (_OF_PORT, _URL),
        (f"{_OF_PORT}_PROTO", _PROTOCOL),
        (f"{_OF_PORT}_PORT", _PORT),
        (f"{_OF_PORT}_ADDR", _ADDRESS),
    )
)


def is_service_link(variable: str, value: str) -> bool:
    """Whether both the name and the value have the shape that Kubernetes gives them."""
    return any(name.fullmatch(variable) and text.fullmatch(value) for name, text in _SHAPES)
