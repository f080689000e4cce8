"""One instance's realtime side: the Socket.IO server and the life of each connection on it.

A connection: verified, told ``connected``, told what it missed, joined to its rooms between two batches of the
tail (so nothing is missed and nothing comes twice), and closed the moment it loses its right to be there.
"""

import uuid
from collections import deque
from datetime import UTC, datetime
from typing import Any

import gevent
import structlog
from apiflask import APIFlask
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.config import Settings
from labapp.contract.socket import AuthExpiring, Connected, ReplayComplete
from labapp.events import log
from labapp.events.tail import Tail
from labapp.extensions import db
from labapp.http.origins import origin_allowed
from labapp.identity import Identity
from labapp.metrics import REPLAYS, SOCKETS
from labapp.rate_limit import RateLimiter
from labapp.realtime.bus import open_bus
from labapp.realtime.catch_up import catch_up
from labapp.realtime.connections import Connection, Presence
from labapp.realtime.drain import drain
from labapp.realtime.gateway import Gateway
from labapp.realtime.handshake import Accepted
from labapp.realtime.namespace import EventsNamespace
from labapp.realtime.protocol import Guard
from labapp.realtime.rooms import NAMESPACE, bare, rooms_of
from labapp.realtime.scheduler import Deadlines
from labapp.realtime.slot_watch import SlotWatch
from labapp.realtime.statistics import Statistics
from labapp.transport import burst, install
from labapp.transport.frames import NORMAL
from labapp.transport.websocket import MAX_MESSAGE_BYTES

WARNING_SECONDS = 60
_LAST_POLL_SECONDS = 0.5
_logger = structlog.get_logger(__name__)


