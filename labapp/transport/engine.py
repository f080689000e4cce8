"""An Engine.IO server that needs no greenlet for each client.

python-engineio keeps a reader and a writer greenlet, a queue and a ping greenlet for every client. Here messages arrive
from the event loop, frames go straight to the kernel, and one heartbeat serves all clients.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import gevent
import structlog
from engineio import packet, socket
from gevent.queue import SimpleQueue

from labapp.eventloop import checkpoint
from labapp.transport.frames import NORMAL, POLICY, TEXT, frame
from labapp.transport.handler import Upgrade
from labapp.transport.heartbeat import Heartbeat
from labapp.transport.stock import StockEngine
from labapp.transport.turns import Turns
from labapp.transport.websocket import WebSocket

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from engineio.server import Response
    from gevent.queue import JoinableQueue

_UPGRADE_SECONDS = 10
_CLOSE_BATCH_SIZE = 50
_PING_FRAME = frame(TEXT, b"2")
# The packets of Engine.IO that a client sends besides the pong: CLOSE and MESSAGE.
_FROM_CLIENT = frozenset("14")
_logger = structlog.get_logger(__name__)


def backlog_of(sock: socket.Socket) -> int:
    """Return how many bytes wait for a client. For the stock engine's sockets, which queue packets, an estimate."""
    if isinstance(sock, FastSocket):
        return sock.ws.backlog_bytes if sock.ws is not None else sock.queued_bytes
    ws: WebSocket | None = getattr(sock, "ws", None)
    queued = sum(_size_of(pkt) for pkt in sock.queue.queue)
    return queued + (ws.backlog_bytes if ws is not None else 0)


def _size_of(pkt: packet.Packet | None) -> int:
    return len(pkt.data) if pkt is not None and isinstance(pkt.data, (str, bytes)) else 64


class FastSocket(socket.Socket):
    """One client. A WebSocket client has no queue and no greenlet; a polling client has a bounded queue."""

    server: FastEngine

    def __init__(self, server: FastEngine, sid: str) -> None:
        self.server = server
        self.sid = sid
        self.connected = self.upgrading = self.upgraded = self.closing = self.closed = False
        self.pinged = False
        self.session = {}
        self.close_code = NORMAL
        self.ws: WebSocket | None = None
        self.queued_bytes = 0
        self._queue: JoinableQueue[packet.Packet | None] | None = None
        self._inbox: list[str] | None = None

    @property
    def queue(self) -> JoinableQueue[packet.Packet | None]:
        """The packets that wait for a poll. The queue is created for the first of them."""
        if self._queue is None:
            self._queue = self.server.create_queue()
        return self._queue

    # --- out -------------------------------------------------------------------------------

    def send(self, pkt: packet.Packet) -> None:
        """Send a packet. A polling client is closed if too many bytes wait for it."""
        if self.closed:
            return
        if self.ws is not None:
            if not self.ws.closed:
                self.ws.send(pkt.encode())
            return
        self.queued_bytes += _size_of(pkt)
        if self.queued_bytes > self.server.max_backlog_bytes:
            _logger.info("slow_consumer", backlog_bytes=self.queued_bytes)
            self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_ERROR)
            return
        self.queue.put(pkt)

    def poll(self) -> list[packet.Packet]:
        """Wait for packets and return them. They no longer count against the bound."""
        self.queued_bytes = 0
        packets = super().poll()
        self.queued_bytes = 0
        return packets

    def check_ping_timeout(self) -> bool:
        """Whether the socket is open. Timeouts are the heartbeat's task."""
        return not self.closed

    def schedule_ping(self) -> None:
        """Add the socket to the heartbeat."""
        self.server.heartbeat.add(self)

    # --- in --------------------------------------------------------------------------------

    def receive(self, pkt: packet.Packet) -> None:
        """Process a packet of a polling client."""
        if pkt.packet_type == packet.PONG:
            self.server.heartbeat.on_pong(self)
        else:
            super().receive(pkt)

    def _upgrade_websocket(self, environ: WSGIEnvironment, start_response: StartResponse) -> Response | list[bytes]:
        upgrade = environ.get("wsgi.websocket")
        if not isinstance(upgrade, Upgrade) or self.upgraded or self.upgrading:
            if not self.connected:
                # The session was opened for this request alone.
                self.close(wait=False, abort=True)
            return self.server._bad_request()
        ws = self.server.accept(upgrade)
        if self.connected:
            self.upgrading = True
            try:
                if not self._probe(ws):
                    ws.close(POLICY)
                    return []
            finally:
                self.upgrading = False
        self.connected = self.upgraded = True
        if self.closed:
            ws.close()
            return []
        self.ws = ws
        self._flush_queue()
        ws.attach(self._on_messages, self._on_end)
        return []

    def _probe(self, ws: WebSocket) -> bool:
        """Carry out the upgrade of a polling client: the probe, a NOOP that ends its poll, and its confirmation."""
        with gevent.Timeout(_UPGRADE_SECONDS, False):  # type: ignore[arg-type]  # False is gevent's silent timeout
            # A client may close right after its confirmation, and both may arrive together.
            if ws.receive() != "2probe" or ws.closed:
                return False
            ws.send("3probe")
            self.queue.put(packet.Packet(packet.NOOP))
            return ws.receive() == "5"
        return False

    def _flush_queue(self) -> None:
        queue, self._queue, self.queued_bytes = self._queue, None, 0
        while queue is not None and not queue.empty():
            pkt = queue.get(block=False)
            if pkt is not None and pkt.packet_type != packet.NOOP:
                self.send(pkt)

    def _on_messages(self, messages: list[str | bytes]) -> None:
        """Dispatch messages in the event loop: pongs are processed here, everything else in a greenlet."""
        for message in messages:
            # Bytes are in no case one of these.
            if message[:1] in _FROM_CLIENT:
                if self._inbox is None:
                    self._inbox = []
                    gevent.spawn(self._process_inbox)
                self._inbox.append(cast(str, message))
            elif message == "3":
                self.server.heartbeat.on_pong(self)
            else:
                self.close_code = POLICY
                self.server.close_soon(self, self.server.reason.TRANSPORT_ERROR)
                return
        if self._inbox is not None and self.ws is not None:
            # Until these are processed, the kernel's buffer is the queue, and TCP holds the client back.
            self.ws.pause()

    def _process_inbox(self) -> None:
        while self._inbox and self.ws is not None:
            inbox, self._inbox = self._inbox, []
            self.server.turns.handle(inbox, self.ws, self._on_message)
        self._inbox = None
        if self.ws is not None:
            self.ws.resume()

    def _on_message(self, message: str) -> None:
        if self.closed:
            return
        if message[0] == "1":
            self.close(wait=False, abort=True, reason=self.server.reason.CLIENT_DISCONNECT)
        else:
            self.server.on_message(self.sid, message[1:])

    # --- the end ---------------------------------------------------------------------------

    def _on_end(self) -> None:
        self.server.close_soon(self, self.server.reason.TRANSPORT_CLOSE)

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        """Close the socket. ``wait`` has no effect: sent data is with the kernel or in the bounded backlog."""
        if self.closed or self.closing:
            return
        self.closing = True
        self.server._trigger_event("disconnect", self.sid, reason or self.server.reason.SERVER_DISCONNECT)
        if not abort:
            self.send(packet.Packet(packet.CLOSE))
        self.closed = True
        if self.ws is not None:
            self.server.sockets.pop(self.sid, None)
            self.ws.close(self.close_code)
            self.ws = None
        else:
            self.queue.put(None)
            self.server.remove_later(self.sid)


