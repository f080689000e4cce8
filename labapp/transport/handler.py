"""The HTTP handler of both servers: pywsgi's, with a deadline for the request, and WebSockets on one path only.

pywsgi waits for ever for the rest of a request that was begun, and gevent-websocket upgrades any path. An upgraded
connection leaves its handler: the socket goes over to a ``WebSocket``, and with the request its greenlet, its buffers
and its headers can go.
"""

import _socket
import base64
import binascii
import hashlib
import socket
from typing import Any

import gevent
from geventwebsocket.handler import WebSocketHandler

from labapp.transport.frames import DEFLATE_ANSWER, accepts_deflate
from labapp.transport.websocket import WebSocket

HEADER_SECONDS = 10
IDLE_SECONDS = 60
UPGRADE_PATH = "/socket.io/"
# A request of a few hundred bytes does not need 8 KiB, and thousands of clients open at once.
_READ_BUFFER = 1024


class Handler(WebSocketHandler):  # type: ignore[misc]
    """Serves one connection."""

    _deadline: gevent.Timeout | None = None

    def __init__(self, sock: Any, address: Any, server: Any) -> None:
        super().__init__(sock, address, server, rfile=sock.makefile("rb", _READ_BUFFER))

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

    def upgrade_websocket(self) -> Any:
        """Upgrade on the Socket.IO path, and hand every other request to the application as it is."""
        if self.environ.get("PATH_INFO") != UPGRADE_PATH:
            return None
        return super().upgrade_websocket()

    def upgrade_connection(self) -> Any:
        """Answer a WebSocket request (RFC 6455, section 4.2); a malformed one gets a 400."""
        key = self.environ.get("HTTP_SEC_WEBSOCKET_KEY", "").strip()
        try:
            valid = len(base64.b64decode(key, validate=True)) == 16
        except (binascii.Error, ValueError):
            valid = False
        if not valid or self.environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
            self.start_response("400 Bad Request", [("Sec-WebSocket-Version", "13")])
            return [b"Not a WebSocket request"]
        accept = base64.b64encode(hashlib.sha1((key + self.GUID).encode()).digest()).decode()
        headers = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)]
        deflates = accepts_deflate(self.environ.get("HTTP_SEC_WEBSOCKET_EXTENSIONS", ""))
        if deflates:
            headers.append(("Sec-WebSocket-Extensions", DEFLATE_ANSWER))
        # pywsgi asks the environ whether this is an upgrade; the socket itself follows once the answer is out.
        self.environ["wsgi.websocket"] = self.websocket = Upgrade(self, deflates)
        self.environ["wsgi.websocket_version"] = "13"
        self.start_response("101 Switching Protocols", headers)
        return None

    def run_websocket(self) -> None:
        """Let the application take the socket over; if it did not, close it."""
        upgrade: Upgrade = self.websocket
        try:
            for _ in self.application(self.environ, lambda status, headers, exc_info=None: lambda data: None):
                pass
        finally:
            del self.websocket
            if upgrade.taken is None:
                upgrade.take().close()
            # Frames of the server's own call chain still hold the environ: empty it, and with it the headers.
            self.environ.clear()

    def finalize_headers(self) -> None:
        """Say when the connection closes: a client that pools connections would write into a closed one."""
        super().finalize_headers()
        if self.close_connection and not any(name.lower() == b"connection" for name, _ in self.response_headers):
            self.response_headers.append((b"Connection", b"close"))

    def log_request(self) -> None:
        """Log nothing: the application logs requests, by route and without their query strings."""


class Upgrade:
    """A socket whose upgrade was answered, and that nobody has taken over yet."""

    def __init__(self, handler: Handler, deflates: bool) -> None:
        self._handler: Handler | None = handler
        self._deflates = deflates
        self.taken: WebSocket | None = None

    def take(self) -> WebSocket:
        """Detach the socket from its handler and return it as a WebSocket; each time the same one."""
        if self.taken is None:
            assert self._handler is not None
            self.taken, self._handler = _detach(self._handler, self._deflates), None
        return self.taken


def _detach(handler: Handler, deflates: bool) -> WebSocket:
    held = handler.socket
    # What came behind the request is in the reader's buffer already; without a timeout a look at it cannot wait.
    held.settimeout(0.0)
    try:
        leftover = bytes(handler.rfile.peek(_READ_BUFFER))
    except (OSError, ValueError):
        leftover = b""
    family = held.family
    raw = _socket.socket(family, socket.SOCK_STREAM, 0, fileno=held.detach())
    raw.setblocking(False)
    if family in (socket.AF_INET, socket.AF_INET6):
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    handler.close_connection = True
    return WebSocket(raw, leftover, deflates=deflates)
