"""The gunicorn worker: the same handler as the embedded server's, and a hook that drains the sockets at the end."""

from collections.abc import Callable
from typing import Any, ClassVar

import gevent
from geventwebsocket.gunicorn.workers import GeventWebSocketWorker

from labapp.transport.handler import Handler
from labapp.transport.server import raise_descriptor_limit


class Worker(GeventWebSocketWorker):  # type: ignore[misc]
    """``on_stopping`` runs once when the worker is asked to stop, before gunicorn closes anything.

    A socket that was upgraded is no longer one of the connections that gunicorn waits for.
    """

    wsgi_handler = Handler
    on_stopping: ClassVar[Callable[[], None] | None] = None
    _draining = False

    def init_process(self) -> None:
        """Begin, in the process that serves."""
        raise_descriptor_limit()
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Drain first, then let gunicorn stop as ever; a second signal does not wait."""
        if self._draining:
            super().handle_exit(sig, frame)
            return
        self._draining = True
        gevent.spawn(self._drain_and_exit, sig, frame)

    def _drain_and_exit(self, sig: int, frame: Any) -> None:
        hook = type(self).on_stopping
        try:
            if hook is not None:
                hook()
        finally:
            Handler.end_idle()
            super().handle_exit(sig, frame)
