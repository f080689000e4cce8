"""The only caller of emit: maps an entry of the log to wire events and to the sockets that receive them.

An administrator's socket gets both the report and the event of a change. The report goes first and
carries the offset before it, so that a drop between the two loses neither.
"""

from collections.abc import Iterable, Iterator, Sequence

import socketio
from socketio import packet

from labapp.contract.events import EVERYBODY
from labapp.contract.socket import ServerEvent
from labapp.events.entries import LoggedEntry, Rooms
from labapp.events.ring import RecentEntry
from labapp.metrics import DELIVERIES
from labapp.realtime.connections import Connection
from labapp.realtime.gaps import Batch, Gap, Readable
from labapp.realtime.rooms import NAMESPACE, room_without_offsets
from labapp.transport import send_encoded, send_text
from labapp.transport.encoded import EncodedBatch, EncodedEvent

REPORT = "admin:event"
# Of a replay, so many bytes go out at once: far less than the backlog at which a client counts as slow.
BATCH_BYTES = 64 * 1024
_EVENT_HEAD = f"{packet.EVENT}{NAMESPACE},"
Body = dict[str, object]


class Gateway:
    """Emits through one Socket.IO server; nothing here waits."""

    def __init__(self, server: socketio.Server) -> None:
        self._server = server
        self._manager = server.manager

    def deliver(self, entry: LoggedEntry, rooms: Rooms) -> None:
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

    def batches(self, gap: Gap, connection: Connection) -> list[Batch]:
        """Return the events of a gap as ``connection`` receives them, encoded once for all who missed the same."""
        batches = gap.batches.get(connection.sends_offsets)
        if batches is None:
            batches = gap.batches[connection.sends_offsets] = list(_encoded(gap.entries, connection.sends_offsets))
        return batches

    def send_batch(self, connection: Connection, batch: Batch) -> None:
        """Send missed events to one socket."""
        send_encoded(self._server, connection.eio_sid, batch.events)

    def send(self, connection: Connection, event: ServerEvent, *, offset: int | None = None) -> None:
        """Send one of the server's own events to one socket."""
        manager = self._manager
        if event.is_binary:
            manager.emit(event.event, event.wire(), NAMESPACE, room=connection.sid)
        elif manager.is_connected(connection.sid, NAMESPACE):
            trailing = f',"{offset}"' if offset is not None and connection.sends_offsets else ""
            text = f'{_EVENT_HEAD}["{event.event}",{event.wire_json()}{trailing}]'
            send_text(self._server, connection.eio_sid, text)

    def send_to_room(self, room: str, event: ServerEvent) -> None:
        """Send one of the server's own events to all sockets in a room whose content is public."""
        DELIVERIES.labels(event=event.event).inc()
        names = [room, room_without_offsets(room)]
        self._manager.emit(event.event, event.wire(), NAMESPACE, room=names, compress=True)

    def is_occupied(self, room: str) -> bool:
        """Whether any socket of this instance is in a room."""
        return self._exists(room) or self._exists(room_without_offsets(room))

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


def _encoded(entries: Iterable[Readable], with_offsets: bool) -> Iterator[Batch]:
    """Yield the events of ``entries`` in batches of about ``BATCH_BYTES``; the parts of an entry are not separated."""
    events: list[EncodedEvent] = []
    count = size = upto = 0
    for entry, parts in entries:
        if size >= BATCH_BYTES:
            yield Batch(upto, count, EncodedBatch(events))
            events, count, size = [], 0, 0
        for name, body, offset in _messages(entry, parts):
            trailing = f',"{offset}"' if with_offsets else ""
            event = EncodedEvent(f'{_EVENT_HEAD}["{name}",{body}{trailing}]', compresses=False)
            events.append(event)
            size += len(event.frame)
        count, upto = count + 1, entry.seq
    if events:
        yield Batch(upto, count, EncodedBatch(events))


def _messages(entry: RecentEntry, parts: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """Yield name, body and offset of those ``parts`` of an entry that one socket may see."""
    event = entry.event if "event" in parts else None
    if "report" in parts and entry.report is not None:
        yield REPORT, entry.report, entry.seq if event is None else entry.seq - 1
    if event is not None and entry.payload is not None:
        yield event, entry.payload, entry.seq
