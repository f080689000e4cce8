"""The gunicorn worker: the same handler as the embedded server's, and a hook that drains the sockets at the end."""

from collections.abc import Callable
from typing import Any, ClassVar

import gevent
from geventwebsocket.gunicorn.workers import GeventWebSocketWorker

from labapp.transport.handler import Handler
from labapp.transport.server import raise_descriptor_limit


class Worker(GeventWebSocketWorker):  # type: ignore[misc]
    """``on_stopping`` runs once when the worker is asked to stop, while its connections are still open.

    gunicorn closes the listener and waits for the connections that are open; without the hook they would wait out
    ``graceful_timeout`` and end without a word.
    """

    wsgi_handler = Handler
    on_stopping: ClassVar[Callable[[], None] | None] = None

    def init_process(self) -> None:
        """Begin, in the process that serves."""
        raise_descriptor_limit()
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Begin to drain, and let gunicorn go on as ever."""
        if self.alive:
            gevent.spawn(self._drain)
        super().handle_exit(sig, frame)

    def _drain(self) -> None:
        hook = type(self).on_stopping
        if hook is not None:
            hook()
        Handler.end_idle()
