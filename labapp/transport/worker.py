"""The gunicorn worker: the handler of the embedded server, and a hook that runs before gunicorn closes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FrameType

import gevent
from geventwebsocket.gunicorn.workers import GeventWebSocketWorker

from labapp.transport.connections import CONNECTIONS_PER_ADDRESS, LOOPBACK
from labapp.transport.handler import Handler
from labapp.transport.server import Server, raise_descriptor_limit


class Worker(GeventWebSocketWorker):
    """A gevent worker for ``worker_class = "labapp.transport.worker.Worker"``.

    gunicorn does not count upgraded sockets among the connections that it waits for. Close them in ``on_stopping``,
    which is called once when the worker is asked to stop.

    Set ``on_stopping``, ``connections_per_address`` and ``exempt_addresses`` in gunicorn's ``post_worker_init`` hook.
    The last two have the meaning that they have for ``serve``, in each worker.
    """

    server_class = Server
    wsgi_handler: type[Handler] = Handler
    on_stopping: Callable[[], None] | None = None
    connections_per_address: int = CONNECTIONS_PER_ADDRESS
    exempt_addresses: Iterable[str] = LOOPBACK
    _draining = False

    def init_process(self) -> None:
        """Start serving, in the worker's process."""
        raise_descriptor_limit()
        super().init_process()

    def run(self) -> None:
        """Serve until the worker is asked to stop. Raises ValueError for an invalid network."""
        self.wsgi_handler.connections.configure(self.connections_per_address, self.exempt_addresses)
        super().run()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Call ``on_stopping``, then stop. A second signal does not wait for it."""
        if self._draining:
            super().handle_exit(sig, frame)
            return
        self._draining = True
        gevent.spawn(self._drain_and_exit, sig, frame)

    def _drain_and_exit(self, sig: int, frame: FrameType | None) -> None:
        try:
            if self.on_stopping is not None:
                self.on_stopping()
        finally:
            Handler.end_idle()
            super().handle_exit(sig, frame)
