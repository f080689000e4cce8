"""One WebSocket on a non-blocking socket: whole frames in order, a bounded backlog, and no greenlet of its own.

gevent-websocket's class buffers messages of any size, unmasks them in a Python loop, and may send from two greenlets
into the middle of each other's frames. Here reading is bounded by ``FrameReader``, and sending by ``FrameSender``.
"""

from __future__ import annotations

import _socket
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import gevent
import structlog
from gevent.event import Event
from geventwebsocket.exceptions import WebSocketError

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
from labapp.transport.sender import MAX_BACKLOG_BYTES, FrameSender

if TYPE_CHECKING:
    from gevent._types import _IoWatcher, _TimerWatcher

    from labapp.transport.connections import Peer

MAX_MESSAGE_BYTES = 65_536
LINGER_SECONDS = 2.0
_READ_BYTES = 65_536
_READ = 1
_logger = structlog.get_logger(__name__)

OnMessages = Callable[[list[str | bytes]], None]


class WebSocket(FrameSender):
    """A WebSocket that is read by callbacks, or, until ``attach`` is called, by ``receive``.

    The callbacks run in the event loop's own context and must not wait.
    """

    __slots__ = (
        *("_arrived", "_controls", "_on_end", "_on_messages", "_paused", "_waiting", "close_code", "deflates"),
        *("_reader", "_reading", "_resuming", "peer"),
    )

    def __init__(
        self,
        sock: _socket.socket,
        *,
        deflates: bool,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
        max_backlog_bytes: int = MAX_BACKLOG_BYTES,
    ) -> None:
        super().__init__(sock, max_backlog_bytes)
        self.deflates = deflates
        self.close_code = NORMAL
        self.peer: Peer | None = None
        self._reader = FrameReader(max_message_bytes, inflates=deflates)
        self._on_messages: OnMessages | None = None
        self._on_end: Callable[[], None] | None = None
        self._arrived: Event | None = None
        self._waiting: deque[str | bytes] | None = None
        self._controls: ControlBudget | None = None
        loop = gevent.get_hub().loop
        self._reading: _IoWatcher | None = loop.io(sock.fileno(), _READ)
        self._resuming: _TimerWatcher | None = None
        self._paused = False
        self._reading.start(self._on_readable)

    def __del__(self) -> None:
        """Release the descriptor if the connection was not ended."""
        self._release()

    def feed(self, data: bytes) -> None:
        """Process bytes that were read before the connection became a WebSocket."""
        if data:
            self._process(data)

    def attach(self, on_messages: OnMessages, on_end: Callable[[], None]) -> None:
        """Pass messages to ``on_messages``, starting with those that wait, and call ``on_end`` once at the end."""
        self._on_messages, self._on_end = on_messages, on_end
        waiting, self._waiting = self._waiting, None
        self.resume()
        if waiting:
            on_messages(list(waiting))
        if self._sock is None:
            self._notify_end()

    def pause(self) -> None:
        """Stop reading, so that TCP holds the peer back."""
        self._paused = True
        if self._reading is not None:
            self._reading.stop()

    def resume(self) -> None:
        """Read again. Bytes that were read before are processed first."""
        self._paused = False
        reading = self._reading
        # types-gevent does not declare ``active``.
        if reading is None or reading.active or self._resuming is not None:  # type: ignore[attr-defined]
            return
        if self._reader.pending and not self.closed:
            self._resuming = gevent.get_hub().loop.timer(0)
            self._resuming.start(self._process_pending)
        else:
            reading.start(self._on_readable)

    def _process_pending(self) -> None:
        if self._resuming is not None:
            self._resuming.close()
            self._resuming = None
        if not (self._paused or self.closed):
            self._process(b"")
        if not self._paused:
            self.resume()

    def receive(self) -> str | bytes | None:
        """Wait for one message and return it; return None at the end of the connection."""
        while True:
            if self._waiting:
                return self._waiting.popleft()
            if self._sock is None or self.closed:
                return None
            self.resume()
            self._arrived = Event()
            self._arrived.wait()
            self._arrived = None

    def _on_readable(self) -> None:
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
            # After our close frame, data is read and dropped: unread data would turn the close into a reset.
            self._process(data)

    def _process(self, data: bytes) -> None:
        try:
            messages = self._answer_controls(self._reader.feed(data))
        except Violation as violation:
            _logger.info("websocket_violation", code=violation.code, reason=str(violation))
            self.close(violation.code)
            return
        if self._reader.pending and self._reading is not None:
            # The rest is processed in the next rounds of the loop, so that other clients are served in between.
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
        # ``receive`` resumes reading when it has returned these.
        self.pause()
        if self._arrived is not None:
            self._arrived.set()

    def _answer_controls(self, frames: list[tuple[int, str | bytes]]) -> list[str | bytes]:
        """Answer the control frames and return the messages."""
        messages: list[str | bytes] = []
        for opcode, payload in frames:
            if opcode in (TEXT, BINARY):
                messages.append(payload)
                continue
            if self._controls is None:
                self._controls = ControlBudget()
            self._controls.spend()
            if opcode == PING and isinstance(payload, bytes):
                self.write(frame(PONG, payload))
            elif opcode == CLOSE:
                self.close(int(payload))
                break
        return messages

    def send(self, message: str | bytes, binary: bool | None = None) -> None:
        """Send one message. Raises WebSocketError if the connection has ended."""
        if self.closed:
            raise WebSocketError("closed")
        if isinstance(message, str):
            self.write(frame(TEXT, message.encode()))
        else:
            self.write(frame(BINARY, bytes(message)))

    def close(self, code: int | None = None, message: object = b"") -> None:
        """Send a close frame after the backlog. The connection ends when the peer closes it, or two seconds later."""
        if self.closed or self._sock is None:
            return
        self.write(frame(CLOSE, close_payload(self.close_code if code is None else code)))
        if self._sock is None:
            return
        self.closed, self.direct = True, None
        self.resume()
        if self._backlog is None:
            self._half_close()
        self._notify_end()
        gevent.spawn_later(LINGER_SECONDS, self.abort)

    def abort(self) -> None:
        """End the connection now."""
        self.closed = True
        self._release()
        self._notify_end()

    def _release(self) -> None:
        if getattr(self, "_sock", None) is not None:
            for watcher in (self._reading, self._resuming):
                if watcher is not None:
                    watcher.stop()
                    watcher.close()
            self._reading = self._resuming = None
            if self.peer is not None:
                self.peer.leave()
                self.peer = None
        super()._release()

    def _notify_end(self) -> None:
        """Wake ``receive`` and call ``on_end``, once."""
        if self._arrived is not None:
            self._arrived.set()
        on_end, self._on_end, self._on_messages = self._on_end, None, None
        if on_end is not None:
            on_end()
