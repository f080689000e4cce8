"""The fan-out on one screen: what happens on this instance for every committed fact, in log order.

The order of the steps matters: a socket that loses its rights is closed after the event that says why. blinker calls
the receivers of a signal in no certain order, so each signal has one receiver here, which takes its steps in turn.
"""

from collections.abc import Callable
from functools import partial

from flask import Flask

from labapp.contract.facts import Aggregate, FactName
from labapp.events import signals
from labapp.events.entries import LoggedEntry, Rooms
from labapp.events.tail import call_listener
from labapp.realtime import realtime_of

Step = Callable[[Flask, LoggedEntry, Rooms], None]
_ENDS_ALL_SESSIONS = frozenset(
    {
        FactName.USER_PASSWORD_CHANGED,
        FactName.USER_ROLE_CHANGED,
        FactName.USER_DEACTIVATED,
        FactName.USER_FACTORS_RESET,
        FactName.USER_ERASED,
    }
)


def deliver(app: Flask, entry: LoggedEntry, rooms: Rooms) -> None:
    """Send the entry to the sockets of its audience."""
    realtime_of(app).gateway.deliver(entry, rooms)


def notify_slot_watchers(app: Flask, entry: LoggedEntry, rooms: Rooms) -> None:
    """Schedule updates for the sockets that watch free times which the fact changed."""
    realtime_of(app).slot_watch.enqueue(entry)


def end_sessions(app: Flask, entry: LoggedEntry, rooms: Rooms) -> None:
    """Close the sockets of a user who changed password or role, was deactivated or erased, or lost all factors."""
    if entry.name in _ENDS_ALL_SESSIONS and entry.entity_id is not None:
        realtime_of(app).lifecycle.end_session(entry.seq, entry.entity_id, None)


def end_session(app: Flask, entry: LoggedEntry, rooms: Rooms) -> None:
    """Close the sockets of a revoked session."""
    if entry.name == FactName.SESSION_REVOKED and entry.entity_id is not None:
        realtime_of(app).lifecycle.end_session(entry.seq, entry.entity_id, (entry.after or {}).get("session"))


def close_socket(app: Flask, entry: LoggedEntry, rooms: Rooms) -> None:
    """Close the socket that an administrator closed."""
    realtime_of(app).lifecycle.close_by_administrator((entry.after or {}).get("sid", ""))


class Receiver:
    """Takes its steps in order; the failure of one is counted and logged, and stops no other."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    def __call__(self, app: Flask, *, entry: LoggedEntry, rooms: Rooms) -> None:
        """Receive the signal of one entry."""
        for step in self.steps:
            call_listener(partial(step, app, entry, rooms), name=step.__qualname__, seq=entry.seq)


RECEIVERS: dict[Aggregate, Receiver] = {
    Aggregate.CATALOG: Receiver(deliver),
    Aggregate.LOCATION: Receiver(deliver, notify_slot_watchers),
    Aggregate.APPOINTMENT: Receiver(deliver, notify_slot_watchers),
    Aggregate.RESULT: Receiver(deliver),
    Aggregate.MESSAGE: Receiver(deliver),
    Aggregate.USER: Receiver(deliver, end_sessions),
    Aggregate.SESSION: Receiver(deliver, end_session),
    Aggregate.CONNECTION: Receiver(deliver, close_socket),
    Aggregate.AUDIT: Receiver(deliver),
}


def connect(app: Flask) -> None:
    """Connect the fan-out to the signals of ``app``."""
    for aggregate, signal in signals.CHANGED.items():
        signal.connect(RECEIVERS[aggregate], app)
