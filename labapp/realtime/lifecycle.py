"""The life of a connection, from its registration to its end.

A connection is registered once it is authenticated, receives ``connected`` and what it missed, and joins its rooms
between two batches of the tail, so nothing is missed and nothing comes twice. It is closed when it loses its right to
be there.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import gevent
import socketio
import structlog
from sqlalchemy.exc import SQLAlchemyError

from labapp.contract.socket import AuthExpiring, Connected, Disconnect, ReplayComplete
from labapp.errors import LabError
from labapp.identity import Identity
from labapp.metrics import SOCKETS
from labapp.policy.audience import rooms_of
from labapp.realtime.connections import Connection, Connections
from labapp.realtime.gateway import Gateway
from labapp.realtime.rooms import NAMESPACE, room_without_offsets
from labapp.realtime.scheduler import Scheduler

WARNING_SECONDS = 60
_LAST_POLL_SECONDS = 0.5
_MAX_ENDED = 4096
# A moment later than the end, which is stored in milliseconds.
_ROUNDING_SECONDS = 0.005
_CLOSE_SECONDS = 0.75
# Ends a session if its time has come; returns the end of one that is live, in epoch seconds, and None otherwise.
EndIfOver = Callable[[str], float | None]
_logger = structlog.get_logger(__name__)


class Lifecycle:
    """Registers, extends and closes the connections of one instance."""

    def __init__(
        self,
        server: socketio.Server,
        connections: Connections,
        gateway: Gateway,
        scheduler: Scheduler,
        end_if_over: EndIfOver,
    ) -> None:
        self._server = server
        self._end_if_over = end_if_over
        self._connections = connections
        self._gateway = gateway
        self._scheduler = scheduler
        # What ended lately, for sockets whose token was verified just before: (number, user, session or None).
        self._ended: deque[tuple[int, int, str | None]] = deque(maxlen=_MAX_ENDED)

    # --- the beginning -----------------------------------------------------------------------

    def register(self, connection: Connection) -> None:
        """Add an authenticated connection, and schedule the end of its token."""
        self._connections.add(connection)
        SOCKETS.labels(role=str(connection.identity.role)).inc()
        self._schedule_expiry(connection)

    def send_connected(self, connection: Connection, *, position: int, epoch: str, recovered: bool) -> None:
        """Send ``connected``, the first event; ``position`` is the number from which the client continues."""
        identity = connection.identity
        connected = Connected(
            message="Conectado.",
            user_id=identity.user_id,
            role=identity.role.value,
            last_event_id=position,
            epoch=epoch,
            recovered=recovered,
            expires_at=connection.expires_at,
        )
        self._gateway.send(connection, connected, offset=position)
        if connection.connected_sent is not None:
            connection.connected_sent.set()
            connection.connected_sent = None

    def send_replay_complete(
        self, connection: Connection, start: int | None, end: int, count: int, *, truncated: bool
    ) -> None:
        """Send ``replay:complete``."""
        body = ReplayComplete(from_event_id=start, to_event_id=end, count=count, truncated=truncated)
        self._gateway.send(connection, body)

    # --- rooms -------------------------------------------------------------------------------

    def join(self, connection: Connection) -> None:
        """Add a connection to its rooms; only between two batches of the tail."""
        for room in rooms_of(connection.identity):
            self.enter_room(connection, room)

    def enter_room(self, connection: Connection, room: str) -> None:
        """Add a connection to a room, or to its variant without offsets; nothing where the connection is closed."""
        if not connection.closed:
            self._server.manager.enter_room(connection.sid, NAMESPACE, self._variant(connection, room))

    def leave_room(self, connection: Connection, room: str) -> None:
        """Remove a connection from a room."""
        self._server.manager.leave_room(connection.sid, NAMESPACE, self._variant(connection, room))

    @staticmethod
    def _variant(connection: Connection, room: str) -> str:
        return room if connection.sends_offsets else room_without_offsets(room)

    # --- the token ---------------------------------------------------------------------------

    def extend(self, connection: Connection, identity: Identity) -> None:
        """Keep a connection until its newer token expires."""
        connection.identity = identity
        self._schedule_expiry(connection)

    def _schedule_expiry(self, connection: Connection) -> None:
        end = connection.identity.expires_at

        def applies() -> bool:
            return connection.identity.expires_at == end and not connection.closed

        def warn() -> None:
            if applies():
                self._gateway.send(connection, AuthExpiring(expires_at=connection.expires_at))

        def expire() -> None:
            # The client reconnects by itself, with a fresh token or to learn that it needs one.
            if applies():
                self.close(connection, Disconnect.TOKEN_EXPIRED)

        self._scheduler.at(end - WARNING_SECONDS, warn)
        self._scheduler.at(end, expire)
        self._schedule_session_end(connection)

    # --- the session -------------------------------------------------------------------------

    def _schedule_session_end(self, connection: Connection) -> None:
        end = connection.identity.session_ends_at
        # A later end is scheduled with the next token.
        if end >= connection.identity.expires_at or connection.session_end == end:
            return
        connection.session_end = end

        def check() -> None:
            gevent.spawn(self._on_session_end, connection, end)

        self._scheduler.at(end + _ROUNDING_SECONDS, check)

    def _on_session_end(self, connection: Connection, end: float) -> None:
        """Close a connection whose session is over; a person may have used the session on a page meanwhile."""
        if connection.closed or connection.session_end != end:
            return
        try:
            new_end = self._end_if_over(connection.identity.session_id)
        except (LabError, SQLAlchemyError):
            # The client comes back, and the handshake decides.
            self.close(connection, Disconnect.TOKEN_EXPIRED)
            return
        if new_end is None:
            # The tail closes it after the event that says why; this is for a log that cannot be read.
            self._scheduler.after(_CLOSE_SECONDS, lambda: self.close(connection, Disconnect.SESSION_ENDED))
            return
        connection.identity = replace(connection.identity, session_ends_at=new_end)
        self._schedule_session_end(connection)

    # --- the end -----------------------------------------------------------------------------

    def end_session(self, seq: int, user_id: int, session_id: str | None) -> None:
        """Close the sockets of a user's session, or of all sessions where it is None.

        ``seq`` is the entry that ended it: ``ended_since`` covers sockets that are being authenticated meanwhile.
        """
        self._ended.append((seq, user_id, session_id))
        for connection in self._connections.of_user(user_id):
            if session_id in (None, connection.identity.session_id):
                self.close(connection, Disconnect.SESSION_ENDED)

    def ended_since(self, position: int, identity: Identity) -> bool:
        """Whether the session of ``identity`` was ended by an entry after ``position``."""
        return any(
            seq > position and user_id == identity.user_id and session_id in (None, identity.session_id)
            for seq, user_id, session_id in self._ended
        )

    def close_by_administrator(self, sid: str) -> None:
        """Close one socket by its id; nothing where another instance has it."""
        connection = self._connections.by_sid.get(sid)
        if connection is not None:
            self.close(connection, Disconnect.CLOSED_BY_ADMINISTRATOR)

    def close(self, connection: Connection, disconnect: Disconnect) -> None:
        """End a connection: nothing more reaches it. A second call does nothing.

        A client that should not reconnect receives DISCONNECT first, and then stays away.
        """
        if connection.closed:
            return
        connection.closed = True
        _logger.info(
            "socket_closed",
            reason=disconnect.name.lower(),
            code=disconnect.code,
            reconnect=disconnect.reconnect,
            user_id=connection.identity.user_id,
        )
        if disconnect.reconnect:
            self.close_transport(connection.eio_sid, disconnect)
            return
        self._server.disconnect(connection.sid, namespace=NAMESPACE)
        socket = self._server.eio.sockets.get(connection.eio_sid)
        if socket is not None and not socket.upgraded:
            # By polling, the reference client drops the events that share a response with the transport's end.
            self._scheduler.after(_LAST_POLL_SECONDS, lambda: self.close_transport(connection.eio_sid, disconnect))
        else:
            self.close_transport(connection.eio_sid, disconnect)

    def close_transport(self, eio_sid: str, disconnect: Disconnect) -> None:
        """Close the transport after what was already sent, with or without a connection on it; sends no DISCONNECT."""
        connection = self._connections.by_eio_sid.get(eio_sid)
        if connection is not None:
            connection.closed = True
        socket = self._server.eio.sockets.get(eio_sid)
        if socket is not None and not socket.closed:
            socket.close_code = disconnect.code
            socket.close(wait=False)

    def on_disconnected(self, sid: str) -> None:
        """Forget a connection that has ended; a second call does nothing."""
        connection = self._connections.by_sid.get(sid)
        if connection is not None:
            connection.closed = True
            if connection.connected_sent is not None:
                connection.connected_sent.set()
            self._connections.remove(connection)
            SOCKETS.labels(role=str(connection.identity.role)).dec()