class Realtime:
    """Everything that one process holds of the realtime side."""

    max_subscriptions = 200

    def __init__(self, app: APIFlask, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.instance = uuid.uuid4().hex[:8]
        self.epoch = ""
        self.draining = False
        socketio = install(
            app,
            engine=settings.realtime_engine,
            namespaces=[NAMESPACE],
            manage_session=False,
            cors_allowed_origins=origin_allowed(settings.cors_origins),
            ping_interval=settings.ping_interval,
            ping_timeout=settings.ping_timeout,
            max_message_bytes=MAX_MESSAGE_BYTES,
        )
        self.server: Any = socketio.server
        self.limits: RateLimiter = app.extensions["rate_limiter"]
        self.own_limits = RateLimiter()
        self.presence = Presence(self.instance)
        self.gateway = Gateway(self.server)
        self.slots = SlotWatch(self)
        self.deadlines = Deadlines()
        self.bus = open_bus(settings.redis_url, self.instance)
        self.tail = Tail(app, on_commit=self.bus.wake, around_batch=lambda: burst(self.server))
        self.namespace = EventsNamespace(self)
        socketio.on_namespace(self.namespace)
        self.guard = Guard(self)
        self.statistics = Statistics(self)
        # What ended lately, for sockets whose token was verified just before: (number, user, session or None).
        self._ended: deque[tuple[int, int, str | None]] = deque(maxlen=4096)

    @staticmethod
    def moment(seconds: float) -> datetime:
        """Return epoch seconds as an aware datetime."""
        return datetime.fromtimestamp(seconds, UTC)

    # --- the process -------------------------------------------------------------------------

    def start(self) -> None:
        """Follow the log and listen to the other instances; once, in the process that serves."""
        with self.app.app_context(), Session(db.engine) as session:
            self.epoch = log.head(session).epoch
        self.slots.start()
        self.tail.start()
        self.deadlines.start()
        self.bus.start(on_wake=self.tail.wake, answer=self.statistics.answer)

    def stop(self) -> None:
        """Drain the sockets and stop; a second call does nothing."""
        if self.draining:
            return
        self.draining = True
        drain(self)
        self.tail.stop()
        self.slots.stop()
        self.bus.stop()
        self.deadlines.stop()

    # --- the life of a connection ------------------------------------------------------------

    def welcome(self, sid: str, eio_sid: str, accepted: Accepted, *, seen: int) -> None:
        """Register a verified socket and bring it up to date. ``seen``: the tail's position before it was verified."""
        connection = Connection(sid, eio_sid, accepted.identity, now(), accepted.bare, accepted.locale)
        self.presence.add(connection)
        SOCKETS.labels(role=str(accepted.identity.role)).inc()
        self._schedule(connection)
        if self._ended_since(seen, accepted.identity):
            self.close(connection, "ended_meanwhile")
        elif accepted.resume_from is not None:
            REPLAYS.labels(outcome="recovered").inc()
            gevent.spawn(catch_up, self, connection, accepted.resume_from)
        else:
            if accepted.truncated:
                REPLAYS.labels(outcome="truncated").inc()
            self.tail.at_rest(lambda: self._begin_afresh(connection, accepted))

    def _begin_afresh(self, connection: Connection, accepted: Accepted) -> None:
        if connection.closed or connection.sid not in self.presence.by_sid:
            return
        head = self.tail.position
        self.greet(connection, head, recovered=False)
        if accepted.truncated and accepted.claim is not None:
            self.complete(connection, accepted.claim.seq, head, 0, truncated=True)
        self.join(connection)

    def greet(self, connection: Connection, position: int, *, recovered: bool) -> None:
        """Send ``connected``, the first event; ``position`` is the number that the client has from here on."""
        identity = connection.identity
        greeting = Connected(
            message="Conectado.",
            user_id=identity.user_id,
            role=identity.role.value,
            last_event_id=position,
            epoch=self.epoch,
            recovered=recovered,
            expires_at=iso(self.moment(identity.expires_at)),
        )
        self.gateway.send(connection, greeting, offset=position)
        if connection.greeted is not None:
            connection.greeted.set()
            connection.greeted = None

    def complete(self, connection: Connection, start: int | None, end: int, count: int, *, truncated: bool) -> None:
        """Send ``replay:complete``."""
        body = ReplayComplete(from_event_id=start, to_event_id=end, count=count, truncated=truncated)
        self.gateway.send(connection, body)

    def join(self, connection: Connection) -> None:
        """Put a connection into its rooms; only between two batches of the tail."""
        for room in rooms_of(connection.identity):
            self.enter(connection, room)

    def enter(self, connection: Connection, room: str) -> None:
        """Put a connection into a room, in its variant for sockets without offsets where it is one."""
        if not connection.closed:
            name = bare(room) if connection.bare else room
            self.server.manager.enter_room(connection.sid, NAMESPACE, name)

    def leave(self, connection: Connection, room: str) -> None:
        """Take a connection out of a room."""
        self.server.manager.leave_room(connection.sid, NAMESPACE, bare(room) if connection.bare else room)

    # --- its end -----------------------------------------------------------------------------

    def extend(self, connection: Connection, identity: Identity) -> None:
        """Let a connection live as long as its newer token."""
        connection.identity = identity
        self._schedule(connection)

    def _schedule(self, connection: Connection) -> None:
        ends = connection.identity.expires_at

        def warn() -> None:
            if connection.identity.expires_at == ends and not connection.closed:
                self.gateway.send(connection, AuthExpiring(expires_at=iso(self.moment(ends))))

        def end() -> None:
            # Only the transport is closed: the client comes back by itself, with a fresh token or to learn that
            # it needs one.
            if connection.identity.expires_at == ends and not connection.closed:
                self.close_transport(connection.eio_sid)

        self.deadlines.at(ends - WARNING_SECONDS, warn)
        self.deadlines.at(ends, end)

    def end_session(self, seq: int, user_id: int, session_id: str | None) -> None:
        """Close the sockets of a user's session, or all of the user's; also those that are just being verified."""
        self._ended.append((seq, user_id, session_id))
        for connection in self.presence.of_user(user_id):
            if session_id in (None, connection.identity.session_id):
                self.close(connection, "session_ended")

    def _ended_since(self, seen: int, identity: Identity) -> bool:
        return any(
            seq > seen and user_id == identity.user_id and session_id in (None, identity.session_id)
            for seq, user_id, session_id in self._ended
        )

    def close(self, connection: Connection, why: str) -> None:
        """End a connection for good: nothing more reaches it, and its client is told not to come back by itself."""
        if connection.closed:
            return
        connection.closed = True
        _logger.info("socket_closed", why=why, user_id=connection.identity.user_id)
        self.server.disconnect(connection.sid, namespace=NAMESPACE)
        socket = self.server.eio.sockets.get(connection.eio_sid)
        if socket is not None and not socket.upgraded:
            # By polling, the reference client drops the events that share an answer with the transport's end.
            self.deadlines.after(_LAST_POLL_SECONDS, lambda: self.close_transport(connection.eio_sid))
        else:
            self.close_transport(connection.eio_sid)

    def close_transport(self, eio_sid: str, code: int = NORMAL) -> None:
        """Close the transport after what was already sent; a client that may come back does so by itself."""
        connection = self.presence.by_eio_sid.get(eio_sid)
        if connection is not None:
            connection.closed = True
        socket = self.server.eio.sockets.get(eio_sid)
        if socket is not None and not socket.closed:
            socket.close_code = code
            socket.close(wait=False)

    def gone(self, sid: str) -> None:
        """Forget a connection that has ended."""
        connection = self.presence.by_sid.get(sid)
        if connection is not None:
            connection.closed = True
            if connection.greeted is not None:
                connection.greeted.set()
            self.presence.remove(connection)
            SOCKETS.labels(role=str(connection.identity.role)).dec()

    def close_client(self, sid: str) -> None:
        """Close one socket by its id, where it is one of this instance's."""
        connection = self.presence.by_sid.get(sid)
        if connection is not None:
            self.close(connection, "closed_by_administrator")
