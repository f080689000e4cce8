from _typeshed.wsgi import StartResponse, WSGIEnvironment
from collections.abc import Callable, Iterable
from typing import Any, TypedDict, type_check_only

from engineio.packet import Packet
from engineio.socket import Socket
from gevent.queue import JoinableQueue

@type_check_only
class Response(TypedDict):
    status: str
    headers: list[tuple[str, str]]
    response: bytes

class Server:
    class reason:
        SERVER_DISCONNECT: str
        CLIENT_DISCONNECT: str
        PING_TIMEOUT: str
        TRANSPORT_CLOSE: str
        TRANSPORT_ERROR: str

    ping_interval: float
    ping_timeout: float
    max_http_buffer_size: int
    start_service_task: bool
    # Any: the class of the sockets is that of the engine.
    sockets: dict[str, Any]
    handlers: dict[str, Callable[..., object]]
    _async: dict[str, Any]
    def __init__(self, **options: Any) -> None: ...
    def on(self, event: str, handler: Callable[..., object]) -> None: ...
    def transport(self, sid: str) -> str: ...
    def create_queue(self) -> JoinableQueue[Packet | None]: ...
    def generate_id(self) -> str: ...
    def send_packet(self, sid: str, pkt: Packet) -> None: ...
    def handle_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]: ...
    def _handle_connect(
        self, environ: WSGIEnvironment, start_response: StartResponse, transport: str, jsonp_index: int | None = None
    ) -> object: ...
    def _trigger_event(self, event: str, *args: object, run_async: bool = False) -> object: ...
    def _get_socket(self, sid: str) -> Socket: ...
    def _upgrades(self, sid: str, transport: str) -> list[str]: ...
    def _cors_headers(self, environ: WSGIEnvironment) -> list[tuple[str, str]]: ...
    def _ok(
        self,
        packets: list[Packet] | None = None,
        headers: list[tuple[str, str]] | None = None,
        jsonp_index: int | None = None,
    ) -> Response: ...
    def _bad_request(self, message: str | None = None) -> Response: ...
    def _unauthorized(self, message: object = None) -> Response: ...
