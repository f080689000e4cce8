"""The HTTP handler of both servers: pywsgi's, with a deadline for the request, and WebSockets on one path only.

pywsgi waits for ever for the rest of a request that was begun, and gevent-websocket upgrades any path. An upgraded
connection leaves its handler: the socket goes over to a ``WebSocket``, and with the request its greenlet, its buffers
and its headers can go.
"""

import _socket
import base64
import binascii
import contextlib
import hashlib
import socket
from typing import Any, ClassVar, Self

import gevent
import structlog
from gevent.pywsgi import WSGIHandler
from geventwebsocket.handler import WebSocketHandler

from labapp.transport.frames import DEFLATE_ANSWER, accepts_deflate
from labapp.transport.websocket import WebSocket

HEADER_SECONDS = 10
IDLE_SECONDS = 60
UPGRADE_PATH = "/socket.io/"
# A request of a few hundred bytes does not need 8 KiB, and thousands of clients open at once.
_READ_BUFFER = 1024
_logger = structlog.get_logger(__name__)


class Handler(WebSocketHandler):  # type: ignore[misc]
    """Serves one connection."""

    _deadline: gevent.Timeout | None = None
    _idle: ClassVar[set[Self]] = set()
    _ending: ClassVar[bool] = False

    def __init__(self, sock: Any, address: Any, server: Any) -> None:
        super().__init__(sock, address, server, rfile=sock.makefile("rb", _READ_BUFFER))
        # pywsgi sends headers and body apart: the body would wait 40 ms for the acknowledgement.
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @classmethod
    def end_idle(cls) -> None:
        """Close the connections that wait for a next request, from now on each after the one it is in.

        A server that stops would wait for them in vain.
        """
        cls._ending = True
        for handler in list(cls._idle):
            with contextlib.suppress(OSError):
                handler.socket.shutdown(socket.SHUT_RDWR)

    def read_requestline(self) -> Any:
        """Wait for a request; its absence ends the connection."""
        if self._ending:
            return ""
        self._idle.add(self)
        try:
            return super().read_requestline()
        finally:
            self._idle.discard(self)

    def handle_one_request(self) -> Any:
        """Read a request within ten seconds, or close; then let the application answer it."""
        self.socket.settimeout(IDLE_SECONDS)
        deadline = self._deadline = gevent.Timeout.start_new(HEADER_SECONDS)
        try:
            return super().handle_one_request()
        except gevent.Timeout as expired:
            if expired is not deadline:
                raise
            self.close_connection = True
            return None
        finally:
            deadline.close()

    def get_environ(self) -> Any:
        """Build the environ; the whole request is read now, so the deadline is over."""
        if self._deadline is not None:
            self._deadline.close()
        return super().get_environ()

    def run_application(self) -> None:
        """Let the application answer; on the Socket.IO path it may take the socket over instead.

        gevent-websocket says 101 before the application has seen the request, so that a refusal could no longer be
        said in HTTP. Here the application decides first.
        """
        upgrade = self._upgrade_offered() if self.environ.get("PATH_INFO") == UPGRADE_PATH else None
        if upgrade is None:
            WSGIHandler.run_application(self)
            return
        self.environ["wsgi.websocket"] = upgrade
        try:
            self.result = self.application(self.environ, self.start_response)
            if upgrade.taken is None:
                self.process_result()
        except Exception:
            if upgrade.taken is None:
                raise
            _logger.exception("websocket_handler_failed")
            upgrade.taken.abort()
        finally:
            if upgrade.taken is not None:
                # Frames of the server's own call chain still hold the environ: empty it, and the headers can go.
                self.environ.clear()

    def _upgrade_offered(self) -> "Upgrade | None":
        """Return what the client's request (RFC 6455, section 4.2.1) lets us upgrade to; None where it does not."""
        environ = self.environ
        if environ.get("REQUEST_METHOD") != "GET" or environ.get("HTTP_UPGRADE", "").lower() != "websocket":
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
        accept = base64.b64encode(hashlib.sha1((key + self.GUID).encode()).digest()).decode()
        return Upgrade(self, accept, accepts_deflate(environ.get("HTTP_SEC_WEBSOCKET_EXTENSIONS", "")))

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        """Begin an answer in HTTP, as pywsgi does."""
        return WSGIHandler.start_response(self, status, headers, exc_info)

    def finalize_headers(self) -> None:
        """Say when the connection closes: a client that pools connections would write into a closed one."""
        super().finalize_headers()
        if self.close_connection and not any(name.lower() == b"connection" for name, _ in self.response_headers):
            self.response_headers.append((b"Connection", b"close"))

    def log_request(self) -> None:
        """Log nothing: the application logs requests, by route and without their query strings."""


class Upgrade:
    """The offer to upgrade one request, in its environ as ``wsgi.websocket``."""

    def __init__(self, handler: Handler, accept: str, deflates: bool) -> None:
        self._handler: Handler | None = handler
        self._accept = accept
        self._deflates = deflates
        self.taken: WebSocket | None = None

    def take(self) -> WebSocket:
        """Answer 101, detach the socket from its handler and return it as a WebSocket; each time the same one."""
        if self.taken is None:
            assert self._handler is not None
            extensions = f"Sec-WebSocket-Extensions: {DEFLATE_ANSWER}\r\n" if self._deflates else ""
            answer = (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Accept: {self._accept}\r\n{extensions}\r\n"
            )
            (self.taken, leftover), self._handler = _detach(self._handler, self._deflates), None
            self.taken.write(answer.encode())
            self.taken.feed(leftover)
        return self.taken


def _detach(handler: Handler, deflates: bool) -> tuple[WebSocket, bytes]:
    held = handler.socket
    # What came behind the request is in the reader's buffer already; without a timeout a look at it cannot wait.
    held.settimeout(0.0)
    try:
        leftover = bytes(handler.rfile.peek(_READ_BUFFER))
    except (OSError, ValueError):
        leftover = b""
    raw = _socket.socket(held.family, socket.SOCK_STREAM, 0, fileno=held.detach())
    raw.setblocking(False)
    handler.close_connection = True
    return WebSocket(raw, deflates=deflates), leftover
