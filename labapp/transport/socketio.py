"""Flask-SocketIO on one of the two engines: the same namespace, rooms and events on either."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from engineio import json
from flask_socketio import SocketIO
from pydantic_core import from_json

from labapp.transport.engine import FastEngine
from labapp.transport.fanout import Fanout
from labapp.transport.stock import StockEngine


class Json:
    """JSON as python-socketio wants it: written by the library's, read by a parser that a client cannot keep busy.

    64 KiB of numbers take the library's four milliseconds, in which nobody else is served.
    """

    loads = staticmethod(from_json)
    dumps = staticmethod(json.dumps)


def attach(app: Any, *, fast: bool, namespaces: list[str], **engine_options: Any) -> SocketIO:
    """Return a SocketIO bound to ``app``, on our engine and manager where ``fast``, else on the library's.

    ``engine_options`` are python-engineio's. Nothing of a client is ever logged.
    """
    options: dict[str, Any] = {
        "async_mode": "gevent",
        "async_handlers": False,
        # Compressing personal data beside what an attacker chooses gives it away by its length.
        "http_compression": False,
        "json": Json,
        **engine_options,
    }
    make: Any = SocketIO
    socketio: Any = make(
        app,
        namespaces=namespaces,
        always_connect=False,
        manage_session=False,
        logger=False,
        engineio_logger=False,
        **options,
        **({"client_manager": Fanout()} if fast else {}),
    )
    server = socketio.server
    server.eio = (FastEngine if fast else StockEngine)(logger=False, **options)
    server.eio.on("connect", server._handle_eio_connect)
    server.eio.on("message", server._handle_eio_message)
    server.eio.on("disconnect", server._handle_eio_disconnect)
    found: SocketIO = socketio
    return found


def burst_of(server: Any) -> AbstractContextManager[None]:
    """Return a context in which the server joins what it emits, where its manager can."""
    manager = server.manager
    if isinstance(manager, Fanout):
        return manager.burst()
    return nullcontext()
