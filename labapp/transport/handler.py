"""The HTTP handler of both servers: pywsgi's, with strict requests, deadlines, and a safe upgrade to WebSocket.

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
from gevent.pywsgi import OldMessage, WSGIHandler
from geventwebsocket.handler import WebSocketHandler

from labapp.transport.connections import ConnectionLimit, Peer, TooManyConnections
from labapp.transport.file_body import FileBody
from labapp.transport.frames import DEFLATE_ANSWER, accepts_deflate
from labapp.transport.request_body import Body, BodyDeadline
from labapp.transport.request_head import RequestRefused, malformed, read_head
from labapp.transport.sender import MAX_BACKLOG_BYTES
from labapp.transport.websocket import MAX_MESSAGE_BYTES, WebSocket

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIEnvironment
    from gevent.pywsgi import WSGIServer
    from gevent.socket import socket as GeventSocket

# Requests have a few hundred bytes. The default of 8 KiB is too much for thousands of clients that connect at once.
_READ_BUFFER = 1024
_REFUSAL_HEADERS = (
    "Connection: close\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
)
_logger = structlog.get_logger(__name__)


class Handler(WebSocketHandler):
    """Serves one connection. A subclass may change the public attributes that are numbers."""

    header_seconds: ClassVar[float] = 10
    """How long a client may take to send the head of a request."""
    body_seconds: ClassVar[float] = 10
    """How long a client may take to send a body, in addition to the time for its size."""
    body_bytes_per_second: ClassVar[float] = 16 * 1024
    """A body may take one second more for each of these."""
    idle_seconds: ClassVar[float] = 60
    """How long a single read or write may wait for the client."""
    connections: ClassVar[ConnectionLimit] = ConnectionLimit()
    """Counts the connections of this process. ``serve`` and the worker configure it."""

    _deadline: gevent.Timeout | None = None
    _body: Body | None = None
    _peer: Peer | None = None
    _is_refused = False
    _upgrade: Upgrade | None = None
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

    def handle(self) -> None:
        """Serve the connection until it ends or is upgraded. Refuse it if its address has too many."""
        try:
            self._peer = self.connections.admit(self.client_address)
        except TooManyConnections:
            self._is_refused = True
        try:
            super().handle()
        finally:
            peer = self.pop_peer()
            if peer is not None:
                peer.leave()

    def pop_peer(self) -> Peer | None:
        """Return the client's entry in ``connections``. The caller counts the connection from now on."""
        peer, self._peer = self._peer, None
        return peer

    def read_requestline(self) -> str:
        """Wait for a request and return its first line; an empty one ends the connection."""
        if Handler._ending:
            return ""
        Handler._idle.add(self)
        try:
            line = super().read_requestline()
            # Some clients send an empty line after a body (RFC 9112, section 2.2).
            return super().read_requestline() if line == "\r\n" else line
        finally:
            Handler._idle.discard(self)

    # The stubs of gevent declare another result than its documentation.
    def read_request(self, raw_requestline: str) -> bool:  # type: ignore[override]
        """Read the head of a request. Raises RequestRefused, which pywsgi passes on."""
        try:
            head = read_head(raw_requestline.encode("latin-1"), self.rfile)
        except OSError:
            raise malformed("the connection was lost") from None
        if head.method == "HEAD" and (head.content_length or head.is_chunked):
            raise malformed("HEAD with a body")
        self.requestline = raw_requestline.rstrip()
        self.command, self.path, self.request_version = head.method, head.target, head.version
        self.headers = OldMessage()
        for name, value in head.fields:
            self.headers.set_raw(name, value)
        self.content_length, self.close_connection = head.content_length, head.closes
        self._body = None
        if head.content_length or head.is_chunked:
            expects = head.version == "HTTP/1.1" and self.headers.get("Expect", "").lower() == "100-continue"
            deadline = BodyDeadline(self.body_seconds, self.body_bytes_per_second, self.idle_seconds)
            self._body = Body(self.rfile, self.socket, head.content_length, deadline, expects_continue=expects)
        return True

    def handle_one_request(self) -> tuple[str, bytes] | Literal[True] | None:
        """Read a request and let the application answer it. Close the connection if the request is not read in time."""
        self.socket.settimeout(self.idle_seconds)
        if self._is_refused:
            self._refuse("429 Too Many Requests")
            return None
        deadline = self._deadline = gevent.Timeout.start_new(self.header_seconds)
        try:
            result = super().handle_one_request()
            # What is left of this body would be read as the next request.
            return result if self._body is None or self._body.is_complete else None
        except RequestRefused as refused:
            _logger.info("request_refused", reason=refused.reason)
            self._refuse(refused.status)
            return None
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
        environ = super().get_environ()
        environ["wsgi.file_wrapper"] = FileBody
        if self._body is not None:
            # pywsgi discards through ``wsgi_input`` what the application did not read.
            self.wsgi_input = self._body
            environ["wsgi.input"] = self._body.open()
        return environ

    def _connection_upgrade_requested(self) -> bool:
        """Whether the input has no end. pywsgi looks at what the client offers; here the application decides."""
        return False

    def _refuse(self, status: str) -> None:
        """Answer with an error without a body. The connection must be closed next."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.socket.sendall(f"HTTP/1.1 {status}\r\n{_REFUSAL_HEADERS}\r\n".encode())

    def run_application(self) -> None:
        """Run the application, with an ``Upgrade`` in ``environ["wsgi.websocket"]`` if the client asked for one.

        gevent-websocket answers 101 before it runs the application, which can then no longer refuse in HTTP.
        """
        upgrade = self._upgrade = self._upgrade_offered()
        if upgrade is not None:
            self.environ["wsgi.websocket"] = upgrade
        try:
            WSGIHandler.run_application(self)
        except RequestRefused as refused:
            self.close_connection = True
            _logger.info("request_refused", reason=refused.reason)
            if not self.headers_sent:
                self._refuse(refused.status)
        except Exception:
            if upgrade is None or upgrade.websocket is None:
                raise
            _logger.exception("websocket_handler_failed")
            upgrade.websocket.abort()
        finally:
            if upgrade is not None and upgrade.websocket is not None:
                # The server's own frames still refer to the environ. Emptying it frees the headers.
                self.environ.clear()

    def process_result(self) -> None:
        """Send what the application returned, unless it has accepted the upgrade."""
        if self._upgrade is not None and self._upgrade.websocket is not None:
            return
        length = self.provided_content_length
        if length and isinstance(self.result, FileBody) and self.result.is_on_disk():
            self.write(b"")
            self.close_connection |= not self.result.send(self.socket, int(length), self.idle_seconds)
        else:
            super().process_result()

    def _upgrade_offered(self) -> Upgrade | None:
        """Return the upgrade of a valid request for one (RFC 6455, section 4.2.1), else None."""
        environ = self.environ
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket" or environ.get("REQUEST_METHOD") != "GET":
            return None
        if "upgrade" not in environ.get("HTTP_CONNECTION", "").lower() or self.request_version != "HTTP/1.1":
            return None
        if self._body is not None:
            # Its bytes would be read as frames.
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
        if self._body is not None and self._body.will_end_connection():
            self.close_connection = True
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
            self.websocket = WebSocket(
                raw, deflates=self._deflates, max_message_bytes=max_message_bytes, max_backlog_bytes=max_backlog_bytes
            )
            self.websocket.peer = self._handler.pop_peer()
            self._handler = None
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
