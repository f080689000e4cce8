"""The embedded server: gevent's pywsgi in this process, which stops when it is told to, and not before it is done."""

import contextlib
import gc
import os
import resource
import signal
from collections.abc import Callable
from typing import Any

import gevent
import gevent.event
from gevent import pywsgi

from labapp.transport.handler import Handler

STOP_SECONDS = 5


class AddressUnavailable(OSError):
    """The address cannot be listened on: another process has it, or this one may not."""


def raise_descriptor_limit() -> None:
    """Let the process open as many sockets as the host allows: by default many hosts stop it at 1,024."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems call the most infinite and refuse it; then it stays as it is.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, most), most))


def settle_memory() -> None:
    """Take what the start has made out of the garbage collector's sight, and have it look less often.

    Everything that lives for as long as the process would otherwise be walked again and again, and a walk is a pause.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def serve(
    application: Any,
    *,
    host: str,
    port: int,
    on_started: Callable[[], None],
    on_stopping: Callable[[], None],
) -> None:
    """Serve until SIGTERM or SIGINT, then call ``on_stopping``, finish what is under way, and return.

    ``on_started`` is called once the port is bound and before the first request. A second signal ends the process
    at once. Raises AddressUnavailable where the port cannot be bound.
    """
    raise_descriptor_limit()
    server = pywsgi.WSGIServer((host, port), application, handler_class=Handler, log=None, backlog=1024)
    stopping = gevent.event.Event()

    def on_signal() -> None:
        if stopping.is_set():
            raise SystemExit(1)
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, on_signal)
    # Bound, but nobody is let in before it is done: who came earlier would meet a log that is not followed yet.
    try:
        server.init_socket()
    except OSError as fault:
        raise AddressUnavailable(fault.errno, os.strerror(fault.errno or 0)) from fault
    on_started()
    settle_memory()
    server.start()
    stopping.wait()
    on_stopping()
    server.close()
    Handler.end_idle()
    server.stop(timeout=STOP_SECONDS)
