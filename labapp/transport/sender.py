"""The sending half of a WebSocket: whole frames to a non-blocking socket, and a bounded backlog behind it."""

from __future__ import annotations

import _socket
import socket
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import gevent
import structlog
from geventwebsocket.websocket import WebSocket as BaseWebSocket

if TYPE_CHECKING:
    from gevent._types import _Callback, _IoWatcher

MAX_BACKLOG_BYTES = 1 << 20
# What is held goes out at this size. A longer write saves no more system calls to speak of.
_MAX_HELD_BYTES = 1 << 16
_WRITE = 2
_logger = structlog.get_logger(__name__)


class FrameSender(BaseWebSocket):
    """Owns the socket of a connection and sends frames to it.

    A write goes to the kernel at once, unless ``hold`` was called. The kernel's refusals wait in the backlog; a
    connection whose backlog exceeds ``max_backlog_bytes`` is aborted.
    """

    __slots__ = ("_backlog", "_held", "_max_backlog_bytes", "_sock", "_writing", "backlog_bytes", "closed", "direct")

    def __init__(self, sock: _socket.socket, max_backlog_bytes: int) -> None:
        self.closed = False
        self.backlog_bytes = 0
        self._max_backlog_bytes = max_backlog_bytes
        self._backlog: deque[bytes] | None = None
        self._writing: _IoWatcher | None = None
        self._held: _Callback | None = None
        self._sock: _socket.socket | None = sock
        # The kernel's send, while there is no backlog and the connection is open. A broadcast calls it directly.
        self.direct: Callable[[bytes], int] | None = sock.send

    def write(self, data: bytes) -> None:
        """Send whole frames after those that wait. Never waits; aborts the connection if its backlog is too large."""
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
                self.enqueue(data[sent:])
        elif self._backlog is not None and not self.closed:
            self.enqueue(data)

    def enqueue(self, data: bytes) -> None:
        """Keep bytes until the kernel takes them. Aborts the connection if its backlog grows too large."""
        if self._sock is None:
            return
        if self._backlog is None:
            self._backlog, self.direct = deque(), None
            self._wait_until_writable()
        self._backlog.append(data)
        self.backlog_bytes += len(data)
        if self._held is not None:
            if self.backlog_bytes >= _MAX_HELD_BYTES:
                self.release()
        elif self.backlog_bytes > self._max_backlog_bytes:
            _logger.info("slow_consumer", backlog_bytes=self.backlog_bytes)
            self.abort()

    def hold(self) -> None:
        """Join what is written from now on into one write, at ``release`` or in the next round of the event loop."""
        if self.direct is not None:
            self._backlog, self.direct = deque(), None
            # The caller may wait before it releases, and nothing is held meanwhile.
            self._held = gevent.get_hub().loop.run_callback(self.release)

    def release(self) -> None:
        """Write what is held; later writes go to the kernel at once. Does nothing if nothing is held."""
        held, self._held = self._held, None
        if held is None:
            return
        held.stop()
        backlog = self._backlog
        if backlog is not None and len(backlog) > 1:
            self._backlog = deque((b"".join(backlog),))
        self._write_backlog()

    def _wait_until_writable(self) -> None:
        if self._sock is not None:
            if self._writing is None:
                self._writing = gevent.get_hub().loop.io(self._sock.fileno(), _WRITE)
            self._writing.start(self._write_backlog)

    def _write_backlog(self) -> None:
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
                    self._wait_until_writable()
                    return
                backlog.popleft()
        except (BlockingIOError, InterruptedError):
            self._wait_until_writable()
            return
        except OSError:
            self.abort()
            return
        self._backlog = None
        if self._writing is not None:
            self._writing.stop()
        if self.closed:
            self._half_close()
        else:
            self.direct = sock.send

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

    def _release(self) -> None:
        sock, self._sock, self.direct = getattr(self, "_sock", None), None, None
        if sock is None:
            return
        if self._writing is not None:
            self._writing.stop()
            self._writing.close()
            self._writing = None
        if self._held is not None:
            self._held.stop()
            self._held = None
        self._backlog, self.backlog_bytes = None, 0
        sock.close()
