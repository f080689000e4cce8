"""Handles the Engine.IO messages of all clients: only well-formed messages of the contract reach the handlers.

python-socketio adds a socket to its namespace before it is verified, lets a client call the reserved
handlers, collects binary attachments without bound and runs a greenlet for every message, in no order. So the
Engine.IO messages come here first: CONNECT is answered by our own handshake, messages are handled one
after the other in the reader of their socket (TCP then slows down a client that sends too fast), and everything else
closes the socket.
"""

import re
from collections.abc import Mapping
from wsgiref.types import WSGIEnvironment

import structlog
from flask import Flask
from flask_babel import force_locale, gettext
from limits import RateLimitItemPerSecond
from pydantic_core import from_json
from socketio import Server, packet

from labapp.contract.socket import Disconnect
from labapp.errors import ErrorCode, LabError, RateLimited, Unavailable
from labapp.locale import locale_of
from labapp.metrics import HANDSHAKES
from labapp.rate_limit import RateLimiter
from labapp.realtime.connections import Connection, Connections
from labapp.realtime.handlers import EventsNamespace, acknowledgement
from labapp.realtime.handshake import Handshake
from labapp.realtime.lifecycle import Lifecycle
from labapp.realtime.rooms import NAMESPACE
from labapp.realtime.scheduler import Scheduler
from labapp.transport.websocket import MAX_MESSAGE_BYTES

JOIN_SECONDS = 10
MAX_UNJOINED = 5_000
MAX_UNJOINED_OF_ADDRESS = 2_500
MAX_CONSECUTIVE_REFUSALS = 50
_CONNECTED_TIMEOUT_SECONDS = 10
_BURST_SECONDS = 5
# An event of this namespace, as the reference client writes it. The packet class takes all others, ten times as long.
_EVENT = re.compile(rf"{packet.EVENT}{NAMESPACE},([0-9]{{0,15}})(?=\[)")
_RESERVED = ("connect", "disconnect", "connect_error")
_logger = structlog.get_logger(__name__)


