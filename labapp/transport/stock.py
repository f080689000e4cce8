"""The library's own Engine.IO server and sockets on the hardened WebSocket: the reference that ours is held against."""

from collections.abc import Callable
from typing import Any

import engineio
from engineio.async_drivers import gevent as driver
from geventwebsocket.exceptions import WebSocketError

from labapp.transport.frames import NORMAL, POLICY
from labapp.transport.websocket import WebSocket


def well_formed(message: Any) -> bool:
    """Whether a client's message is an Engine.IO packet: a type from 0 to 6, then its data."""
    return isinstance(message, str) and message[:1] in tuple("0123456")


class StockWebSocket:
    """What the library's socket reads from and writes to; a malformed packet ends the connection at once."""

    def __init__(self, handler: Callable[[Any], Any], server: Any) -> None:
        self._handler = handler
        self._server = server
        self._ws: WebSocket | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Take the upgraded socket over and serve it until it ends."""
        if "wsgi.websocket" not in environ:
            # Asked for, but not as RFC 6455 has it.
            owner: Any = getattr(self._handler, "__self__", None)
            owner.closed = True
            return self._server._bad_request()
        self._ws = environ["wsgi.websocket"].take()
        # For whoever wants to know how much waits for this client.
        self._handler.__self__.wire = self._ws  # type: ignore[attr-defined]
        try:
            return self._handler(self)
        except WebSocketError:
            # The client has gone in the middle of the upgrade.
            return []

    def send(self, message: str | bytes) -> None:
        """Send one message."""
        assert self._ws is not None
        self._ws.send(message)

    def wait(self) -> str | None:
        """Wait for one packet; None at the end."""
        assert self._ws is not None
        message = self._ws.receive()
        if message is None or well_formed(message):
            return message if isinstance(message, str) else None
        self._ws.close(POLICY)
        return None

    def close(self) -> None:
        """Close the connection."""
        assert self._ws is not None
        owner = getattr(self._handler, "__self__", None)
        self._ws.close(getattr(owner, "close_code", NORMAL))


class SessionOver(KeyError):
    """A session was closed; the library answers a poll with that, and fails at a message."""


class StockEngine(engineio.Server):  # type: ignore[misc]
    """The library's server on the hardened WebSocket."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async = driver._async | {"websocket": StockWebSocket}

    def handle_request(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer a request of a transport; one that comes after its session's end is refused."""
        try:
            return super().handle_request(environ, start_response)
        except SessionOver:
            refusal = self._bad_request("Session is disconnected")
            start_response(refusal["status"], refusal["headers"] + self._cors_headers(environ))
            return [refusal["response"]]

    def _get_socket(self, sid: str) -> Any:
        try:
            return super()._get_socket(sid)
        except KeyError as error:
            raise SessionOver(*error.args) from None
