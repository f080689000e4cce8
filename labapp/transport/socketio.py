"""Flask-SocketIO on one of two engines, with the same namespaces, rooms and events on either."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import flask_socketio
import structlog
from engineio import packet as eio_packet
from flask import Flask
from pydantic_core import from_json

from labapp.transport.encoded import EncodedBatch
from labapp.transport.engine import FastEngine
from labapp.transport.fanout import Fanout, RedisFanout
from labapp.transport.frames import POLICY, RESTART, TEXT, frame
from labapp.transport.sender import MAX_BACKLOG_BYTES
from labapp.transport.stock import StockEngine, admit
from labapp.transport.websocket import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import socketio
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_logger = structlog.get_logger(__name__)


class Json:
    """The JSON module for python-socketio: the standard library writes, and pydantic's parser reads.

    64 KiB of numbers keep the standard library's parser busy for four milliseconds, during which no client is served.
    """

    loads = staticmethod(from_json)
    dumps = staticmethod(json.dumps)


class SocketIO(flask_socketio.SocketIO):
    """Flask-SocketIO's class with the type of its ``server``."""

    server: socketio.Server


def install(
    app: Flask,
    *,
    engine: str = "fast",
    namespaces: list[str] | None = None,
    max_message_bytes: int = MAX_MESSAGE_BYTES,
    max_backlog_bytes: int = MAX_BACKLOG_BYTES,
    admission: Callable[[], float | None] = admit,
    message_queue: str | None = None,
    channel: str = "flask-socketio",
    **options: object,
) -> SocketIO:
    """Return a SocketIO for ``app`` on the ``fast`` engine and manager, or on the libraries' own (``stock``).

    A message from a client may have ``max_message_bytes``. A client for which more than ``max_backlog_bytes`` wait is
    closed. ``admission`` is called for each new client, and returns None or the seconds after which it may come back:
    it is then answered with 503, which the reference client takes for a failure that passes. ``message_queue`` is a
    ``redis://`` or ``rediss://`` URL that connects several processes. All other ``options`` go to the libraries. Serve
    the application with ``serve`` or ``worker.Worker``.

    Raises ValueError for another engine, and for another kind of message queue on the fast engine.
    """
    if engine not in ("fast", "stock"):
        raise ValueError(f"unknown engine {engine!r}")
    # Any: the stubs of Flask-SocketIO do not know all options.
    settings: dict[str, Any] = {
        "async_mode": "gevent",
        # Events of one client are handled in order, and a client that sends too fast is held back by TCP.
        "async_handlers": False,
        # Compressing secrets beside text that an attacker chose reveals them by the length of the result.
        "http_compression": False,
        "json": Json,
        "max_http_buffer_size": max_message_bytes,
        **options,
    }
    if engine == "fast":
        settings["client_manager"] = _fast_manager(message_queue, channel)
    elif message_queue is not None:
        settings |= {"message_queue": message_queue, "channel": channel}
    if namespaces is not None:
        settings["namespaces"] = namespaces
    # Flask-SocketIO puts itself before this.
    app.wsgi_app = _ignoring_upgrades(app.wsgi_app)  # type: ignore[assignment]
    socketio = SocketIO(app, **settings)
    server = socketio.server
    make = FastEngine if engine == "fast" else StockEngine
    # The libraries' logs would contain events and tokens.
    engine_options = settings | {"logger": settings.get("engineio_logger", False)}
    server.eio = make(max_backlog_bytes=max_backlog_bytes, admission=admission, **engine_options)
    handlers = _EngineHandlers(server)
    server.eio.on("connect", server._handle_eio_connect)
    server.eio.on("message", handlers.on_message)
    server.eio.on("disconnect", handlers.on_disconnect)
    return socketio


def _ignoring_upgrades(application: WSGIApplication) -> WSGIApplication:
    """Return the application for all paths but that of Engine.IO: it receives no upgrade that a client offers.

    Werkzeug refuses a request whose headers ask for a WebSocket on a route for HTTP.
    """

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_UPGRADE", None)
        environ.pop("wsgi.websocket", None)
        return application(environ, start_response)

    return call


def _fast_manager(message_queue: str | None, channel: str) -> Fanout:
    if message_queue is None:
        return Fanout()
    if not message_queue.startswith(("redis://", "rediss://")):
        raise ValueError("the fast engine needs a redis:// or rediss:// URL as its message_queue")
    return RedisFanout(message_queue, channel=channel)


class _EngineHandlers:
    """The handlers of Engine.IO events: python-socketio's, which leave connections behind that were never accepted."""

    def __init__(self, server: socketio.Server) -> None:
        self._server = server

    def on_message(self, eio_sid: str, data: str | bytes) -> None:
        """Handle a message. If a connect handler raises, its connection is removed and the transport closed."""
        try:
            self._server._handle_eio_message(eio_sid, data)
        except Exception:
            if not self._discard_pending(eio_sid):
                raise
            _logger.exception("connect_handler_failed")
            close_transport(self._server, eio_sid, POLICY)

    def on_disconnect(self, eio_sid: str, reason: str) -> None:
        """Handle the end of a transport."""
        self._server._handle_eio_disconnect(eio_sid, reason)
        self._discard_pending(eio_sid)

    def _discard_pending(self, eio_sid: str) -> bool:
        manager = self._server.manager
        return isinstance(manager, Fanout) and manager.discard_pending(eio_sid)


def burst(server: socketio.Server) -> AbstractContextManager[None]:
    """Return a context that joins emitted events (see ``Fanout.burst``). On the stock engine it does nothing."""
    manager = server.manager
    if isinstance(manager, Fanout):
        return manager.burst()
    return nullcontext()


def send_encoded(server: socketio.Server, eio_sid: str, batch: EncodedBatch) -> None:
    """Send encoded events to one client in one write, after all that was emitted to it before."""
    manager = server.manager
    if isinstance(manager, Fanout):
        manager._flush()
        manager._send_all((eio_sid,), batch)
        return
    for event in batch.events:
        server.eio.send_packet(eio_sid, event.packet())


def send_text(server: socketio.Server, eio_sid: str, text: str) -> None:
    """Send a packet of Socket.IO, encoded as text, to one client, after all that was emitted to it before."""
    manager = server.manager
    if isinstance(manager, Fanout):
        manager._flush()
        socket = server.eio.sockets.get(eio_sid)
        if socket is not None and socket.ws is not None:
            socket.ws.write(frame(TEXT, ("4" + text).encode()))
            return
    server.eio.send_packet(eio_sid, eio_packet.Packet(eio_packet.MESSAGE, text))


def close_transport(server: socketio.Server, eio_sid: str, code: int) -> None:
    """Close the transport of a client after what was sent before, with a WebSocket close code."""
    sock = server.eio.sockets.get(eio_sid)
    if sock is not None and not sock.closed:
        sock.close_code = code
        sock.close(wait=False)


def close_all(server: socketio.Server) -> None:
    """Close every client's transport with code 1012 (service restart); clients reconnect by themselves."""
    for eio_sid in list(server.eio.sockets):
        close_transport(server, eio_sid, RESTART)
