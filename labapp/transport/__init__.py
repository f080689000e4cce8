"""A faster and bounded transport for Flask-SocketIO on gevent: fan-out, back-pressure and hardened WebSockets.

It depends on no other part of this package except ``labapp.eventloop``. See README.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labapp.transport.server import AddressUnavailable, serve
    from labapp.transport.socketio import SocketIO, burst, close_all, close_transport, install, send_encoded, send_text

__all__ = [
    "AddressUnavailable",
    "SocketIO",
    "burst",
    "close_all",
    "close_transport",
    "install",
    "send_encoded",
    "send_text",
    "serve",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``monkey.patch_all`` can run before the libraries' import."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "server" if name in ("AddressUnavailable", "serve") else "socketio"
    return getattr(import_module(f"{__name__}.{module}"), name)
