"""Stands in front of python-socketio: what is not a well-formed message of the contract never gets past here.

python-socketio puts a socket into its namespace before it is verified, lets a client call the reserved
handlers, gathers binary attachments without bound and runs a greenlet for every message, in no order. So the
Engine.IO messages come here first: CONNECT is answered by our own handshake, messages are carried out one
after the other in the reader of their socket (TCP then holds back who sends too fast), and everything else closes
the socket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from flask_babel import force_locale, gettext
from limits import RateLimitItemPerSecond
from socketio import packet

from labapp.errors import ErrorCode, LabError, RateLimited, Unavailable
from labapp.locale import locale_of
from labapp.metrics import HANDSHAKES
from labapp.realtime.connections import Connection
from labapp.realtime.handshake import verify
from labapp.realtime.rooms import NAMESPACE
from labapp.transport.frames import POLICY
from labapp.transport.websocket import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    from labapp.realtime.runtime import Realtime

JOIN_SECONDS = 10
MAX_UNJOINED = 5_000
MAX_UNJOINED_OF_ADDRESS = 2_500
_STRIKES = 50
_GREETING_SECONDS = 10
_RESERVED = ("connect", "disconnect", "connect_error")
_logger = structlog.get_logger(__name__)


class Guard:
    """The Engine.IO handlers of one server."""

    def __init__(self, realtime: Realtime) -> None:
        self._realtime = realtime
        self._server = realtime.server
        self._unjoined: dict[str, str] = {}
        self._unjoined_of: dict[str, int] = {}
        per_second = realtime.settings.messages_per_second
        # The sustained rate over five seconds, all of which may come at once.
        self._limit = RateLimitItemPerSecond(per_second * 5, 5)
        self._handshakes = RateLimitItemPerSecond(realtime.settings.handshakes_per_second)
        self._server.eio.on("connect", self.on_open)
        self._server.eio.on("message", self.on_message)
        self._server.eio.on("disconnect", self.on_close)

    def on_open(self, eio_sid: str, environ: dict[str, Any]) -> bool | None:
        """Let a transport in, for ten seconds; False where too many are waiting already."""
        address = environ.get("REMOTE_ADDR", "")
        if len(self._unjoined) >= MAX_UNJOINED or self._unjoined_of.get(address, 0) >= MAX_UNJOINED_OF_ADDRESS:
            return False
        self._server._handle_eio_connect(eio_sid, environ)
        self._unjoined[eio_sid] = address
        self._unjoined_of[address] = self._unjoined_of.get(address, 0) + 1
        self._realtime.deadlines.after(JOIN_SECONDS, lambda: self._join_or_close(eio_sid))
        return None

    def on_close(self, eio_sid: str, reason: str) -> None:
        """Let python-socketio forget the transport, and make sure that we do."""
        self._settle(eio_sid)
        self._server._handle_eio_disconnect(eio_sid, reason)
        connection = self._realtime.presence.by_eio_sid.get(eio_sid)
        if connection is not None:
            self._realtime.gone(connection.sid)

    def on_message(self, eio_sid: str, data: Any) -> None:
        """Take one Engine.IO message of a client; nothing that it holds raises."""
        try:
            with self._realtime.app.app_context():
                self._take(eio_sid, data)
        except Exception as error:
            _logger.info("socket_message_malformed", error=type(error).__name__)
            self.drop(eio_sid)

    def drop(self, eio_sid: str) -> None:
        """Close the transport at once, as after a violation of the protocol."""
        self._realtime.close_transport(eio_sid, POLICY)

    def _settle(self, eio_sid: str) -> None:
        address = self._unjoined.pop(eio_sid, None)
        if address is not None:
            self._unjoined_of[address] -= 1
            if not self._unjoined_of[address]:
                del self._unjoined_of[address]

    def _join_or_close(self, eio_sid: str) -> None:
        if eio_sid in self._unjoined:
            self.drop(eio_sid)

    def _take(self, eio_sid: str, data: Any) -> None:
        if not isinstance(data, str) or len(data.encode(errors="surrogatepass")) > MAX_MESSAGE_BYTES:
            raise ValueError("not a text message of the allowed size")
        found = self._server.packet_class(encoded_packet=data)
        if found.packet_type == packet.CONNECT:
            self._connect(eio_sid, found)
            return
        connection = self._realtime.presence.by_eio_sid.get(eio_sid)
        if connection is None:
            raise ValueError("not connected")
        if (found.namespace or "/") != NAMESPACE:
            raise ValueError("foreign namespace")
        if found.packet_type == packet.EVENT:
            self._event(connection, found)
        elif found.packet_type == packet.DISCONNECT:
            self._server._handle_disconnect(eio_sid, NAMESPACE)
            self.drop(eio_sid)
        elif found.packet_type != packet.ACK:
            raise ValueError("a packet type that clients do not send")

    def _connect(self, eio_sid: str, found: Any) -> None:
        realtime = self._realtime
        if (found.namespace or "/") != NAMESPACE:
            self._send(eio_sid, packet.CONNECT_ERROR, {"message": "Invalid namespace"}, found.namespace)
            return
        if eio_sid in realtime.presence.by_eio_sid:
            raise ValueError("connected already")
        seen = realtime.tail.position
        environ = self._server.environ.get(eio_sid, {})
        try:
            accepted = verify(
                found.data,
                environ,
                epoch=realtime.epoch,
                retention_days=realtime.settings.event_retention_days,
                replay_limit=realtime.settings.replay_limit,
                before_authenticating=self._admit,
            )
            if eio_sid not in self._server.environ:
                return
            if len(realtime.presence.of_user(accepted.identity.user_id)) >= realtime.settings.sockets_per_user:
                raise RateLimited("Tiene demasiadas conexiones abiertas.", code=ErrorCode.TOO_MANY_CONNECTIONS)
        except LabError as error:
            HANDSHAKES.labels(outcome=error.code).inc()
            with force_locale(locale_of(environ)):
                message = str(gettext(error.detail))
            data: dict[str, Any] = {"code": error.code, "message": message}
            if error.retry_after is not None:
                data["retryAfterMs"] = round(error.retry_after * 1000)
            self._send(eio_sid, packet.CONNECT_ERROR, {"message": message, "data": data}, NAMESPACE)
            return
        HANDSHAKES.labels(outcome="ok").inc()
        sid = self._server.manager.pre_connect(eio_sid, NAMESPACE)
        if sid is None:
            raise ValueError("connected already")
        self._settle(eio_sid)
        self._server.manager.connect(sid, NAMESPACE)
        self._send(eio_sid, packet.CONNECT, {"sid": sid, "pid": accepted.pid}, NAMESPACE)
        # The request holds headers, a socket and a token; what a connected client still needs of it is nothing.
        self._server.environ[eio_sid] = {}
        realtime.welcome(sid, eio_sid, accepted, seen=seen)

    def _admit(self) -> None:
        if self._realtime.draining:
            raise Unavailable("El servidor se está reiniciando.", code=ErrorCode.DRAINING)
        wait = self._realtime.own_limits.hit(self._handshakes, "handshakes")
        if wait is not None:
            raise RateLimited(retry_after=wait)

    def _event(self, connection: Connection, found: Any) -> None:
        data = found.data
        if not isinstance(data, list) or not data or not isinstance(data[0], str) or data[0] in _RESERVED:
            raise ValueError("not an event")
        if connection.greeted is not None:
            connection.greeted.wait(_GREETING_SECONDS)
        if connection.closed:
            return
        name, args = data[0], data[1:]
        awaited = self._realtime.namespace.awaited(connection, name, args)
        user = str(connection.identity.user_id)
        wait = None if awaited else self._realtime.limits.hit(self._limit, "messages", user)
        if wait is None:
            connection.refusals = 0
            answer = self._realtime.namespace.answer(connection, name, args)
        else:
            connection.refusals += 1
            answer = self._realtime.namespace.refuse(connection, name, RateLimited(retry_after=wait))
        if found.id is not None and not connection.closed:
            self._send(connection.eio_sid, packet.ACK, [answer], NAMESPACE, found.id)
        if connection.refusals >= _STRIKES:
            self._realtime.close(connection, "rate_limited")

    def _send(self, eio_sid: str, kind: int, data: Any, namespace: str | None, id: int | None = None) -> None:
        self._server._send_packet(eio_sid, self._server.packet_class(kind, data=data, namespace=namespace, id=id))
