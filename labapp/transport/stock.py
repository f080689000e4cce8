"""python-engineio's own server and sockets on the hardened WebSocket: the reference for the fast engine."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import engineio
from engineio.async_drivers import gevent as driver
from geventwebsocket.exceptions import WebSocketError

from labapp.transport.frames import NORMAL, POLICY
from labapp.transport.handler import Upgrade
from labapp.transport.sender import MAX_BACKLOG_BYTES
from labapp.transport.websocket import WebSocket

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from engineio.server import Response
    from engineio.socket import Socket


_HEADERS = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]


def is_engine_packet(message: str | bytes) -> bool:
    """Whether a client's message is a text packet of Engine.IO: a type from 0 to 6, then its data."""
    return isinstance(message, str) and message[:1] in tuple("0123456")


class StockWebSocket:
    """The WebSocket that the library's sockets use. A malformed packet ends the connection at once."""

    def __init__(self, handler: Callable[[StockWebSocket], object], server: StockEngine) -> None:
        self._handler = handler
        self._server = server
        # The handler is a bound method of the library's socket.
        self._owner: Socket = handler.__self__  # type: ignore[attr-defined]
        self._ws: WebSocket | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Response | list[bytes]:
        """Accept the upgrade and serve the client until the connection ends."""
        upgrade = environ.get("wsgi.websocket")
        if not isinstance(upgrade, Upgrade):
            self._owner.close(wait=False, abort=True)
            return self._server._bad_request()
        # The attribute is where ``backlog_of`` and other callers find the WebSocket of a socket.
        self._ws = self._owner.ws = self._server.accept(upgrade)
        # WebSocketError: the client left during the upgrade.
        with contextlib.suppress(WebSocketError):
            self._handler(self)
        # The library does not close a connection whose upgrade failed.
        self.close()
        return []

    def send(self, message: str | bytes) -> None:
        """Send one message. Raises WebSocketError if the connection has ended."""
        assert self._ws is not None
        self._ws.send(message)

    def wait(self) -> str | None:
        """Wait for one packet and return it; return None at the end of the connection."""
        assert self._ws is not None
        message = self._ws.receive()
        if message is None or is_engine_packet(message):
            return message if isinstance(message, str) else None
        self._ws.close(POLICY)
        return None

    def close(self) -> None:
        """Close the connection with its socket's ``close_code``, if one was set."""
        assert self._ws is not None
        self._ws.close(getattr(self._owner, "close_code", NORMAL))


class SessionClosed(KeyError):
    """The session of a request was closed before. The library raises a plain KeyError."""


def admit() -> float | None:
    """Admit every client."""
    return None


class StockEngine(engineio.Server):
    """The library's Engine.IO server on the hardened WebSocket."""

    def __init__(
        self,
        *,
        max_backlog_bytes: int = MAX_BACKLOG_BYTES,
        admission: Callable[[], float | None] = admit,
        **options: object,
    ) -> None:
        super().__init__(**options)
        self.max_backlog_bytes = max_backlog_bytes
        self._admission = admission
        self._async = driver._async | {"websocket": StockWebSocket}

    def accept(self, upgrade: Upgrade) -> WebSocket:
        """Accept an upgrade with the limits of this server."""
        return upgrade.accept(max_message_bytes=self.max_http_buffer_size, max_backlog_bytes=self.max_backlog_bytes)

    def handle_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle a request. Responses, which carry events, are not stored by any cache.

        JSONP and requests of a closed session are answered with 400. JSONP would run events as a script in a page of
        another site, and for a closed session the library would raise KeyError.
        """

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *_HEADERS], *exc_info)

        query = parse_qs(environ.get("QUERY_STRING", ""))
        if "j" in query:
            return self._refuse("JSONP is not supported", environ, start)
        if "sid" not in query and environ.get("REQUEST_METHOD") == "GET" and (wait := self._admission()) is not None:
            return self._send_away(wait, environ, start)
        try:
            return super().handle_request(environ, start)
        except SessionClosed:
            return self._refuse("Session is disconnected", environ, start)

    def _refuse(self, reason: str, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        refusal = self._bad_request(reason)
        start_response(refusal["status"], refusal["headers"] + self._cors_headers(environ))
        return [refusal["response"]]

    def _send_away(self, wait: float, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Refuse a new client for now: without a WebSocket or a session, it comes back by itself."""
        headers = [("Retry-After", str(ceil(wait))), ("Content-Length", "0"), *self._cors_headers(environ)]
        start_response("503 Service Unavailable", headers)
        return [b""]

    def _get_socket(self, sid: str) -> Socket:
        try:
            return super()._get_socket(sid)
        except KeyError as error:
            raise SessionClosed(*error.args) from None
