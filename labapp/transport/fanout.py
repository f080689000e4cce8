"""Rooms, and sending to them: one encoding and one frame for all, bursts joined, rooms found from either side.

python-socketio's manager scans every room of a namespace at each disconnect, and hands every recipient a packet of
its own through a queue. ``Fanout`` keeps plain dicts with the reverse index, and writes the same bytes to every socket.
It is a mixin of the manager, so that it serves under a Redis manager as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engineio import packet as eio_packet
from socketio import Manager, RedisManager, packet

from labapp.eventloop import checkpoint
from labapp.transport.messages import Joined, Message

SLICE = 250


class Fanout(Manager):  # type: ignore[misc]
    """The manager of one process. Everything but ``burst``'s end is synchronous and never waits."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # namespace -> room -> sid -> Engine.IO sid; a socket's own room, named by its sid, is implied.
        self.rooms: dict[str, dict[str | None, dict[str, str]]] = {}
        self._rooms_of: dict[str, set[str]] = {}
        self._sid_of: dict[tuple[str, str], str] = {}
        self._pending: set[str] = set()
        self._leaving: set[str] = set()
        self._burst: list[tuple[dict[str, str], Message]] | None = None

    # --- connections -------------------------------------------------------------------------

    def pre_connect(self, eio_sid: str, namespace: str) -> str | None:
        """Register a connection that is still being verified; None where there is one already."""
        if (eio_sid, namespace) in self._sid_of:
            return None
        sid: str = self.server.eio.generate_id()
        self.rooms.setdefault(namespace, {}).setdefault(None, {})[sid] = eio_sid
        self._sid_of[eio_sid, namespace] = sid
        self._rooms_of[sid] = set()
        self._pending.add(sid)
        return sid

    def connect(self, sid: str, namespace: str) -> str | None:
        """Mark a connection as verified."""
        if not self.is_pre_connected(sid, namespace):
            found = self.pre_connect(sid, namespace)
            if found is None:
                return None
            sid = found
        self._pending.discard(sid)
        return sid

    def is_pre_connected(self, sid: str, namespace: str) -> bool:
        """Whether the connection is still being verified."""
        return sid in self._pending

    def is_connected(self, sid: str | None, namespace: str) -> bool:
        """Whether the connection is verified and not about to leave."""
        return sid in self.rooms.get(namespace, {}).get(None, {}) and not (sid in self._pending or sid in self._leaving)

    def sid_from_eio_sid(self, eio_sid: str, namespace: str) -> str | None:
        """Return the connection of a transport."""
        return self._sid_of.get((eio_sid, namespace))

    def eio_sid_from_sid(self, sid: str, namespace: str) -> str | None:
        """Return the transport of a connection."""
        return self.rooms.get(namespace, {}).get(None, {}).get(sid)

    def pre_disconnect(self, sid: str, namespace: str) -> str | None:
        """Mark a connection as about to leave; what was emitted to it before goes out before its farewell."""
        self._settle()
        self._leaving.add(sid)
        return self.eio_sid_from_sid(sid, namespace)

    def basic_disconnect(self, sid: str, namespace: str, **options: Any) -> None:
        """Take a connection out of all its rooms, which it knows by itself."""
        self._settle()
        for room in self._rooms_of.pop(sid, ()):
            self._drop(namespace, room, sid)
        eio_sid = self.rooms.get(namespace, {}).get(None, {}).get(sid)
        if eio_sid is not None:
            self._sid_of.pop((eio_sid, namespace), None)
            self._drop(namespace, None, sid)
        self.callbacks.pop(sid, None)
        self._pending.discard(sid)
        self._leaving.discard(sid)

    # --- rooms -------------------------------------------------------------------------------

    def is_sid_room(self, namespace: str, room: str) -> bool:
        """Whether ``room`` is some socket's own."""
        return room in self.rooms.get(namespace, {}).get(None, {})

    def basic_enter_room(self, sid: str, namespace: str, room: str, eio_sid: str | None = None) -> None:
        """Put a connection into a room. Raises ValueError for a socket's own room, or where it is not connected."""
        if sid == room:
            return
        if self.is_sid_room(namespace, room):
            raise ValueError("cannot enter a sid room")
        own = eio_sid or self.eio_sid_from_sid(sid, namespace)
        if own is None:
            raise ValueError("sid is not connected to requested namespace")
        self._settle()
        self.rooms[namespace].setdefault(room, {})[sid] = own
        self._rooms_of[sid].add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str) -> None:
        """Take a connection out of a room; nothing where it is not in it."""
        self._settle()
        self._rooms_of.get(sid, set()).discard(room)
        self._drop(namespace, room, sid)

    def _drop(self, namespace: str, room: str | None, sid: str) -> None:
        rooms = self.rooms.get(namespace, {})
        members = rooms.get(room)
        if members is not None and members.pop(sid, None) is not None and not members:
            del rooms[room]
            if not rooms:
                del self.rooms[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        """Return the rooms of a connection, its own among them."""
        return [sid, *self._rooms_of[sid]] if sid in self._rooms_of else []

    def get_participants(self, namespace: str, room: Any) -> Iterator[tuple[str, str]]:
        """Yield ``(sid, Engine.IO sid)`` of everybody in a room, or in any of several, each once."""
        yield from list(self._members(namespace, room).items())

    def _members(self, namespace: str, room: Any) -> dict[str, str]:
        rooms = self.rooms.get(namespace, {})
        everybody = rooms.get(None, {})
        names = [room] if room is None or isinstance(room, str) else room
        found: dict[str, str] | None = None
        for name in names:
            one = rooms.get(name)
            if one is None:
                if name not in everybody:
                    continue
                one = {name: everybody[name]}
            # A copy only where there is more than one: the usual room is sent to as it is.
            found = one if found is None else {**found, **one}
        return found or {}

    # --- sending -----------------------------------------------------------------------------

    def emit(
        self,
        event: str,
        data: Any,
        namespace: str,
        room: Any = None,
        skip_sid: Any = None,
        callback: Any = None,
        to: Any = None,
        *,
        compress: bool = False,
        **options: Any,
    ) -> None:
        """Send an event to a room, to several, or to all. ``compress`` only for what every receiver may know."""
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
        message = Message(encoded, compresses=compress)
        if self._burst is not None:
            self._burst.append((members, message))
            return
        for eio_sid in list(members.values()):
            self._send(eio_sid, message)

    def _send(self, eio_sid: str, message: Message) -> None:
        socket = self.server.eio.sockets.get(eio_sid)
        if socket is None:
            return
        if socket.ws is not None:
            socket.ws.write(message.frame_for(socket.ws))
        else:
            socket.send(message.packet())

    def _send_binary(self, encoded: list[Any], members: dict[str, str]) -> None:
        for eio_sid in list(members.values()):
            for part in encoded:
                # A packet caches its encoding, which differs by transport: each socket gets its own.
                self.server.eio.send_packet(eio_sid, eio_packet.Packet(eio_packet.MESSAGE, part))

    @contextmanager
    def burst(self) -> Iterator[None]:
        """Join what is emitted within: each socket gets its events, in order, in one write at the end.

        A change of rooms within sends what came before it first. The end yields to the loop between slices.
        """
        self._burst = []
        try:
            yield
        finally:
            plan, self._burst = self._burst, None
            groups = self._groups(plan)
            for joined, eio_sids in groups:
                for start in range(0, len(eio_sids), SLICE):
                    if start:
                        checkpoint()
                    self._send_all(eio_sids[start : start + SLICE], joined)

    def _settle(self) -> None:
        if self._burst:
            plan, self._burst = self._burst, []
            for joined, eio_sids in self._groups(plan):
                self._send_all(eio_sids, joined)

    def _groups(self, plan: list[tuple[dict[str, str], Message]]) -> list[tuple[Joined, list[str]]]:
        """Group the sockets by which of the plan's messages they get, so that each group's bytes are joined once."""
        targets: dict[int, tuple[dict[str, str], list[int]]] = {}
        for index, (members, _) in enumerate(plan):
            targets.setdefault(id(members), (members, []))[1].append(index)
        if len(targets) == 1:
            return [(Joined([message for _, message in plan]), list(plan[0][0].values()))]
        masks: dict[str, int] = {}
        for bit, (members, _) in enumerate(targets.values()):
            for eio_sid in members.values():
                masks[eio_sid] = masks.get(eio_sid, 0) | 1 << bit
        groups: dict[int, list[str]] = {}
        for eio_sid, mask in masks.items():
            groups.setdefault(mask, []).append(eio_sid)
        return [(Joined([plan[index][1] for index in self._chosen(targets, mask)]), groups[mask]) for mask in groups]

    @staticmethod
    def _chosen(targets: dict[int, tuple[dict[str, str], list[int]]], mask: int) -> list[int]:
        return sorted(index for bit, (_, found) in enumerate(targets.values()) if mask >> bit & 1 for index in found)

    def _send_all(self, eio_sids: list[str], joined: Joined) -> None:
        # The hot path of a broadcast: a client costs a look-up and a send, and not even a call of ours between them.
        find, plain, compresses, size = self.server.eio.sockets.get, joined.plain, joined.compresses, len(joined.plain)
        for eio_sid in eio_sids:
            socket = find(eio_sid)
            if socket is None:
                continue
            ws = socket.ws
            if ws is None:
                for message in joined.messages:
                    socket.send(message.packet())
            elif compresses and ws.deflates:
                ws.write(joined.compressed_for(ws))
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
                    ws.hold(plain[sent:])


class RedisFanout(RedisManager, Fanout):  # type: ignore[misc]
    """The same under python-socketio's Redis manager: what arrives from another process goes out through ``Fanout``."""

    def __init__(self, url: str, **options: Any) -> None:
        RedisManager.__init__(self, url, **options)
