"""Live free times: sockets that watch a day of a location are notified when a number of free places there changes.

A notification carries what the database says after the change, so the last number that a watcher receives is current.
Not numbered and not replayed: after a reconnect a client loads the day over REST again.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import gevent
import structlog
from flask import Flask
from gevent.event import Event
from sqlalchemy.exc import SQLAlchemyError

from labapp import queries
from labapp.clock import iso, now
from labapp.contract.socket import ServerEvent, SlotUpdate
from labapp.errors import LabError
from labapp.events.entries import LoggedEntry
from labapp.models.appointments import OPEN
from labapp.realtime.rooms import slots_room

_RETRY_SECONDS = 1.0
# The fields of a location that its slots depend on. Entries of the log hold them in either spelling.
_SLOT_FIELDS = frozenset(
    {"schedule", "timezone", "slotMinutes", "slot_minutes", "slotCapacity", "slot_capacity", "active"}
)
# In place of a moment: all of them.
_ALL = None
_logger = structlog.get_logger(__name__)


class RoomSender(Protocol):
    """Sends to the rooms of this instance."""

    def send_to_room(self, room: str, event: ServerEvent) -> None:
        """Send an event to all sockets in a room."""

    def is_occupied(self, room: str) -> bool:
        """Whether any socket is in a room."""


# ``Any``: the record as JSON, whose fields differ in type.
def _place_of(appointment: Mapping[str, Any]) -> tuple[int, datetime] | None:
    if appointment["status"] not in OPEN:
        return None
    return appointment["locationId"], datetime.fromisoformat(appointment["scheduledAt"])


def changes(entry: LoggedEntry) -> Iterator[tuple[int, datetime | None]]:
    """Yield the location and the moment of each place that a fact took or freed; ``None`` is every moment."""
    before, after = entry.before or {}, entry.after or {}
    if entry.entity_type == "location" and entry.entity_id is not None:
        if entry.action == "deleted" or _SLOT_FIELDS & after.keys():
            yield entry.entity_id, _ALL
    elif entry.entity_type == "appointment" and entry.payload and "appointment" in entry.payload:
        appointment = entry.payload["appointment"]
        old = None if entry.action == "created" else _place_of(appointment | before)
        new = _place_of(appointment)
        if old != new:
            yield from (place for place in (old, new) if place is not None)


class SlotWatch:
    """The days that sockets of this instance watch, and one greenlet that notifies them.

    In a greenlet of its own: the delivery of a fact waits for no count, and a burst of bookings becomes few counts.
    """

    def __init__(self, app: Flask, sender: RoomSender) -> None:
        self._app = app
        self._sender = sender
        # For each day the times that were offered to its watchers.
        self._watched: dict[int, dict[date, set[datetime]]] = {}
        self._pending: dict[int, set[datetime | None]] = {}
        self._wake = Event()
        self._greenlet: gevent.Greenlet[[], None] | None = None

    def start(self) -> None:
        """Start notifying."""
        self._greenlet = gevent.spawn(self._run)

    def stop(self) -> None:
        """Stop notifying; what is pending is dropped."""
        if self._greenlet is not None:
            self._greenlet.kill()
            self._greenlet = None

    def watch(self, location_id: int, day: date) -> None:
        """Watch a location's day. The caller adds the socket to the day's room with no switch of greenlets in between.

        Raises NotFound, InvalidPayload for a day too far ahead.
        """
        offered = {slot.starts_at for slot in queries.slots.get_day(location_id, day).slots}
        days = self._watched.setdefault(location_id, {})
        for unwatched in [one for one in days if not self._is_watched(location_id, one)]:
            del days[unwatched]
        days.setdefault(day, set()).update(offered)

    def enqueue(self, entry: LoggedEntry) -> None:
        """Schedule the notifications that a fact makes necessary; returns at once."""
        for location_id, moment in changes(entry):
            if location_id in self._watched:
                self._pending.setdefault(location_id, set()).add(moment)
                self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._pending:
                location_id, moments = self._pending.popitem()
                try:
                    with self._app.app_context():
                        self._notify(location_id, moments)
                except SQLAlchemyError as error:
                    # No watcher may keep an old number: notify as soon as the database answers.
                    _logger.warning("slots_not_read", error=type(error).__name__)
                    self._pending.setdefault(location_id, set()).update(moments)
                    gevent.sleep(_RETRY_SECONDS)
                except Exception:
                    _logger.exception("slot_watchers_not_notified", location_id=location_id)

    def _notify(self, location_id: int, moments: set[datetime | None]) -> None:
        for day in list(self._watched.get(location_id, ())):
            # A local day is never further than this from the same day in UTC.
            near = any(moment is None or abs(moment.date() - day) <= timedelta(days=1) for moment in moments)
            if near and self._is_watched(location_id, day):
                self._notify_day(location_id, day, moments)

    def _notify_day(self, location_id: int, day: date, moments: set[datetime | None]) -> None:
        try:
            found = queries.slots.get_day(location_id, day)
        except LabError:
            # No longer on offer.
            found = None
        free = {} if found is None else {slot.starts_at: slot.free for slot in found.slots}
        if _ALL in moments:
            offered = self._watched[location_id].setdefault(day, set())
            free |= dict.fromkeys((start for start in offered - free.keys() if start > now()), 0)
            offered.update(free)
        else:
            length = timedelta(minutes=found.slot_minutes or 0) if found else timedelta()
            free = {
                start: places
                for start, places in free.items()
                if any(start <= m < start + length for m in moments if m)
            }
        for start, places in sorted(free.items()):
            update = SlotUpdate(location_id=location_id, starts_at=iso(start), free=places)
            self._sender.send_to_room(slots_room(location_id, day), update)

    def _is_watched(self, location_id: int, day: date) -> bool:
        return self._sender.is_occupied(slots_room(location_id, day))
