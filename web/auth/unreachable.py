"""The reason why a service cannot be reached, in words, without anything that was sent to it."""

import socket
import ssl
from collections.abc import Iterator

import httpx2

_DEFAULT_PORTS = {"http": 80, "https": 443}


def unreachable_reason(error: Exception, url: str, timeout: float) -> str:
    """The reason with the host and the port; the kind of the error if it is another one."""
    address = httpx2.URL(url)
    host, port = address.host, address.port or _DEFAULT_PORTS.get(address.scheme)
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return f"the host {host} is unknown"
        if isinstance(cause, ConnectionRefusedError):
            return f"nothing listens at port {port} of {host}"
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of {host} cannot be verified: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"port {port} of {host} does not speak TLS as expected"
        if isinstance(cause, TimeoutError | httpx2.TimeoutException):
            return f"port {port} of {host} did not answer within {timeout:g} seconds"
    return f"{type(error).__name__} at port {port} of {host}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The errors behind an error, the innermost first."""
    if error is not None:
        yield from _causes(error.__cause__ or error.__context__)
        yield error
