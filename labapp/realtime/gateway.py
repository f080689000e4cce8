"""The only caller of emit: which wire events an entry of the log is, and which sockets they go to.

An administrator's socket gets both the report and the event of a change. The report goes first and
carries the offset before it, so that a drop between the two loses neither.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import socketio

from labapp.contract.events import EVERYBODY
from labapp.contract.socket import ServerEvent
from labapp.events.tail import Rooms
from labapp.metrics import DELIVERIES
from labapp.models import EventEntry
from labapp.realtime.connections import Connection
from labapp.realtime.rooms import NAMESPACE, bare

REPORT = "admin:event"


class Gateway:
    """Emits through one Socket.IO server; nothing here waits."""

    def __init__(self, server: socketio.Server) -> None:
        self._server = server

    def deliver(self, entry: EventEntry, rooms: Rooms) -> None:
        """Send an entry to everybody who is in its stored audience, each part once a socket."""
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
        """Send an entry to one socket, which may see ``parts`` of it."""
        event = entry.event if "event" in parts else None
        if "report" in parts and entry.report is not None:
            offset = entry.seq if event is None else entry.seq - 1
            self._send(connection, REPORT, entry.report | {"eventId": entry.seq}, offset)
        if event is not None and entry.payload is not None:
            self._send(connection, event, entry.payload | {"eventId": entry.seq}, entry.seq)

    def send(self, connection: Connection, event: ServerEvent, *, offset: int | None = None) -> None:
        """Send one of the server's own events to one socket."""
        self._send(connection, event.event, event.wire(), offset)

    def tell(self, room: str, event: ServerEvent) -> None:
        """Send one of the server's own events to everybody in a room whose content is public."""
        DELIVERIES.labels(event=event.event).inc()
        self._server.manager.emit(event.event, event.wire(), NAMESPACE, room=[room, bare(room)], compress=True)

    def occupied(self, room: str) -> bool:
        """Whether anybody of this instance is in a room."""
        return self._has(room) or self._has(bare(room))

    def _send(self, connection: Connection, name: str, body: dict[str, Any], offset: int | None) -> None:
        with_offset = offset is not None and not connection.bare
        data: Any = (body, str(offset)) if with_offset else body
        self._server.manager.emit(name, data, NAMESPACE, room=connection.sid)

    def _broadcast(
        self,
        name: str,
        body: dict[str, Any],
        offset: int,
        rooms: Sequence[str],
        *,
        skip: list[str] | None = None,
        only: set[str] | None = None,
    ) -> None:
        DELIVERIES.labels(event=name).inc()
        for names, data in (
            (list(rooms), (body, str(offset))),
            ([bare(room) for room in rooms], body),
        ):
            if only is not None:
                # Sockets by their own ids, which are no rooms of the manager's table.
                names = sorted(only & self._members(names))
            if names and (only is not None or any(self._has(room) for room in names)):
                # What everybody may read may be compressed; personal data beside chosen text would show in its length.
                public = EVERYBODY in rooms
                self._server.manager.emit(name, data, NAMESPACE, room=names, skip_sid=skip, compress=public)

    def _has(self, room: str) -> bool:
        return room in self._server.manager.rooms.get(NAMESPACE, ())

    def _members(self, rooms: Iterable[str]) -> set[str]:
        manager = self._server.manager
        return {sid for room in rooms for sid, _ in manager.get_participants(NAMESPACE, room)}

    def _sids(self, rooms: Iterable[str]) -> set[str]:
        return self._members(name for room in rooms for name in (room, bare(room)))
