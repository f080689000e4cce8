"""The Engine.IO heartbeat of all sockets, in one greenlet, on the monotonic clock.

All sockets have the same interval, so each queue is in the order of its due times.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

import gevent
import structlog

from labapp.eventloop import checkpoint

_STEP_SECONDS = 0.25
_BATCH_SIZE = 200
_logger = structlog.get_logger(__name__)


class Pinged(Protocol):
    """A socket of the heartbeat. ``pinged`` is true while a pong is expected."""

    pinged: bool
    closed: bool


Socket = TypeVar("Socket", bound=Pinged)


class Heartbeat(Generic[Socket]):
    """Calls ``ping`` on each socket after ``interval`` seconds, and ``expire`` if no pong follows within ``timeout``.

    A closed socket is dropped.
    """

    def __init__(
        self, interval: float, timeout: float, *, ping: Callable[[Socket], None], expire: Callable[[Socket], None]
    ) -> None:
        self._interval, self._timeout = interval, timeout
        self._ping, self._expire = ping, expire
        self._due: deque[tuple[float, Socket]] = deque()
        self._awaited: deque[tuple[float, Socket]] = deque()
        self._greenlet: gevent.Greenlet[[], None] | None = None

    def add(self, socket: Socket) -> None:
        """Ping ``socket`` after one interval."""
        socket.pinged = False
        self._due.append((time.monotonic() + self._interval, socket))
        if self._greenlet is None:
            self._greenlet = gevent.spawn(self._run)

    def on_pong(self, socket: Socket) -> None:
        """Process a pong. An unsolicited one is ignored."""
        if socket.pinged:
            self.add(socket)

    def _run(self) -> None:
        while True:
            gevent.sleep(_STEP_SECONDS)
            try:
                self._process(self._due, self._send_ping)
                self._process(self._awaited, self._check_pong)
            except Exception:
                _logger.exception("heartbeat_failed")

    @staticmethod
    def _process(queue: deque[tuple[float, Socket]], action: Callable[[Socket], None]) -> None:
        done = 0
        while queue and queue[0][0] <= time.monotonic():
            action(queue.popleft()[1])
            done += 1
            if done % _BATCH_SIZE == 0:
                checkpoint()

    def _send_ping(self, socket: Socket) -> None:
        if not socket.closed:
            socket.pinged = True
            self._awaited.append((time.monotonic() + self._timeout, socket))
            self._ping(socket)

    def _check_pong(self, socket: Socket) -> None:
        if socket.pinged and not socket.closed:
            self._expire(socket)
