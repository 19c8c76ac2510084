"""Binds the sockets that Glimpse listens at, the same for one worker process and for several."""

import errno
import logging
import os
import socket

_BACKLOG = 2048

# The machine has no such address, or no IPv6.
_NO_ADDRESS = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})

logger = logging.getLogger("glimpse.web")


class ListenError(Exception):
    """Glimpse cannot listen there; the message is a sentence that names `HOST` or `PORT`."""


def listen(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of the host; `::` means all addresses of IPv6 and of IPv4.

    Raises ListenError.
    """
    sockets = list[socket.socket]()
    missing: OSError | None = None
    for family, address in _addresses(host, port):
        try:
            sockets.append(_listen_at(family, address))
        except OSError as error:
            if error.errno in _NO_ADDRESS:
                # A name such as localhost may have addresses that this machine does not use.
                missing = error
                continue
            for each in sockets:
                each.close()
            raise ListenError(_sentence(host, port, error)) from error
    if not sockets:
        raise ListenError(f"`HOST` must be an address of this machine, which `{host}` is not.") from missing
    shown = f"[{host}]" if ":" in host else host
    logger.info("Listening at http://%s:%d.", shown, port)
    return sockets


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[object, ...]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the name is not valid"
        raise ListenError(f"`HOST` must be an address or a name of this machine: {reason}.") from error
    addresses: list[tuple[socket.AddressFamily, tuple[object, ...]]]
    addresses = list(dict.fromkeys((family, address) for family, _, _, _, address in found))
    if any(address[0] == "::" for _, address in addresses):
        # A socket of its own, because on one for both IPv4 addresses look like those of IPv6.
        addresses.append((socket.AF_INET, ("0.0.0.0", port)))
    return addresses


def _listen_at(family: socket.AddressFamily, address: tuple[object, ...]) -> socket.socket:
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        # Another process may have bound the same address, but not listen there yet.
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"`PORT` {port} of `HOST` `{host}` is in use: stop the other process, or set another `PORT`."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"`PORT` {port} requires rights that this process does not have: set a `PORT` above 1023."
    return f"Glimpse cannot listen at `HOST` `{host}` and `PORT` {port}: {os.strerror(error.errno or 0)}."
