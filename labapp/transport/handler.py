"""The HTTP handler of both servers: pywsgi's, with a deadline for requests and a safe upgrade to WebSocket.

pywsgi waits for ever for the rest of a request, and gevent-websocket upgrades every request that asks for it. Here the
application receives an ``Upgrade`` and decides. An accepted connection leaves its handler: the socket moves to a
``WebSocket``, and the greenlet, the buffers and the headers of the request are freed.
"""

from __future__ import annotations

import _socket
import base64
import binascii
import contextlib
import hashlib
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Literal

import gevent
import structlog
from gevent.pywsgi import WSGIHandler
from geventwebsocket.handler import WebSocketHandler

from labapp.transport.frames import DEFLATE_ANSWER, accepts_deflate
from labapp.transport.sender import MAX_BACKLOG_BYTES
from labapp.transport.websocket import MAX_MESSAGE_BYTES, WebSocket

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIEnvironment
    from gevent.pywsgi import WSGIServer
    from gevent.socket import socket as GeventSocket

# Requests have a few hundred bytes. The default of 8 KiB is too much for thousands of clients that connect at once.
_READ_BUFFER = 1024
_logger = structlog.get_logger(__name__)


class Handler(WebSocketHandler):
    """Serves one connection. A subclass may change ``header_seconds`` and ``idle_seconds``."""

    header_seconds: ClassVar[float] = 10
    """How long a client may take to send the head of a request."""
    idle_seconds: ClassVar[float] = 60
    """How long a single read from the client may take, and thus how long it may take to send a body."""

    _deadline: gevent.Timeout | None = None
    _idle: ClassVar[set[Handler]] = set()
    _ending: ClassVar[bool] = False

    def __init__(self, sock: GeventSocket, address: str, server: WSGIServer) -> None:
        super().__init__(sock, address, server, rfile=sock.makefile("rb", _READ_BUFFER))
        # pywsgi sends the headers and the body separately. Without this, the body waits 40 ms for an acknowledgement.
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @staticmethod
    def end_idle() -> None:
        """Close the idle connections of all handlers now, and the others after their current request.

        Otherwise a server that stops would wait for requests that do not come.
        """
        Handler._ending = True
        for handler in list(Handler._idle):
            with contextlib.suppress(OSError):
                handler.socket.shutdown(socket.SHUT_RDWR)

    def read_requestline(self) -> str:
        """Wait for a request and return its first line; an empty one ends the connection."""
        if Handler._ending:
            return ""
        Handler._idle.add(self)
        try:
            return super().read_requestline()
        finally:
            Handler._idle.discard(self)

    def handle_one_request(self) -> tuple[str, bytes] | Literal[True] | None:
        """Read a request and let the application answer it. Close the connection if the request is not read in time."""
        self.socket.settimeout(self.idle_seconds)
        deadline = self._deadline = gevent.Timeout.start_new(self.header_seconds)
        try:
            return super().handle_one_request()
        except gevent.Timeout as expired:
            if expired is not deadline:
                raise
            self.close_connection = True
            return None
        finally:
            deadline.close()

    def get_environ(self) -> WSGIEnvironment:
        """Build the environ. The head of the request has been read, so its deadline is over."""
        if self._deadline is not None:
            self._deadline.close()
        return super().get_environ()

    def run_application(self) -> None:
        """Run the application, with an ``Upgrade`` in ``environ["wsgi.websocket"]`` if the client asked for one.

        gevent-websocket answers 101 before it runs the application, which can then no longer refuse in HTTP.
        """
        upgrade = self._upgrade_offered()
        if upgrade is None:
            WSGIHandler.run_application(self)
            return
        self.environ["wsgi.websocket"] = upgrade
        try:
            self.result = self.application(self.environ, self.start_response)
            if upgrade.websocket is None:
                self.process_result()
        except Exception:
            if upgrade.websocket is None:
                raise
            _logger.exception("websocket_handler_failed")
            upgrade.websocket.abort()
        finally:
            if upgrade.websocket is not None:
                # The server's own frames still refer to the environ. Emptying it frees the headers.
                self.environ.clear()

    def _upgrade_offered(self) -> Upgrade | None:
        """Return the upgrade of a valid request for one (RFC 6455, section 4.2.1), else None."""
        environ = self.environ
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket" or environ.get("REQUEST_METHOD") != "GET":
            return None
        if "upgrade" not in environ.get("HTTP_CONNECTION", "").lower() or self.request_version != "HTTP/1.1":
            return None
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").strip()
        try:
            valid = len(base64.b64decode(key, validate=True)) == 16
        except (binascii.Error, ValueError):
            valid = False
        if not valid or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
            return None
        answer = base64.b64encode(hashlib.sha1((key + self.GUID).encode()).digest()).decode()
        return Upgrade(self, answer, accepts_deflate(environ.get("HTTP_SEC_WEBSOCKET_EXTENSIONS", "")))

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Begin an HTTP response, as pywsgi does."""
        return WSGIHandler.start_response(self, status, headers, exc_info)

    def finalize_headers(self) -> None:
        """Announce the end of the connection: a client that pools connections would write into a closed one."""
        super().finalize_headers()
        if self.close_connection and not any(name.lower() == b"connection" for name, _ in self.response_headers):
            self.response_headers.append((b"Connection", b"close"))

    def log_request(self) -> None:
        """Log nothing. Query strings hold session ids; the application logs requests without them."""


class Upgrade:
    """A request for a WebSocket that the application may accept. ``websocket`` is None until it does."""

    def __init__(self, handler: Handler, answer: str, deflates: bool) -> None:
        self._handler: Handler | None = handler
        self._answer = answer
        self._deflates = deflates
        self.websocket: WebSocket | None = None

    def accept(
        self, *, max_message_bytes: int = MAX_MESSAGE_BYTES, max_backlog_bytes: int = MAX_BACKLOG_BYTES
    ) -> WebSocket:
        """Answer 101, detach the socket from its handler and return it as a WebSocket, the same one at each call."""
        if self.websocket is None:
            assert self._handler is not None
            extensions = f"Sec-WebSocket-Extensions: {DEFLATE_ANSWER}\r\n" if self._deflates else ""
            head = (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Accept: {self._answer}\r\n{extensions}\r\n"
            )
            raw, leftover = _detach(self._handler)
            self._handler = None
            self.websocket = WebSocket(
                raw, deflates=self._deflates, max_message_bytes=max_message_bytes, max_backlog_bytes=max_backlog_bytes
            )
            self.websocket.write(head.encode())
            self.websocket.feed(leftover)
        return self.websocket


def _detach(handler: Handler) -> tuple[_socket.socket, bytes]:
    """Return the handler's socket, non-blocking, and the bytes that were read from it after the request."""
    held = handler.socket
    # The reader's buffer may hold bytes that followed the request. Without a timeout, peeking cannot wait.
    held.settimeout(0.0)
    try:
        leftover = bytes(handler.rfile.peek(_READ_BUFFER))
    except (OSError, ValueError):
        leftover = b""
    raw = _socket.socket(held.family, socket.SOCK_STREAM, 0, fileno=held.detach())
    raw.setblocking(False)
    handler.close_connection = True
    return raw, leftover
