"""The writers of one process take turns at the end of the log, from the first number to the commit.

Without this they would wait for each other inside PostgreSQL, at the lock of the counter's row, where each waiting
writer costs the database more. A transaction takes its turn after all its other locks, so that nobody who has the turn
waits for somebody who waits for it.
"""

import threading

import structlog
from sqlalchemy.orm import Session

from labapp.errors import Unavailable

TIMEOUT_SECONDS = 5.0
# gevent's, in a process that it has patched.
_turn = threading.Lock()
_KEY = "log_turn"
_logger = structlog.get_logger(__name__)


def take(session: Session) -> None:
    """Wait until the transaction may add to the log; one that has its turn already goes on.

    Raises Unavailable after ``TIMEOUT_SECONDS``.
    """
    # SQLite has one writer in any case.
    if _KEY in session.info or session.get_bind().dialect.name == "sqlite":
        return
    if not _turn.acquire(timeout=TIMEOUT_SECONDS):
        _logger.warning("log_turn_missed", seconds=TIMEOUT_SECONDS)
        raise Unavailable()
    session.info[_KEY] = True


def give_back(session: Session) -> None:
    """Let the next one have its turn, after the end of the transaction."""
    if session.info.pop(_KEY, False):
        _turn.release()
