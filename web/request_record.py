"""The record of a request, filled while it is processed: for the log, the metrics and the trace."""

import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from random import getrandbits

# A client's id is repeated in a header and in the log.
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")


def new_request_id() -> str:
    """A random id as long as a UUID, which some tools convert it to. It need not be secret."""
    # Python reseeds `random` in a forked process.
    return f"{getrandbits(128):032x}"


# Clients choose operation names, and a response may have an error for each row of a page.
_MAX_NAME_CHARACTERS = 100
_MAX_CODES = 10

# As in nginx: the client disconnected before the response.
CLIENT_CLOSED_REQUEST = 499


@dataclass(slots=True)
class RequestRecord:
    """Filled by all stages of a request; `status` stays CLIENT_CLOSED_REQUEST without a response.

    An operation on a WebSocket has no `path`. `seconds` is its duration, until the Unix time `ended_at`;
    `operation` is query, mutation or subscription; `error_codes` has each code once. `db.instrumented`
    counts `read_count`, `row_count` and `change_count`. A probe (`is_probe`) is not counted.
    """

    request_id: str
    method: str = ""
    path: str | None = None
    is_probe: bool = False
    status: int = CLIENT_CLOSED_REQUEST
    bytes_sent: int = 0
    operation: str | None = None
    operation_name: str | None = None
    project: str | None = None
    user: str | None = None
    error_codes: list[str] = field(default_factory=list)
    trace_id: str | None = None
    read_count: int = 0
    row_count: int = 0
    change_count: int = 0
    seconds: float = 0.0
    ended_at: float = 0.0

    @property
    def outcome(self) -> str:
        """`ok`, the first error's code, `refused` for another error response, or `client_closed`."""
        if self.status == CLIENT_CLOSED_REQUEST:
            return "client_closed"
        if self.error_codes:
            return self.error_codes[0]
        return "ok" if self.status < 400 else "refused"

    def log_fields(self) -> dict[str, object]:
        """The fields of a log line by name; without the query string, which carries variables."""
        return {
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "operation": self.operation,
            "operation_name": self.operation_name,
            "project": self.project,
            "user": self.user,
            "codes": ",".join(self.error_codes) or None,
            "ms": round(self.seconds * 1000, 3),
            "bytes": self.bytes_sent,
            "statements": self.read_count + self.change_count,
            "rows": self.row_count,
            "request_id": self.request_id,
            "trace_id": self.trace_id,
        }

    def record_operation(self, kind: str, name: str | None) -> None:
        """Records the type and the name of the operation to execute."""
        self.operation = kind
        self.operation_name = name and name[:_MAX_NAME_CHARACTERS]

    def record_error_codes(self, codes: Iterable[object]) -> None:
        for code in codes:
            if len(self.error_codes) < _MAX_CODES and isinstance(code, str) and code not in self.error_codes:
                self.error_codes.append(code)


# The task of a mutation sees the same record: its context is a copy, with the same reference.
_current: ContextVar[RequestRecord | None] = ContextVar("report", default=None)

set_current_record = _current.set
reset_current_record = _current.reset
get_current_record = _current.get


def current_record() -> RequestRecord:
    """The record of the current request; outside of a request, one that is never read."""
    return _current.get() or RequestRecord("")


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The client's id if it sent exactly one valid id, else a new one."""
    given = [value for name, value in headers if name == b"x-request-id"]
    if len(given) == 1 and _REQUEST_ID.fullmatch(given[0]):
        return given[0].decode()
    return new_request_id()
