"""Engine.IO without a greenlet a client.

The library's socket keeps a reader and a writer greenlet, a queue and a ping greenlet for every client. Here messages
come from the event loop, frames go straight to the kernel, and one heartbeat serves all.
"""

from collections.abc import Callable
from typing import Any

import gevent
import structlog
from engineio import packet, socket
from gevent.queue import SimpleQueue

from labapp.eventloop import checkpoint
from labapp.transport.frames import NORMAL, POLICY, TEXT, frame
from labapp.transport.heartbeat import Heartbeat
from labapp.transport.stock import StockEngine, well_formed
from labapp.transport.websocket import BACKLOG_BYTES, WebSocket

_UPGRADE_SECONDS = 10
_logger = structlog.get_logger(__name__)


def backlog_of(sock: Any) -> int:
    """Return how many bytes wait for a client; of the library's sockets, whose queue knows packets only, about."""
    if isinstance(sock, FastSocket):
        return sock.ws.backlog_bytes if sock.ws is not None else sock.queued_bytes
    wire = getattr(sock, "wire", None)
    queued = sum(_size_of(pkt) for pkt in sock.queue.queue)
    return queued + (wire.backlog_bytes if wire is not None else 0)


def _size_of(pkt: packet.Packet | None) -> int:
    return len(pkt.data) if pkt is not None and isinstance(pkt.data, (str, bytes)) else 64


