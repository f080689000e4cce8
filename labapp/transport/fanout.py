"""Rooms and broadcasts: an event is encoded and framed once, and a disconnect costs only the client's own rooms.

python-socketio's manager scans every room of a namespace at each disconnect, and queues a packet for every recipient.
``Fanout`` keeps plain dicts with an index from clients to rooms, and writes the same bytes to every socket.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from engineio import packet as eio_packet
from socketio import Manager, RedisManager, packet

from labapp.eventloop import in_chunks
from labapp.transport.encoded import EncodedBatch, EncodedEvent

CHUNK_SIZE = 250

Rooms = str | Iterable[str] | None


class Fanout(Manager):
    """A Socket.IO client manager for one process.

    No method waits, except for the end of ``burst``. A connection belongs to no broadcast until it is accepted.
    """

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        # namespace -> room -> sid -> Engine.IO sid. The room None holds everybody; the room of each sid is implied.
        self.rooms: dict[str, dict[str | None, dict[str, str]]] = {}
        self._rooms_of: dict[str, set[str]] = {}
        self._sid_of: dict[tuple[str, str], str] = {}
        # sid -> (Engine.IO sid, namespace) of the connections that are not accepted yet.
        self._pending: dict[str, tuple[str, str]] = {}
        self._leaving: set[str] = set()
        self._burst: list[tuple[dict[str, str], EncodedEvent]] | None = None

    # --- connections -------------------------------------------------------------------------

    def pre_connect(self, eio_sid: str, namespace: str) -> str | None:
        """Register a connection that is not accepted yet. Return None if the transport has one in the namespace."""
        if (eio_sid, namespace) in self._sid_of:
            return None
        sid: str = self.server.eio.generate_id()
        self._sid_of[eio_sid, namespace] = sid
        self._rooms_of[sid] = set()
        self._pending[sid] = eio_sid, namespace
        return sid

    def connect(self, sid: str, namespace: str) -> str | None:
        """Accept a connection: from now on it receives what is sent to the whole namespace."""
        if not self.is_pre_connected(sid, namespace):
            created = self.pre_connect(sid, namespace)
            if created is None:
                return None
            sid = created
        self.rooms.setdefault(namespace, {}).setdefault(None, {})[sid] = self._pending.pop(sid)[0]
        return sid

    def is_pre_connected(self, sid: str, namespace: str) -> bool:
        """Whether the connection is registered and not accepted yet."""
        return sid in self._pending

    def is_connected(self, sid: str | None, namespace: str) -> bool:
        """Whether the connection is accepted and not about to leave."""
        return sid in self.rooms.get(namespace, {}).get(None, {}) and sid not in self._leaving

    def sid_from_eio_sid(self, eio_sid: str, namespace: str) -> str | None:
        """Return the connection of a transport."""
        return self._sid_of.get((eio_sid, namespace))

    def eio_sid_from_sid(self, sid: str, namespace: str) -> str | None:
        """Return the transport of a connection."""
        if sid in self._pending:
            return self._pending[sid][0]
        return self.rooms.get(namespace, {}).get(None, {}).get(sid)

    def pre_disconnect(self, sid: str, namespace: str) -> str | None:
        """Mark a connection as about to leave, after sending what a burst holds for it."""
        self._flush()
        self._leaving.add(sid)
        return self.eio_sid_from_sid(sid, namespace)

    def basic_disconnect(self, sid: str, namespace: str, **options: object) -> None:
        """Remove a connection from all of its rooms."""
        self._flush()
        for room in self._rooms_of.pop(sid, ()):
            self._remove(namespace, room, sid)
        eio_sid = self.eio_sid_from_sid(sid, namespace)
        if eio_sid is not None:
            self._sid_of.pop((eio_sid, namespace), None)
            self._remove(namespace, None, sid)
        self.callbacks.pop(sid, None)
        self._pending.pop(sid, None)
        self._leaving.discard(sid)

    def discard_pending(self, eio_sid: str) -> bool:
        """Remove the connections of a transport that were never accepted; return whether there were any."""
        # Few connections are pending at any time, so a scan is cheaper than one more index.
        pending = [(sid, namespace) for sid, (own, namespace) in self._pending.items() if own == eio_sid]
        for sid, namespace in pending:
            self.basic_disconnect(sid, namespace)
        return bool(pending)

    # --- rooms -------------------------------------------------------------------------------

    def is_sid_room(self, namespace: str, room: str) -> bool:
        """Whether ``room`` is the own room of some connection."""
        return room in self.rooms.get(namespace, {}).get(None, {}) or room in self._pending

    def basic_enter_room(self, sid: str, namespace: str, room: str, eio_sid: str | None = None) -> None:
        """Add a connection to a room.

        Raises ValueError if the room is another connection's own, or if the connection is not registered.
        """
        if sid == room:
            return
        if self.is_sid_room(namespace, room):
            raise ValueError("cannot enter a sid room")
        own = eio_sid or self.eio_sid_from_sid(sid, namespace)
        if own is None:
            raise ValueError("sid is not connected to requested namespace")
        self._flush()
        self.rooms.setdefault(namespace, {}).setdefault(room, {})[sid] = own
        self._rooms_of[sid].add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str) -> None:
        """Remove a connection from a room. Does nothing if it is not a member."""
        self._flush()
        self._rooms_of.get(sid, set()).discard(room)
        self._remove(namespace, room, sid)

    def _remove(self, namespace: str, room: str | None, sid: str) -> None:
        rooms = self.rooms.get(namespace, {})
        members = rooms.get(room)
        if members is not None and members.pop(sid, None) is not None and not members:
            del rooms[room]
            if not rooms:
                del self.rooms[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        """Return the rooms of a connection, including its own."""
        return [sid, *self._rooms_of[sid]] if sid in self._rooms_of else []

    def get_participants(self, namespace: str, room: Rooms) -> Iterator[tuple[str, str]]:
        """Yield ``(sid, Engine.IO sid)`` of each member of a room, or of the union of several rooms."""
        yield from list(self._members(namespace, room).items())

    def _members(self, namespace: str, room: Rooms) -> dict[str, str]:
        rooms = self.rooms.get(namespace, {})
        names: Iterable[str | None] = [room] if room is None or isinstance(room, str) else room
        found: dict[str, str] | None = None
        for name in names:
            members = rooms.get(name)
            if members is None:
                own = None if name is None else self.eio_sid_from_sid(name, namespace)
                if name is None or own is None:
                    continue
                members = {name: own}
            # The common case of one room needs no copy.
            found = members if found is None else {**found, **members}
        return found or {}

    # --- sending -----------------------------------------------------------------------------

    def emit(
        self,
        event: str,
        data: object,
        namespace: str,
        room: Rooms = None,
        skip_sid: Rooms = None,
        callback: Callable[..., object] | None = None,
        to: Rooms = None,
        *,
        compress: bool = False,
        **options: object,
    ) -> None:
        """Send an event to a room, to several rooms, or to the namespace if there is no room.

        ``compress`` allows compression. Use it only for data that every recipient may know: the length of compressed
        secrets beside text that an attacker chose reveals them.
        """
        if callback:
            super().emit(event, data, namespace, room=to or room, skip_sid=skip_sid, callback=callback)
            return
        members = self._members(namespace, to or room)
        if skip_sid:
            skipped = {skip_sid} if isinstance(skip_sid, str) else set(skip_sid)
            members = {sid: eio_sid for sid, eio_sid in members.items() if sid not in skipped}
        if not members:
            return
        arguments = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        encoded = self.server.packet_class(packet.EVENT, namespace=namespace, data=[event, *arguments]).encode()
        if isinstance(encoded, list):
            self._send_binary(encoded, members)
            return
        message = EncodedEvent(encoded, compresses=compress)
        if self._burst is not None:
            self._burst.append((members, message))
            return
        for eio_sid in list(members.values()):
            self._send(eio_sid, message)

    def _send(self, eio_sid: str, event: EncodedEvent) -> None:
        socket = self.server.eio.sockets.get(eio_sid)
        if socket is None:
            return
        if socket.ws is not None:
            socket.ws.write(event.frame_for(socket.ws))
        else:
            socket.send(event.packet())

    def _send_binary(self, encoded: list[str | bytes], members: dict[str, str]) -> None:
        for eio_sid in list(members.values()):
            for part in encoded:
                # A packet caches its encoding, which depends on the transport, so each socket gets its own.
                self.server.eio.send_packet(eio_sid, eio_packet.Packet(eio_packet.MESSAGE, part))

    @contextmanager
    def burst(self) -> Iterator[None]:
        """Collect the events emitted in this context, and send each socket its share in one write at the end.

        The order of the events is kept. A change of rooms in the context sends the events collected so far. The
        body must not wait; the end yields to the event loop between chunks of recipients. A nested burst is part of
        the outer one.
        """
        if self._burst is not None:
            yield
            return
        self._burst = []
        try:
            yield
        finally:
            plan, self._burst = self._burst, None
            for batch, eio_sids in self._batches(plan):
                for chunk in in_chunks(eio_sids, CHUNK_SIZE):
                    self._send_all(chunk, batch)

    def _flush(self) -> None:
        if self._burst:
            plan, self._burst = self._burst, []
            for batch, eio_sids in self._batches(plan):
                self._send_all(eio_sids, batch)

    def _batches(self, plan: list[tuple[dict[str, str], EncodedEvent]]) -> list[tuple[EncodedBatch, list[str]]]:
        """Group the sockets by the events they receive, so that the bytes of each group are joined once."""
        targets: dict[int, tuple[dict[str, str], list[int]]] = {}
        for index, (members, _) in enumerate(plan):
            targets.setdefault(id(members), (members, []))[1].append(index)
        if len(targets) == 1:
            return [(EncodedBatch([event for _, event in plan]), list(plan[0][0].values()))]
        masks: dict[str, int] = {}
        for bit, (members, _) in enumerate(targets.values()):
            for eio_sid in members.values():
                masks[eio_sid] = masks.get(eio_sid, 0) | 1 << bit
        groups: dict[int, list[str]] = {}
        for eio_sid, mask in masks.items():
            groups.setdefault(mask, []).append(eio_sid)
        return [
            (EncodedBatch([plan[index][1] for index in self._selected(targets, mask)]), groups[mask]) for mask in groups
        ]

    @staticmethod
    def _selected(targets: dict[int, tuple[dict[str, str], list[int]]], mask: int) -> list[int]:
        return sorted(index for bit, (_, found) in enumerate(targets.values()) if mask >> bit & 1 for index in found)

    def _send_all(self, eio_sids: Iterable[str], batch: EncodedBatch) -> None:
        # The hot path of a broadcast. Each client costs one look-up and one system call, without a Python call.
        find, plain, compresses, size = self.server.eio.sockets.get, batch.plain, batch.compresses, len(batch.plain)
        for eio_sid in eio_sids:
            socket = find(eio_sid)
            if socket is None:
                continue
            ws = socket.ws
            if ws is None:
                for event in batch.events:
                    socket.send(event.packet())
            elif compresses and ws.deflates:
                ws.write(batch.compressed_for(ws))
            elif (direct := ws.direct) is None:
                ws.write(plain)
            else:
                try:
                    sent = direct(plain)
                except BlockingIOError:
                    sent = 0
                except OSError:
                    ws.abort()
                    continue
                if sent < size:
                    ws.enqueue(plain[sent:])


class RedisFanout(RedisManager, Fanout):
    """``Fanout`` for several processes: events from other processes arrive through Redis."""

    def __init__(self, url: str, **options: object) -> None:
        RedisManager.__init__(self, url, **options)
