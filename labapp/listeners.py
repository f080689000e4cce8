"""The fan-out on one screen: what happens on this instance for every committed fact, in log order.

The order of the steps matters: a socket that loses its rights is closed after the event that says why.
"""

import structlog
from flask import Flask

from labapp.events.signals import FOLLOWED
from labapp.events.tail import Rooms
from labapp.metrics import TAIL_FAILURES
from labapp.models import EventEntry
from labapp.realtime import realtime_of

_ENDS_ALL_SESSIONS = frozenset({"user.password_changed", "user.role_changed", "user.deactivated"})
_logger = structlog.get_logger(__name__)


def deliver(app: Flask, entry: EventEntry, rooms: Rooms) -> None:
    """Send the fact to the screens of those who are entitled."""
    realtime_of(app).gateway.deliver(entry, rooms)


def tell_free_times(app: Flask, entry: EventEntry, rooms: Rooms) -> None:
    """Have those told who look at free times of which the fact leaves fewer or more."""
    realtime_of(app).slots.note(entry)


def close_ended(app: Flask, entry: EventEntry, rooms: Rooms) -> None:
    """Close the sockets whose session the fact has ended."""
    if entry.entity_id is None:
        return
    if entry.name in _ENDS_ALL_SESSIONS:
        realtime_of(app).end_session(entry.seq, entry.entity_id, None)
    elif entry.name == "session.revoked":
        realtime_of(app).end_session(entry.seq, entry.entity_id, (entry.after or {}).get("session"))
    elif entry.name == "connection.closed":
        realtime_of(app).close_client((entry.after or {}).get("sid", ""))


STEPS = (deliver, tell_free_times, close_ended)


def on_recorded(app: Flask, *, entry: EventEntry, rooms: Rooms) -> None:
    """Take every step; the failure of one is logged and counted, and stops no other."""
    for step in STEPS:
        try:
            step(app, entry, rooms)
        except Exception:
            TAIL_FAILURES.inc()
            _logger.exception("listener_failed", seq=entry.seq, listener=step.__name__)


def connect(app: Flask) -> None:
    """Connect the fan-out to the signals of ``app``."""
    for signal in FOLLOWED:
        signal.connect(on_recorded, app)
