"""The embedded server: gevent's pywsgi in this process, with a graceful stop."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import gevent
import gevent.event
from gevent import pywsgi

from labapp.transport.connections import CONNECTIONS_PER_ADDRESS, LOOPBACK
from labapp.transport.handler import Handler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_QUEUE = 4096


class Server(pywsgi.WSGIServer):
    """gevent's server. Of thousands of clients that connect at once, most wait in the kernel's queue.

    By gevent's default, connected clients would wait for a hundred handshakes in each round of the event loop.
    """

    max_accept = 4


class AddressUnavailable(OSError):
    """The server cannot listen on the address: it is in use, or this process may not bind it."""


def raise_descriptor_limit() -> None:
    """Raise the limit of open files to the host's maximum. The default is often 1,024, and each socket needs one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems report an infinite maximum and refuse to set it. Then the limit stays unchanged.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))


def tune_garbage_collector() -> None:
    """Exclude all existing objects from garbage collection, and collect less often. Call it once, after the start.

    Objects that live as long as the process need no collection, and each collection pauses the event loop.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _do_nothing() -> None:
    pass


def serve(
    application: WSGIApplication,
    *,
    host: str = "127.0.0.1",
    port: int = 5000,
    on_started: Callable[[], None] = _do_nothing,
    on_stopping: Callable[[], None] = _do_nothing,
    stop_seconds: float = 5,
    handler_class: type[Handler] = Handler,
    connections_per_address: int = CONNECTIONS_PER_ADDRESS,
    exempt_addresses: Iterable[str] = LOOPBACK,
) -> None:
    """Serve until SIGTERM or SIGINT, then call ``on_stopping``, finish the current requests, and return.

    ``on_started`` is called once the port is bound and before the first request. Requests that take longer than
    ``stop_seconds`` after ``on_stopping`` are cut off. A second signal ends the process at once.

    An address may have ``connections_per_address`` open connections, sockets included; further ones are refused
    (429). 0 turns this off: behind a proxy, all connections have its address. The networks in ``exempt_addresses`` are
    not limited.

    Raises AddressUnavailable if the port cannot be bound, and ValueError for an invalid network.
    """
    handler_class.connections.configure(connections_per_address, exempt_addresses)
    raise_descriptor_limit()
    server = Server((host, port), application, handler_class=handler_class, log=None, backlog=_QUEUE)
    stopping = gevent.event.Event()

    def on_signal() -> None:
        if stopping.is_set():
            raise SystemExit(1)
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, on_signal)
    # The port is bound first, and connections are accepted only after ``on_started`` has prepared the application.
    try:
        server.init_socket()
    except OSError as error:
        raise AddressUnavailable(error.errno, os.strerror(error.errno or 0)) from error
    on_started()
    tune_garbage_collector()
    server.start()
    stopping.wait()
    on_stopping()
    server.close()
    Handler.end_idle()
    server.stop(timeout=stop_seconds)
