"""The position of a snapshot in the event log.

A client that applies exactly the events after the position to the data has what the API would answer now: nothing is
missing between the two, and nothing is fetched twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import has_request_context, request
from sqlalchemy.orm import Session

from labapp.events import log
from labapp.events.log import LogHead
from labapp.unit_of_work import snapshot

_KEY = "labapp.event_position"


def note(head: LogHead) -> None:
    """Note the position of data that the current request reads. The first one counts: it covers all later reads."""
    if has_request_context():
        request.environ.setdefault(_KEY, f"{head.epoch}:{head.seq}")


def noted() -> str | None:
    """Return the position of the data that the current request has read, ``<epoch>:<number>``, or None."""
    position: str | None = request.environ.get(_KEY)
    return position


@contextmanager
def positioned() -> Iterator[Session]:
    """Open a read session whose queries see one committed state, and note the position of that state."""
    with snapshot() as session:
        note(log.head(session))
        yield session
