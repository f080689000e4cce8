"""Free times, live: who looks at a day of a location is told whenever a number of free places there has changed.

What is told is what the database says then, read after the change, so the last that a watcher hears is what holds.
Not numbered and not replayed: after a reconnect a client asks REST again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import gevent
import structlog
from gevent.event import Event
from sqlalchemy.exc import SQLAlchemyError

from labapp import queries
from labapp.clock import iso, now
from labapp.contract.socket import SlotUpdate
from labapp.errors import LabError
from labapp.models import EventEntry
from labapp.models.appointments import OPEN
from labapp.realtime.rooms import slots_room

if TYPE_CHECKING:
    from labapp.realtime.runtime import Realtime

_AGAIN_SECONDS = 1.0
_HOURS = frozenset({"schedule", "timezone", "slotMinutes", "slotCapacity", "active"})
# In place of a moment: all of them.
_ALL = None
_logger = structlog.get_logger(__name__)


def _place_of(appointment: dict[str, Any]) -> tuple[int, datetime] | None:
    if appointment["status"] not in OPEN:
        return None
    return appointment["locationId"], datetime.fromisoformat(appointment["scheduledAt"])


def changes(entry: EventEntry) -> Iterator[tuple[int, datetime | None]]:
    """Yield the location and the moment of each place that a fact took or gave back; ``None`` is every moment."""
    before, after = entry.before or {}, entry.after or {}
    if entry.entity_type == "location" and entry.entity_id is not None:
        if entry.action == "deleted" or _HOURS & after.keys():
            yield entry.entity_id, _ALL
    elif entry.entity_type == "appointment" and entry.payload is not None:
        held = entry.payload["appointment"]
        old = None if entry.action == "created" else _place_of(held | before)
        new = _place_of(held)
        if old != new:
            yield from (place for place in (old, new) if place is not None)


class SlotWatch:
    """The days that somebody of this instance looks at, and one greenlet that tells them.

    In a greenlet of its own: a fact's own event waits for no count, and a burst of bookings becomes few counts.
    """

    def __init__(self, realtime: Realtime) -> None:
        self._realtime = realtime
        # For each day the times that were offered to those who look at it.
        self._watched: dict[int, dict[date, set[datetime]]] = {}
        self._noted: dict[int, set[datetime | None]] = {}
        self._wake = Event()
        self._greenlet: Any = None

    def start(self) -> None:
        """Begin to tell."""
        self._greenlet = gevent.spawn(self._follow)

    def stop(self) -> None:
        """Stop telling."""
        if self._greenlet is not None:
            self._greenlet.kill()
            self._greenlet = None

    def watch(self, location_id: int, day: date) -> None:
        """Look after a location's day, for a socket that joins its room before anything else happens.

        Raises NotFound, InvalidPayload for a day too far ahead.
        """
        offered = {one.starts_at for one in queries.slots.get_day(location_id, day).slots}
        days = self._watched.setdefault(location_id, {})
        for gone in [one for one in days if not self._is_watched(location_id, one)]:
            del days[gone]
        days.setdefault(day, set()).update(offered)

    def note(self, entry: EventEntry) -> None:
        """Have those told whom the fact concerns; returns at once."""
        for location_id, moment in changes(entry):
            if location_id in self._watched:
                self._noted.setdefault(location_id, set()).add(moment)
                self._wake.set()

    def _follow(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._noted:
                location_id, moments = self._noted.popitem()
                try:
                    with self._realtime.app.app_context():
                        self._tell(location_id, moments)
                except SQLAlchemyError as error:
                    # Whoever looks on must not keep an old number: told as soon as the database answers.
                    _logger.warning("slots_not_read", error=type(error).__name__)
                    self._noted.setdefault(location_id, set()).update(moments)
                    gevent.sleep(_AGAIN_SECONDS)
                except Exception:
                    _logger.exception("slots_not_told", location_id=location_id)

    def _tell(self, location_id: int, moments: set[datetime | None]) -> None:
        for day in list(self._watched.get(location_id, ())):
            # A local day is never further than this from the same day in UTC.
            near = any(one is None or abs(one.date() - day) <= timedelta(days=1) for one in moments)
            if near and self._is_watched(location_id, day):
                self._tell_day(location_id, day, moments)

    def _tell_day(self, location_id: int, day: date, moments: set[datetime | None]) -> None:
        try:
            found = queries.slots.get_day(location_id, day)
        except LabError:
            # Not on offer any more.
            found = None
        free = {} if found is None else {one.starts_at: one.free for one in found.slots}
        if _ALL in moments:
            offered = self._watched[location_id].setdefault(day, set())
            free |= dict.fromkeys((one for one in offered - free.keys() if one > now()), 0)
            offered.update(free)
        else:
            length = timedelta(minutes=found.slot_minutes or 0) if found else timedelta()
            free = {
                start: many for start, many in free.items() if any(start <= m < start + length for m in moments if m)
            }
        for start, many in sorted(free.items()):
            update = SlotUpdate(location_id=location_id, starts_at=iso(start), free=many)
            self._realtime.gateway.tell(slots_room(location_id, day), update)

    def _is_watched(self, location_id: int, day: date) -> bool:
        return self._realtime.gateway.occupied(slots_room(location_id, day))
