"""Checks the standard variables OTEL_... before OpenTelemetry reads them.

Its SDK writes a traceback into the log for some values that it cannot use, ends in one for others while it is
imported, and ignores the rest.
"""

import math
import os
import re
from collections.abc import Callable, Mapping, MutableMapping
from urllib.parse import urlsplit

_WHOLE_NUMBER = re.compile(r"[0-9]{1,10}")
_MAX_NUMBER = 2**31 - 1

# Of the SDK, unless the variables are set.
_QUEUE, _BATCH = ("OTEL_BSP_MAX_QUEUE_SIZE", "2048"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "512")

# Returns what the value must be, or None if it is that. Values may be secrets, so messages do not have them.
_Check = Callable[[str], str | None]


class InvalidVariableError(ValueError):
    """A variable OTEL_... cannot be used; the message is a sentence that names it."""


def check_variables(environ: MutableMapping[str, str] = os.environ) -> None:
    """Raises InvalidVariableError for a variable that OpenTelemetry cannot use.

    Removes empty variables: OpenTelemetry defines that they are not set, but the SDK reads some of them.
    """
    for variable in [
        name for name, value in environ.items() if name.startswith("OTEL_") and not value.strip()
    ]:
        del environ[variable]
    for variable, check in _CHECKS.items():
        requirement = check(environ[variable]) if variable in environ else None
        if requirement is not None:
            raise InvalidVariableError(f"`{variable}` must {requirement}.")
    if environ.get("OTEL_TRACES_SAMPLER", "").lower().endswith("traceidratio"):
        _check_ratio(environ)
    _check_batch(environ)


def _check_ratio(environ: Mapping[str, str]) -> None:
    number = _number(environ.get("OTEL_TRACES_SAMPLER_ARG", "1"))
    if number is None or not 0 <= number <= 1:
        raise InvalidVariableError("`OTEL_TRACES_SAMPLER_ARG` must be a number from 0 to 1.")


def _check_batch(environ: Mapping[str, str]) -> None:
    (queue, batch) = (int(environ.get(*variable)) for variable in (_QUEUE, _BATCH))
    if batch > queue:
        raise InvalidVariableError(
            f"`{_BATCH[0]}`, which is {batch}, must not be above `{_QUEUE[0]}`, which is {queue}."
        )


def _whole(least: int, other: str | None = None) -> _Check:
    words = f"be a whole number from {least} to {_MAX_NUMBER}" + (f", or {other}" if other else "")

    def check(value: str) -> str | None:
        stripped = value.strip()
        if other is not None and stripped.lower() == other:
            return None
        fits = _WHOLE_NUMBER.fullmatch(stripped) and least <= int(stripped) <= _MAX_NUMBER
        return None if fits else words

    return check


def _one_of(*words: str) -> _Check:
    *others, last = words
    return lambda value: None if value.lower() in words else f"be {', '.join(others)} or {last}"


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _seconds(value: str) -> str | None:
    return None if 0 < (_number(value) or 0) <= _MAX_NUMBER else f"be a number above 0, at most {_MAX_NUMBER}"


def _url(value: str) -> str | None:
    try:
        url = urlsplit(value)
        # Raises for a port that is no number.
        fits = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        fits = False
    return None if fits else "be a URL such as http://127.0.0.1:4318"


def _pairs(value: str) -> str | None:
    pairs = [each.strip().partition("=") for each in value.split(",")]
    fits = all(name and equals for name, equals, _ in pairs if name or equals)
    return None if fits else "be pairs such as name=value, with commas between them"


def _file(value: str) -> str | None:
    return None if os.path.isfile(value) and os.access(value, os.R_OK) else "name a readable file"


_OF_EXPORTER: Mapping[str, _Check] = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": _url,
    "OTEL_EXPORTER_OTLP_HEADERS": _pairs,
    "OTEL_EXPORTER_OTLP_TIMEOUT": _seconds,
    "OTEL_EXPORTER_OTLP_COMPRESSION": _one_of("gzip", "deflate", "none"),
    "OTEL_EXPORTER_OTLP_CERTIFICATE": _file,
    "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": _file,
    "OTEL_EXPORTER_OTLP_CLIENT_KEY": _file,
}

_SAMPLERS = ("always_on", "always_off", "traceidratio")

_CHECKS: Mapping[str, _Check] = {
    "OTEL_SDK_DISABLED": _one_of("true", "false"),
    "OTEL_TRACES_SAMPLER": _one_of(
        *(
            f"{parent}{name}"
            for parent in ("", "parentbased_")
            for name in ("always_on", "always_off", "traceidratio")
        )
    ),
    "OTEL_RESOURCE_ATTRIBUTES": _pairs,
    "OTEL_BSP_SCHEDULE_DELAY": _whole(1),
    "OTEL_BSP_EXPORT_TIMEOUT": _whole(0),
    _QUEUE[0]: _whole(1),
    _BATCH[0]: _whole(1),
    **_OF_EXPORTER,
    **{name.replace("OTLP_", "OTLP_TRACES_"): check for name, check in _OF_EXPORTER.items()},
    **dict.fromkeys(
        (
            "OTEL_ATTRIBUTE_COUNT_LIMIT",
            "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
            "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
            "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
            "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
            "OTEL_SPAN_EVENT_COUNT_LIMIT",
            "OTEL_SPAN_LINK_COUNT_LIMIT",
        ),
        _whole(0, "unset"),
    ),
}
