"""The HTTP handler of both servers: pywsgi's, with a deadline for the request and an upgrade on one path only.

pywsgi waits for ever for the rest of a request that was begun, and gevent-websocket upgrades any path.
"""

import contextlib
from socket import SHUT_RDWR
from typing import Any, ClassVar, Self

import gevent
from geventwebsocket.handler import WebSocketHandler

HEADER_SECONDS = 10
IDLE_SECONDS = 60
UPGRADE_PATH = "/socket.io/"


class Handler(WebSocketHandler):  # type: ignore[misc]
    """Serves one connection."""

    _deadline: gevent.Timeout | None = None
    _idle: ClassVar[set[Self]] = set()
    _ending: ClassVar[bool] = False

    @classmethod
    def end_idle(cls) -> None:
        """Close the connections that wait for a next request, from now on each after the one it is in.

        A server that stops would wait for them in vain.
        """
        cls._ending = True
        for handler in list(cls._idle):
            with contextlib.suppress(OSError):
                handler.socket.shutdown(SHUT_RDWR)

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

    def upgrade_websocket(self) -> Any:
        """Upgrade on the Socket.IO path, and hand every other request to the application as it is."""
        if self.environ.get("PATH_INFO") != UPGRADE_PATH:
            return None
        result = super().upgrade_websocket()
        if hasattr(self, "websocket"):
            # A socket may be silent for longer than a request; its heartbeat watches it.
            self.socket.settimeout(None)
        return result

    def finalize_headers(self) -> None:
        """Say when the connection closes: a client that pools connections would write into a closed one."""
        super().finalize_headers()
        if self.close_connection and not any(name.lower() == b"connection" for name, _ in self.response_headers):
            self.response_headers.append((b"Connection", b"close"))

    def log_request(self) -> None:
        """Log nothing: the application logs requests, by route and without their query strings."""
