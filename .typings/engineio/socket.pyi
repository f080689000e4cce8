from _typeshed.wsgi import StartResponse, WSGIEnvironment
from typing import Any

from engineio.packet import Packet
from engineio.server import Response, Server
from gevent.queue import JoinableQueue

class Socket:
    server: Server
    sid: str
    connected: bool
    upgrading: bool
    upgraded: bool
    closing: bool
    closed: bool
    session: dict[str, Any]
    # Set by this repository: the WebSocket of the client.
    ws: Any
    def __init__(self, server: Server, sid: str) -> None: ...
    # A plain attribute of the library, which FastSocket overrides with a property.
    @property
    def queue(self) -> JoinableQueue[Packet | None]: ...
    def poll(self) -> list[Packet]: ...
    def receive(self, pkt: Packet) -> None: ...
    def send(self, pkt: Packet) -> None: ...
    def check_ping_timeout(self) -> bool: ...
    def schedule_ping(self) -> None: ...
    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None: ...
    def handle_get_request(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Response | list[bytes] | list[Packet]: ...
    def _upgrade_websocket(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Response | list[bytes] | list[Packet]: ...
