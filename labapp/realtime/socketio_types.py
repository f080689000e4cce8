"""The part of python-socketio's server that this package uses, as types: the library has none of its own."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol
from wsgiref.types import WSGIEnvironment


class EngineSocket(Protocol):
    """The transport of one client."""

    closed: bool
    upgraded: bool
    close_code: int

    def close(self, wait: bool = True) -> None:
        """Close the transport after what was already sent."""


class Engine(Protocol):
    """The Engine.IO server."""

    sockets: Mapping[str, EngineSocket]

    def on(self, event: str, handler: Callable[..., object]) -> object:
        """Set the handler of ``connect``, ``message`` or ``disconnect``."""

    def transport(self, sid: str) -> str:
        """Return ``websocket`` or ``polling``. Raises KeyError."""


class RoomManager(Protocol):
    """The manager: rooms and their members, by namespace."""

    rooms: Mapping[str, Mapping[str | None, Mapping[str, str]]]

    def emit(
        self,
        event: str,
        data: object,
        namespace: str,
        room: str | list[str],
        skip_sid: list[str] | None = None,
        *,
        compress: bool = False,
    ) -> None:
        """Send an event to a room or to several; a tuple as ``data`` holds several arguments."""

    def enter_room(self, sid: str, namespace: str, room: str) -> None:
        """Add a socket to a room."""

    def leave_room(self, sid: str, namespace: str, room: str) -> None:
        """Remove a socket from a room."""

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        """Return the rooms of a socket, its own among them."""

    def get_participants(self, namespace: str, room: str) -> Iterator[tuple[str, str]]:
        """Yield the members of a room, each with its transport's id."""

    def pre_connect(self, eio_sid: str, namespace: str) -> str | None:
        """Return the new id of a socket; None where the transport has one in that namespace."""

    def connect(self, sid: str, namespace: str) -> str | None:
        """Mark a socket as authenticated."""


class Packet(Protocol):
    """One Socket.IO packet."""

    packet_type: int
    namespace: str | None
    id: int | None
    data: object


class SocketServer(Protocol):
    """The Socket.IO server. The underscored methods are python-socketio's own handlers of Engine.IO events."""

    eio: Engine
    manager: RoomManager
    environ: dict[str, WSGIEnvironment]
    packet_class: Callable[..., Packet]

    def disconnect(self, sid: str, namespace: str) -> None:
        """Send DISCONNECT to a socket and forget it."""

    def _send_packet(self, eio_sid: str, pkt: Packet) -> None: ...

    def _handle_disconnect(self, eio_sid: str, namespace: str) -> None: ...

    def _handle_eio_connect(self, eio_sid: str, environ: WSGIEnvironment) -> None: ...

    def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None: ...
