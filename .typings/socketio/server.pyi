from _typeshed.wsgi import WSGIEnvironment
from collections.abc import Callable
from typing import Any

import engineio
from socketio.manager import Manager
from socketio.packet import Packet

class Server:
    eio: engineio.Server
    manager: Manager
    packet_class: type[Packet]
    environ: dict[str, WSGIEnvironment]
    namespaces: list[str] | str
    def __init__(self, client_manager: Manager | None = None, **options: Any) -> None: ...
    def on(
        self, event: str, handler: Callable[..., object] | None = None, namespace: str | None = None
    ) -> Callable[..., Any]: ...
    def emit(
        self,
        event: str,
        data: object = None,
        to: str | list[str] | None = None,
        room: str | list[str] | None = None,
        skip_sid: str | list[str] | None = None,
        namespace: str | None = None,
        callback: Callable[..., object] | None = None,
        ignore_queue: bool = False,
    ) -> None: ...
    def disconnect(self, sid: str, namespace: str | None = None, ignore_queue: bool = False) -> None: ...
    def _send_packet(self, eio_sid: str, pkt: Packet) -> None: ...
    def _handle_eio_connect(self, eio_sid: str, environ: WSGIEnvironment) -> object: ...
    def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None: ...
    def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None: ...
    def _handle_disconnect(self, eio_sid: str, namespace: str | None, reason: str | None = None) -> None: ...