class FastSocket(socket.Socket):  # type: ignore[misc]
    """One client. On WebSocket it holds no queue and no greenlet; polling goes through the library's queue, bounded."""

    def __init__(self, server: "FastEngine", sid: str) -> None:
        self.server = server
        self.sid = sid
        self.connected = self.upgrading = self.upgraded = self.closing = self.closed = False
        self.pinged = False
        self.session: dict[str, Any] = {}
        self.close_code = NORMAL
        self.ws: WebSocket | None = None
        self._queue: Any = None
        self.queued_bytes = 0
        self._inbox: list[str] | None = None

    @property
    def queue(self) -> Any:
        """The packets that wait for a poll; made when the first of them does."""
        if self._queue is None:
            self._queue = self.server.create_queue()
        return self._queue

    # --- out -------------------------------------------------------------------------------

    def send(self, pkt: packet.Packet) -> None:
        """Send a packet; what a polling client does not fetch is bounded like a backlog."""
        if self.closed:
            return
        if self.ws is not None:
            self.ws.send(pkt.encode()) if not self.ws.closed else None
            return
        self.queued_bytes += _size_of(pkt)
        if self.queued_bytes > BACKLOG_BYTES:
            _logger.info("slow_consumer", backlog_bytes=self.queued_bytes)
            self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_ERROR)
            return
        self.queue.put(pkt)

    def poll(self) -> list[packet.Packet]:
        """Wait for packets, as the library does; what is handed out no longer counts against the bound."""
        self.queued_bytes = 0
        packets: list[packet.Packet] = super().poll()
        self.queued_bytes = 0
        return packets

    def check_ping_timeout(self) -> bool:
        """Leave timeouts to the heartbeat."""
        return not self.closed

    def schedule_ping(self) -> None:
        """Enroll with the heartbeat."""
        self.server.heartbeat.enroll(self)

    # --- in --------------------------------------------------------------------------------

    def receive(self, pkt: packet.Packet) -> None:
        """Take a packet of a polling client, or one that the event loop has sorted out for a greenlet."""
        if pkt.packet_type == packet.PONG:
            self.server.heartbeat.heard(self)
        else:
            super().receive(pkt)

    def _upgrade_websocket(self, environ: dict[str, Any], start_response: Any) -> Any:
        upgrade = environ.get("wsgi.websocket")
        if upgrade is None or self.upgraded or self.upgrading:
            return self.server._bad_request()
        ws: WebSocket = upgrade.take()
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
        self._flush()
        ws.attach(self._on_messages, self._on_end)
        return []

    def _probe(self, ws: WebSocket) -> bool:
        """Go through the upgrade of a polling client: probe, NOOP to end its poll, and its word that it has moved."""
        with gevent.Timeout(_UPGRADE_SECONDS, False):  # type: ignore[arg-type]
            # The client may have gone right after its word, and both have come at once.
            if ws.receive() != "2probe" or ws.closed:
                return False
            ws.send("3probe")
            self.queue.put(packet.Packet(packet.NOOP))
            return ws.receive() == "5"
        return False

    def _flush(self) -> None:
        queue, self._queue, self.queued_bytes = self._queue, None, 0
        while queue is not None and not queue.empty():
            pkt = queue.get(block=False)
            if pkt is not None and pkt.packet_type != packet.NOOP:
                self.send(pkt)

    def _on_messages(self, messages: list[str | bytes]) -> None:
        """Sort what arrived, in the event loop: answer the heartbeat here, leave messages to a greenlet."""
        for message in messages:
            if message == "3":
                self.server.heartbeat.heard(self)
            elif well_formed(message) and isinstance(message, str) and message[0] in "14":
                if self._inbox is None:
                    self._inbox = []
                    self.server.spawn(self._work)
                self._inbox.append(message)
            else:
                self.close_code = POLICY
                self.server.doom(self, self.server.reason.TRANSPORT_ERROR)
                return
        if self._inbox is not None and self.ws is not None:
            # Until these are carried out the kernel's buffer is the queue, and TCP tells the client to wait.
            self.ws.pause()

    def _work(self) -> None:
        while self._inbox and not self.closed:
            inbox, self._inbox = self._inbox, []
            for number, message in enumerate(inbox):
                if number:
                    checkpoint()
                if self.closed:
                    break
                if message[0] == "1":
                    self.close(wait=False, abort=True, reason=self.server.reason.CLIENT_DISCONNECT)
                else:
                    self.server._trigger_event("message", self.sid, message[1:], run_async=False)
        self._inbox = None
        if self.ws is not None:
            self.ws.resume()

    # --- the end ---------------------------------------------------------------------------

    def _on_end(self) -> None:
        self.server.doom(self, self.server.reason.TRANSPORT_CLOSE)

    def close(self, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
        """Close; ``wait`` is of no effect, for what was sent is with the kernel or in the bounded backlog."""
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
            self.server.forget_later(self.sid)


class FastEngine(StockEngine):
    """The server of the fast sockets."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"monitor_clients": False})
        self.start_service_task = False
        self.heartbeat = Heartbeat(self.ping_interval, self.ping_timeout, ping=self._ping, expire=self._expire)
        self._doomed: SimpleQueue[tuple[FastSocket, Any]] = SimpleQueue()
        self._reaper: Any = None

    @staticmethod
    def spawn(action: Callable[[], None]) -> None:
        """Run ``action`` in a greenlet."""
        gevent.spawn(action)

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
            # Whoever did not answer for so long will not read the close frame either.
            ws.abort()

    def doom(self, sock: FastSocket, reason: Any) -> None:
        """Close ``sock`` soon: thousands that drop at once are let go in slices, and the loop goes on between."""
        self._doomed.put((sock, reason))
        if self._reaper is None:
            self._reaper = gevent.spawn(self._reap)

    def _reap(self) -> None:
        while True:
            for _ in range(50):
                sock, reason = self._doomed.get()
                try:
                    sock.close(wait=False, abort=True, reason=reason)
                except Exception:
                    _logger.exception("socket_close_failed")
            checkpoint()

    def forget_later(self, sid: str) -> None:
        """Drop a closed polling socket once its client has had time to fetch what was said last."""
        gevent.spawn_later(self.ping_timeout, self.sockets.pop, sid, None)

    def _handle_connect(
        self, environ: dict[str, Any], start_response: Any, transport: str, jsonp_index: int | None = None
    ) -> Any:
        """Open a session; the library's own, with our socket in the place of its."""
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


_PING_FRAME = frame(TEXT, b"2")