class PacketHandler:
    """The Engine.IO handlers of one server."""

    def __init__(
        self,
        app: Flask,
        server: Server,
        connections: Connections,
        scheduler: Scheduler,
        lifecycle: Lifecycle,
        handshake: Handshake,
        namespace: EventsNamespace,
        limits: RateLimiter,
        *,
        messages_per_second: int,
    ) -> None:
        self._app = app
        self._server = server
        self._connections = connections
        self._scheduler = scheduler
        self._lifecycle = lifecycle
        self._handshake = handshake
        self._namespace = namespace
        self._limits = limits
        # The sustained rate over five seconds, all of which may come at once.
        self._message_limit = RateLimitItemPerSecond(messages_per_second * _BURST_SECONDS, _BURST_SECONDS)
        self._unjoined: dict[str, str] = {}
        # Those among them whose CONNECT was refused.
        self._refused: set[str] = set()
        self._unjoined_by_address: dict[str, int] = {}
        server.eio.on("connect", self.on_open)
        server.eio.on("message", self.on_message)
        server.eio.on("disconnect", self.on_close)

    def on_open(self, eio_sid: str, environ: WSGIEnvironment) -> bool | None:
        """Accept a transport, which must join within ten seconds; False where too many have not joined yet."""
        address = environ.get("REMOTE_ADDR", "")
        if len(self._unjoined) >= MAX_UNJOINED or self._unjoined_by_address.get(address, 0) >= MAX_UNJOINED_OF_ADDRESS:
            return False
        self._server._handle_eio_connect(eio_sid, environ)
        self._unjoined[eio_sid] = address
        self._unjoined_by_address[address] = self._unjoined_by_address.get(address, 0) + 1
        self._scheduler.after(JOIN_SECONDS, lambda: self._close_unjoined(eio_sid))
        return None

    def on_close(self, eio_sid: str, reason: str) -> None:
        """Forget a transport that has ended, here and in python-socketio."""
        self._remove_unjoined(eio_sid)
        self._refused.discard(eio_sid)
        self._server._handle_eio_disconnect(eio_sid, reason)
        connection = self._connections.by_eio_sid.get(eio_sid)
        if connection is not None:
            self._lifecycle.on_disconnected(connection.sid)

    def on_message(self, eio_sid: str, data: object) -> None:
        """Handle one Engine.IO message of a client; whatever it contains, this does not raise."""
        try:
            self._handle(eio_sid, data)
        except Exception as error:
            _logger.info("socket_message_malformed", error=type(error).__name__)
            self._lifecycle.close_transport(eio_sid, Disconnect.INVALID_MESSAGE)

    def _remove_unjoined(self, eio_sid: str) -> None:
        address = self._unjoined.pop(eio_sid, None)
        if address is not None:
            self._unjoined_by_address[address] -= 1
            if not self._unjoined_by_address[address]:
                del self._unjoined_by_address[address]

    def _close_unjoined(self, eio_sid: str) -> None:
        if eio_sid in self._unjoined:
            self._lifecycle.close_transport(eio_sid, Disconnect.JOIN_TIMEOUT)

    def _handle(self, eio_sid: str, data: object) -> None:
        """Handle one message. Raises ValueError, or whatever the parser raises, for a malformed one."""
        if not isinstance(data, str) or _is_too_big(data):
            raise ValueError("not a text message of the allowed size")
        if (event := _EVENT.match(data)) is not None and (connection := self._connections.by_eio_sid.get(eio_sid)):
            self._on_event(connection, from_json(data[event.end() :]), event[1])
            return
        found = self._server.packet_class(encoded_packet=data)
        if found.packet_type == packet.CONNECT:
            with self._app.app_context():
                self._on_connect(eio_sid, found)
            return
        connection = self._connections.by_eio_sid.get(eio_sid)
        if connection is None:
            raise ValueError("not connected")
        if (found.namespace or "/") != NAMESPACE:
            raise ValueError("foreign namespace")
        if found.packet_type == packet.EVENT:
            self._on_event(connection, found.data, "" if found.id is None else str(found.id))
        elif found.packet_type == packet.DISCONNECT:
            self._server._handle_disconnect(eio_sid, NAMESPACE)
            self._lifecycle.close_transport(eio_sid, Disconnect.CLIENT_LEFT)
        elif found.packet_type != packet.ACK:
            raise ValueError("a packet type that clients do not send")

    def _on_connect(self, eio_sid: str, found: packet.Packet) -> None:
        if (found.namespace or "/") != NAMESPACE:
            self._send(eio_sid, packet.CONNECT_ERROR, {"message": "Invalid namespace"}, found.namespace)
            return
        if eio_sid in self._connections.by_eio_sid:
            raise ValueError("connected already")
        environ = self._server.environ.get(eio_sid, {})
        if eio_sid in self._refused and self._handshake.admit() is not None:
            # The first CONNECT was counted with its transport; each further one counts as well.
            self._lifecycle.close_transport(eio_sid, Disconnect.TRY_AGAIN_LATER)
            return
        try:
            accepted = self._handshake.authenticate(found.data, environ)
        except LabError as error:
            HANDSHAKES.labels(outcome=error.code).inc()
            if isinstance(error, Unavailable):
                # After a refusal the reference client stays away. After the end of its transport it comes back.
                draining = error.code == ErrorCode.DRAINING
                self._lifecycle.close_transport(
                    eio_sid, Disconnect.DRAINING if draining else Disconnect.TRY_AGAIN_LATER
                )
                return
            self._refused.add(eio_sid)
            self._send(eio_sid, packet.CONNECT_ERROR, _refusal(error, locale_of(environ)), NAMESPACE)
            return
        if eio_sid not in self._server.environ:
            # The transport ended while the token was verified.
            return
        HANDSHAKES.labels(outcome="ok").inc()
        sid = self._server.manager.pre_connect(eio_sid, NAMESPACE)
        if sid is None:
            raise ValueError("connected already")
        self._remove_unjoined(eio_sid)
        self._refused.discard(eio_sid)
        self._server.manager.connect(sid, NAMESPACE)
        self._send(eio_sid, packet.CONNECT, {"sid": sid, "pid": accepted.pid}, NAMESPACE)
        # The request holds headers, a socket and a token, none of which a connected client needs any more.
        self._server.environ[eio_sid] = {}
        self._handshake.on_authenticated(sid, eio_sid, accepted)

    def _on_event(self, connection: Connection, data: object, ack_id: str) -> None:
        if not isinstance(data, list) or not data or not isinstance(data[0], str) or data[0] in _RESERVED:
            raise ValueError("not an event")
        if connection.connected_sent is not None:
            connection.connected_sent.wait(_CONNECTED_TIMEOUT_SECONDS)
        if connection.closed:
            return
        name, args = data[0], data[1:]
        wait = None
        if not self._namespace.is_expected_chunk_ack(connection, name, args):
            wait = self._limits.hit(self._message_limit, "messages", str(connection.identity.user_id))
        if wait is None:
            connection.refusals = 0
            answer = self._namespace.handle(connection, name, args)
        else:
            connection.refusals += 1
            answer = self._namespace.refuse(connection, name, RateLimited(retry_after=wait))
        if ack_id and not connection.closed:
            self._send(connection.eio_sid, packet.ACK, [acknowledgement(answer)], NAMESPACE, int(ack_id))
        if connection.refusals >= MAX_CONSECUTIVE_REFUSALS:
            self._lifecycle.close(connection, Disconnect.RATE_LIMITED)

    def _send(self, eio_sid: str, kind: int, data: object, namespace: str | None, id: int | None = None) -> None:
        self._server._send_packet(eio_sid, self._server.packet_class(kind, data=data, namespace=namespace, id=id))


def _is_too_big(text: str) -> bool:
    # A short text is not encoded for this: a character has at most four bytes.
    return len(text) * 4 > MAX_MESSAGE_BYTES and len(text.encode(errors="surrogatepass")) > MAX_MESSAGE_BYTES


def _refusal(error: LabError, locale: str) -> Mapping[str, object]:
    """Return the body of CONNECT_ERROR."""
    with force_locale(locale):
        message = str(gettext(error.detail))
    data: dict[str, object] = {"code": error.code, "message": message}
    if error.retry_after is not None:
        data["retryAfterMs"] = round(error.retry_after * 1000)
    return {"message": message, "data": data}
