"""The only caller of emit: maps an entry of the log to wire events and to the sockets that receive them.

An administrator's socket gets both the report and the event of a change. The report goes first and
carries the offset before it, so that a drop between the two loses neither.
"""

from collections.abc import Iterable, Sequence

import socketio

from labapp.contract.events import EVERYBODY
from labapp.contract.socket import ServerEvent
from labapp.events.tail import Rooms
from labapp.metrics import DELIVERIES
from labapp.models import EventEntry
from labapp.realtime.connections import Connection
from labapp.realtime.rooms import NAMESPACE, room_without_offsets

REPORT = "admin:event"
Body = dict[str, object]


class Gateway:
    """Emits through the manager of one Socket.IO server; nothing here waits."""

    def __init__(self, manager: socketio.Manager) -> None:
        self._manager = manager

    def deliver(self, entry: EventEntry, rooms: Rooms) -> None:
        """Send an entry to its stored audience; a socket in several of the rooms gets each part once."""
        report_rooms, event_rooms = rooms.get("report", ()), rooms.get("event", ())
        if entry.report is not None and report_rooms:
            body = entry.report | {"eventId": entry.seq}
            if not event_rooms:
                self._broadcast(REPORT, body, entry.seq, report_rooms)
            elif EVERYBODY in event_rooms or set(report_rooms) <= set(event_rooms):
                self._broadcast(REPORT, body, entry.seq - 1, report_rooms)
            else:
                both = sorted(self._sids(report_rooms) & self._sids(event_rooms))
                self._broadcast(REPORT, body, entry.seq, report_rooms, skip=both)
                if both:
                    self._broadcast(REPORT, body, entry.seq - 1, report_rooms, only=set(both))
        if entry.event is not None and entry.payload is not None and event_rooms:
            self._broadcast(entry.event, entry.payload | {"eventId": entry.seq}, entry.seq, event_rooms)

    def replay(self, connection: Connection, entry: EventEntry, parts: frozenset[str]) -> None:
        """Send those ``parts`` of an entry that one socket may see."""
        event = entry.event if "event" in parts else None
        if "report" in parts and entry.report is not None:
            offset = entry.seq if event is None else entry.seq - 1
            self._send(connection, REPORT, entry.report | {"eventId": entry.seq}, offset)
        if event is not None and entry.payload is not None:
            self._send(connection, event, entry.payload | {"eventId": entry.seq}, entry.seq)

    def send(self, connection: Connection, event: ServerEvent, *, offset: int | None = None) -> None:
        """Send one of the server's own events to one socket."""
        self._send(connection, event.event, event.wire(), offset)

    def send_to_room(self, room: str, event: ServerEvent) -> None:
        """Send one of the server's own events to all sockets in a room whose content is public."""
        DELIVERIES.labels(event=event.event).inc()
        names = [room, room_without_offsets(room)]
        self._manager.emit(event.event, event.wire(), NAMESPACE, room=names, compress=True)

    def is_occupied(self, room: str) -> bool:
        """Whether any socket of this instance is in a room."""
        return self._exists(room) or self._exists(room_without_offsets(room))

    def _send(self, connection: Connection, name: str, body: Body, offset: int | None) -> None:
        with_offset = offset is not None and connection.sends_offsets
        self._manager.emit(name, (body, str(offset)) if with_offset else body, NAMESPACE, room=connection.sid)

    def _broadcast(
        self,
        name: str,
        body: Body,
        offset: int,
        rooms: Sequence[str],
        *,
        skip: list[str] | None = None,
        only: set[str] | None = None,
    ) -> None:
        DELIVERIES.labels(event=name).inc()
        variants: tuple[tuple[list[str], object], ...] = (
            (list(rooms), (body, str(offset))),
            ([room_without_offsets(room) for room in rooms], body),
        )
        for names, data in variants:
            if only is not None:
                # Addressed by their own ids, which are no rooms of the manager's table.
                names = sorted(only & self._members(names))
            if names and (only is not None or any(self._exists(room) for room in names)):
                # Only what everybody may read is compressed: personal data beside chosen text would show in its length.
                public = EVERYBODY in rooms
                self._manager.emit(name, data, NAMESPACE, room=names, skip_sid=skip, compress=public)

    def _exists(self, room: str) -> bool:
        return room in self._manager.rooms.get(NAMESPACE, ())

    def _members(self, rooms: Iterable[str]) -> set[str]:
        return {sid for room in rooms for sid, _ in self._manager.get_participants(NAMESPACE, room)}

    def _sids(self, rooms: Iterable[str]) -> set[str]:
        return self._members(name for room in rooms for name in (room, room_without_offsets(room)))
