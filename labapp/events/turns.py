"""The writers of one process take turns at the end of the log, from the first number to the commit.

Without this they would wait for each other inside PostgreSQL, at the lock of the counter's row, where each waiting
writer costs the database more. A transaction takes its turn after all its other locks, so that nobody who has the turn
waits for somebody who waits for it.
"""

import threading

import structlog
from sqlalchemy import Connection

from labapp.errors import Unavailable

TIMEOUT_SECONDS = 5.0
# gevent's, in a process that it has patched.
_turn = threading.Lock()
_logger = structlog.get_logger(__name__)


class _Turn:
    """Whose turn it is."""

    holder: Connection | None = None


def take(connection: Connection) -> None:
    """Wait until the transaction of ``connection`` may add to the log; one that has its turn already goes on.

    Raises Unavailable after ``TIMEOUT_SECONDS``.
    """
    # SQLite has one writer in any case.
    if _Turn.holder is connection or connection.dialect.name == "sqlite":
        return
    if not _turn.acquire(timeout=TIMEOUT_SECONDS):
        _logger.warning("log_turn_missed", seconds=TIMEOUT_SECONDS)
        raise Unavailable()
    _Turn.holder = connection


def give_back(connection: Connection) -> None:
    """Let the next one have its turn, after the end of the transaction."""
    if _Turn.holder is connection:
        _Turn.holder = None
        _turn.release()
