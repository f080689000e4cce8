"""Structured logs, in production one JSON object a line. They never contain payloads, tokens or query strings."""

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from labapp.config import Settings

# Packages whose messages quote values: parameters, the keys that collide, rejected input. By name, so that a driver
# that is not in use is not imported.
_QUOTING = frozenset({"sqlalchemy", "psycopg", "sqlite3", "pydantic_core"})
ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the exceptions that led to ``error``, the first one first, then ``error``."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from reversed(found)


def _message(error: BaseException) -> str:
    if isinstance(error, DBAPIError) and error.statement:
        # Statements contain placeholders in place of values.
        return f"[SQL: {error.statement}]"
    if isinstance(error, ValidationError):
        return ", ".join(one["type"] for one in error.errors(include_url=False, include_input=False))
    if any(base.__module__.partition(".")[0] in _QUOTING for base in type(error).__mro__):
        return str(getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or "")
    return str(error)


def format_exception(exc_info: ExcInfo) -> str:
    """Return the traceback of an exception and its causes, without local variables.

    Messages of the database and of validation are reduced to codes and statements: they would quote data of patients.
    """
    parts = []
    for error in _chain(exc_info[1]):
        name = type(error).__qualname__
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{type(error).__module__}.{name}: {_message(error)}")
    return "\n\n".join(parts)


def configure_logs(settings: Settings) -> None:
    """Send structlog and the loggers of libraries to standard error in one format, from ``LOG_LEVEL`` up."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(format_exception),
    ]
    renderer: structlog.typing.Processor
    if settings.production:
        renderer = structlog.processors.JSONRenderer()
    else:
        # Exceptions are text already. The default formatter prints local variables: tokens and data of patients.
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    # These libraries log tokens, session ids and event bodies at INFO.
    for noisy in ("socketio", "socketio.server", "engineio", "engineio.server"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
