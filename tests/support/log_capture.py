"""What a served process would write to its log, in a test."""

import io
import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager

from web.observability.logging import log_config


@contextmanager
def log_as_before() -> Iterator[None]:
    """What configures logging within changes nothing for other tests."""
    loggers = [logging.getLogger(name) for name in ("", "glimpse", "uvicorn", "uvicorn.error")]
    before = [(each.level, each.propagate, each.handlers[:], each.filters[:]) for each in loggers]
    try:
        yield
    finally:
        for logger, (level, propagate, handlers, filters) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.propagate = propagate
            logger.handlers[:] = handlers
            logger.filters[:] = filters


@contextmanager
def logged(
    line_format: str = "text", level: str = "info", stream: io.StringIO | None = None
) -> Iterator[io.StringIO]:
    """What is logged meanwhile, as the settings say."""
    config = log_config(line_format, level)
    config["handlers"]["stderr"]["stream"] = written = stream or io.StringIO()
    with log_as_before():
        logging.config.dictConfig(config)
        yield written