class FastEngine(StockEngine):
    """The Engine.IO server of the fast sockets."""

    # ``Any``: options of the library.
    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"monitor_clients": False})
        self.start_service_task = False
        self.turns = Turns()
        self.heartbeat = Heartbeat(self.ping_interval, self.ping_timeout, ping=self._ping, expire=self._expire)
        self._closing: SimpleQueue[tuple[FastSocket, str]] = SimpleQueue()
        self._closer: gevent.Greenlet[[], None] | None = None

    def on_message(self, sid: str, data: str) -> None:
        """Call the handler of messages. As in the library, its failure is only logged."""
        try:
            self.handlers["message"](sid, data)
        except Exception:
            _logger.exception("message_handler_failed")

    @staticmethod
    def _ping(sock: FastSocket) -> None:
        if sock.ws is not None:
            sock.ws.write(_PING_FRAME)
        else:
            sock.send(packet.Packet(packet.PING))

    def _expire(self, sock: FastSocket) -> None:
        ws = sock.ws
        sock.close(wait=False, reason=self.reason.PING_TIMEOUT)
        if ws is not None:
            # A client that did not answer for so long will not read the close frame either.
            ws.abort()

    def close_soon(self, sock: FastSocket, reason: str) -> None:
        """Close ``sock`` in a greenlet. If thousands of clients drop at once, the loop serves others in between."""
        self._closing.put((sock, reason))
        if self._closer is None:
            self._closer = gevent.spawn(self._close_in_batches)

    def _close_in_batches(self) -> None:
        while True:
            for _ in range(_CLOSE_BATCH_SIZE):
                sock, reason = self._closing.get()
                try:
                    sock.close(wait=False, abort=True, reason=reason)
                except Exception:
                    _logger.exception("socket_close_failed")
            checkpoint()

    def remove_later(self, sid: str) -> None:
        """Remove a closed polling socket once its client has had time to fetch the last packets."""
        gevent.spawn_later(self.ping_timeout, self.sockets.pop, sid, None)

    def _handle_connect(
        self, environ: WSGIEnvironment, start_response: StartResponse, transport: str, jsonp_index: int | None = None
    ) -> object:
        """Open a session, as the library does, with a ``FastSocket``."""
        sid = self.generate_id()
        sock = self.sockets[sid] = FastSocket(self, sid)
        sock.send(
            packet.Packet(
                packet.OPEN,
                {
                    "sid": sid,
                    "upgrades": self._upgrades(sid, transport),
                    "pingTimeout": int(self.ping_timeout * 1000),
                    "pingInterval": int(self.ping_interval * 1000),
                    "maxPayload": self.max_http_buffer_size,
                },
            )
        )
        accepted = self._trigger_event("connect", sid, environ, run_async=False)
        if accepted is not None and accepted is not True:
            del self.sockets[sid]
            return self._unauthorized(accepted or None)
        sock.schedule_ping()
        if transport == "websocket":
            answer = sock.handle_get_request(environ, start_response)
            if sock.closed:
                self.sockets.pop(sid, None)
            return answer
        sock.connected = True
        return self._ok(sock.poll(), jsonp_index=jsonp_index)
