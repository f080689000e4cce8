"""One WebSocket on a non-blocking socket: whole frames in order, a bounded backlog, no greenlet of its own.

gevent-websocket's holds messages of any size, unmasks in a Python loop and sends from two greenlets into the middle of
each other's frames. Here a write is whole frames, to the kernel at once; what it does not take waits, up to a bound.
"""

import _socket
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

import gevent
import structlog
from gevent.event import Event
from geventwebsocket.exceptions import WebSocketError
from geventwebsocket.websocket import WebSocket as BaseWebSocket

from labapp.transport.frames import (
    BINARY,
    CLOSE,
    NORMAL,
    PING,
    PONG,
    TEXT,
    ControlBudget,
    FrameReader,
    Violation,
    close_payload,
    frame,
)

BACKLOG_BYTES = 1 << 20
MAX_MESSAGE_BYTES = 65_536
LINGER_SECONDS = 2.0
_READ_BYTES = 65_536
_READ, _WRITE = 1, 2
_logger = structlog.get_logger(__name__)

OnMessages = Callable[[list[str | bytes]], None]


class WebSocket(BaseWebSocket):  # type: ignore[misc]
    """``on_messages`` is called in the event loop's own context with what arrived, ``on_end`` once at the end.

    Neither may wait. Until ``attach`` is called, ``receive`` reads one message and waits for it.
    """

    __slots__ = (
        *("_sock", "closed", "close_code", "deflates", "_on_end"),
        *("_reader", "_reading", "_pending", "_held", "_on_messages", "_waiting", "_arrived", "_controls"),
        *("_writing", "_backlog", "backlog_bytes", "direct"),
    )

    def __init__(self, sock: _socket.socket, *, deflates: bool) -> None:
        self.closed = False
        self.deflates = deflates
        self.backlog_bytes = 0
        self.close_code = NORMAL
        self._sock: _socket.socket | None = sock
        # The kernel's send, while nothing waits and nothing has ended: what a broadcast calls for each of thousands.
        self.direct: Callable[[bytes], int] | None = sock.send
        self._reader = FrameReader(MAX_MESSAGE_BYTES, inflates=deflates)
        self._backlog: deque[bytes] | None = None
        self._on_messages: OnMessages | None = None
        self._on_end: Callable[[], None] | None = None
        self._arrived: Event | None = None
        self._waiting: deque[str | bytes] | None = None
        self._controls: ControlBudget | None = None
        loop = gevent.get_hub().loop
        self._reading: Any = loop.io(sock.fileno(), _READ)
        self._writing: Any = None
        self._pending: Any = None
        self._held = False
        self._reading.start(self._readable)

    def __del__(self) -> None:
        """Release the descriptor, should nobody have ended the connection."""
        self._release()

    def feed(self, data: bytes) -> None:
        """Take what was read from the connection before it was a WebSocket; after the handshake was answered."""
        if data:
            self._take(data)

    def attach(self, on_messages: OnMessages, on_end: Callable[[], None]) -> None:
        """Have messages handed over from now on, those that wait already first."""
        self._on_messages, self._on_end = on_messages, on_end
        waiting, self._waiting = self._waiting, None
        self.resume()
        if waiting:
            on_messages(list(waiting))
        if self._sock is None:
            self._finish()

    def pause(self) -> None:
        """Stop reading: TCP holds the peer back."""
        self._held = True
        if self._reading is not None:
            self._reading.stop()

    def resume(self) -> None:
        """Read again, after what was read already."""
        self._held = False
        if self._reading is None or self._reading.active or self._pending is not None:
            return
        if self._reader.pending and not self.closed:
            self._pending = gevent.get_hub().loop.timer(0)
            self._pending.start(self._go_on)
        else:
            self._reading.start(self._readable)

    def _go_on(self) -> None:
        self._pending.close()
        self._pending = None
        if not (self._held or self.closed):
            self._take(b"")
        if not self._held:
            self.resume()

    def receive(self) -> str | bytes | None:
        """Wait for one message; None at the end of the connection."""
        while True:
            if self._waiting:
                return self._waiting.popleft()
            if self._sock is None or self.closed:
                return None
            self.resume()
            self._arrived = Event()
            self._arrived.wait()
            self._arrived = None

    def _readable(self) -> None:
        sock = self._sock
        if sock is None:
            return
        try:
            data = sock.recv(_READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self.abort()
        elif not self.closed:
            # After our close frame whatever still comes is read and dropped, so that it does not become a reset.
            self._take(data)

    def _take(self, data: bytes) -> None:
        try:
            messages = self._sort(self._reader.feed(data))
        except Violation as violation:
            _logger.info("websocket_violation", code=violation.code, why=str(violation))
            self.close(violation.code)
            return
        if self._reader.pending and self._reading is not None:
            # The rest in the loop's next rounds, so that others have their turn between.
            self._reading.stop()
            self.resume()
        if not messages:
            return
        if self._on_messages is not None:
            self._on_messages(messages)
            return
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.extend(messages)
        # Whoever reads by ``receive`` is held back like everybody else.
        self.pause()
        if self._arrived is not None:
            self._arrived.set()

    def _sort(self, frames: list[tuple[int, Any]]) -> list[str | bytes]:
        messages: list[str | bytes] = []
        for opcode, payload in frames:
            if opcode in (TEXT, BINARY):
                messages.append(payload)
                continue
            if self._controls is None:
                self._controls = ControlBudget()
            self._controls.spend()
            if opcode == PING:
                self.write(frame(PONG, payload))
            elif opcode == CLOSE:
                self.close(int(payload))
                break
        return messages

    def write(self, data: bytes) -> None:
        """Send whole frames after what already waits. Never waits; ends the connection where too much does."""
        direct = self.direct
        if direct is not None:
            try:
                sent = direct(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError:
                self.abort()
                return
            if sent < len(data):
                self.hold(data[sent:])
        elif self._backlog is not None and not self.closed:
            self.hold(data)

    def hold(self, data: bytes) -> None:
        """Keep what the kernel did not take until it does; end the connection where it is too much."""
        sock = self._sock
        if sock is None:
            return
        if self._backlog is None:
            self._backlog, self.direct = deque(), None
            if self._writing is None:
                self._writing = gevent.get_hub().loop.io(sock.fileno(), _WRITE)
            self._writing.start(self._writable)
        self._backlog.append(data)
        self.backlog_bytes += len(data)
        if self.backlog_bytes > BACKLOG_BYTES:
            _logger.info("slow_consumer", backlog_bytes=self.backlog_bytes)
            self.abort()

    def _writable(self) -> None:
        sock, backlog = self._sock, self._backlog
        if sock is None or backlog is None:
            return
        try:
            while backlog:
                data = backlog[0]
                sent = sock.send(data)
                self.backlog_bytes -= sent
                if sent < len(data):
                    backlog[0] = data[sent:]
                    return
                backlog.popleft()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.abort()
            return
        self._backlog = None
        self._writing.stop()
        if self.closed:
            self._half_close()
        else:
            self.direct = sock.send

    def send(self, message: str | bytes, binary: bool | None = None) -> None:
        """Send one message. Raises WebSocketError on a connection that has ended."""
        if self.closed:
            raise WebSocketError("closed")
        if isinstance(message, str):
            self.write(frame(TEXT, message.encode()))
        else:
            self.write(frame(BINARY, bytes(message)))

    def close(self, code: int | None = None, message: Any = b"") -> None:
        """Send a close frame after what waits, and end the connection when the peer has, or two seconds later."""
        if self.closed or self._sock is None:
            return
        self.write(frame(CLOSE, close_payload(self.close_code if code is None else code)))
        if self._sock is None:
            return
        self.closed, self.direct = True, None
        self.resume()
        if self._backlog is None:
            self._half_close()
        self._finish()
        gevent.spawn_later(LINGER_SECONDS, self.abort)

    def _half_close(self) -> None:
        if self._sock is not None:
            try:
                self._sock.shutdown(socket.SHUT_WR)
            except OSError:
                self.abort()

    def abort(self) -> None:
        """End the connection now."""
        self.closed = True
        self._release()
        self._finish()

    def _release(self) -> None:
        sock, self._sock, self.direct = getattr(self, "_sock", None), None, None
        if sock is None:
            return
        for watcher in (self._reading, self._writing, self._pending):
            if watcher is not None:
                watcher.stop()
                watcher.close()
        self._reading = self._writing = self._pending = None
        self._backlog, self.backlog_bytes = None, 0
        sock.close()

    def _finish(self) -> None:
        """Tell whoever waits, once."""
        if self._arrived is not None:
            self._arrived.set()
        on_end, self._on_end, self._on_messages = self._on_end, None, None
        if on_end is not None:
            on_end()
