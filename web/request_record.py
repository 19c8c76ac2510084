"""What is found out about a request while it is answered: for the log, the metrics and the trace."""

import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from random import randbytes

# What a client sends as its id is repeated in a header and in the log.
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")


def new_request_id() -> str:
    """As long as a UUID, which others make of it. It tells requests apart, and is no secret."""
    # Python begins anew in a process that was forked.
    return randbytes(16).hex()


# The client names its operations, and one answer may have as many errors as a page has rows.
_MAX_NAME_CHARACTERS = 100
_MAX_CODES = 10

# As nginx has it: the client left before it was answered.
CLIENT_CLOSED_REQUEST = 499


@dataclass(slots=True)
class RequestRecord:
    """Filled by whoever learns something; `status` stays LEFT when nothing is answered.

    An operation on a WebSocket has no `path`. `seconds` is how long it took, until the Unix time `ended`;
    `operation` is query, mutation or subscription; `codes` are those of the errors, each once.
    `reads`, `rows` and `changes` are counted by `db.instrumented`. What is `quiet` is not counted.
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
        """What a line of the log says, by name; the query string, which carries variables, is left out."""
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
        """Which one is to be executed."""
        self.operation = kind
        self.operation_name = name and name[:_MAX_NAME_CHARACTERS]

    def record_error_codes(self, codes: Iterable[object]) -> None:
        for code in codes:
            if len(self.error_codes) < _MAX_CODES and isinstance(code, str) and code not in self.error_codes:
                self.error_codes.append(code)


# A change's task has it too: a task's context is a copy, and the report in it is the same.
_current: ContextVar[RequestRecord | None] = ContextVar("report", default=None)

set_current_record = _current.set
reset_current_record = _current.reset
get_current_record = _current.get


def current_record() -> RequestRecord:
    """The report on the request that is being answered; outside of any, one that nobody reads."""
    return _current.get() or RequestRecord("")


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The client's, if it sent a decent one; else a new one."""
    given = [value for name, value in headers if name == b"x-request-id"]
    if len(given) == 1 and _REQUEST_ID.fullmatch(given[0]):
        return given[0].decode()
    return new_request_id()
