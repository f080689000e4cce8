"""The Engine.IO heartbeat of all sockets, in one greenlet, on the monotonic clock.

All sockets have the same interval, so those that are due next stand in the order in which they were enrolled.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

import gevent
import structlog

from labapp.eventloop import checkpoint

_STEP_SECONDS = 0.25
_SLICE = 200
_logger = structlog.get_logger(__name__)


class Heartbeat:
    """Calls ``ping`` on a socket after ``interval`` seconds, and ``expire`` where no pong came ``timeout`` later.

    The pong is told through ``heard``; a socket that is ``closed`` drops out by itself.
    """

    def __init__(
        self, interval: float, timeout: float, *, ping: Callable[[Any], None], expire: Callable[[Any], None]
    ) -> None:
        self._interval, self._timeout = interval, timeout
        self._ping, self._expire = ping, expire
        self._due: deque[tuple[float, Any]] = deque()
        self._awaited: deque[tuple[float, Any]] = deque()
        self._greenlet: gevent.Greenlet[[], None] | None = None

    def enroll(self, socket: Any) -> None:
        """Ping ``socket`` after one interval."""
        socket.pinged = False
        self._due.append((time.monotonic() + self._interval, socket))
        if self._greenlet is None:
            self._greenlet = gevent.spawn(self._run)

    def heard(self, socket: Any) -> None:
        """Note a pong; one that nobody asked for counts for nothing."""
        if socket.pinged:
            self.enroll(socket)

    def _run(self) -> None:
        while True:
            gevent.sleep(_STEP_SECONDS)
            try:
                self._step(self._due, self._beat)
                self._step(self._awaited, self._check)
            except Exception:
                _logger.exception("heartbeat_failed")

    @staticmethod
    def _step(queue: deque[tuple[float, Any]], act: Callable[[Any], None]) -> None:
        done = 0
        while queue and queue[0][0] <= time.monotonic():
            act(queue.popleft()[1])
            done += 1
            if done % _SLICE == 0:
                checkpoint()

    def _beat(self, socket: Any) -> None:
        if not socket.closed:
            socket.pinged = True
            self._awaited.append((time.monotonic() + self._timeout, socket))
            self._ping(socket)

    def _check(self, socket: Any) -> None:
        if socket.pinged and not socket.closed:
            self._expire(socket)
