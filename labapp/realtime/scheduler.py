"""Timed actions for the sockets of this instance: join timeouts, warnings, the end of a token.

One greenlet and one heap for all sockets; an action runs at most a quarter of a second late.
"""

import heapq
import itertools
import time
from collections.abc import Callable

import gevent
import structlog

from labapp.metrics import LOOP_LAG

_STEP_SECONDS = 0.25
_logger = structlog.get_logger(__name__)


class Scheduler:
    """Runs actions at moments of ``clock``. Nothing is cancelled: an action checks whether it still applies."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._greenlet: gevent.Greenlet[[], None] | None = None

    def start(self) -> None:
        """Start running actions."""
        if self._greenlet is None:
            self._greenlet = gevent.spawn(self._run)

    def stop(self) -> None:
        """Stop, and drop the actions that are left."""
        if self._greenlet is not None:
            self._greenlet.kill()
            self._greenlet = None
        self._heap.clear()

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Run ``action`` once ``moment`` (epoch seconds) has passed."""
        heapq.heappush(self._heap, (moment, next(self._order), action))

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Run ``action`` in ``seconds``."""
        self.at(self._clock() + seconds, action)

    def _run(self) -> None:
        while True:
            before = time.monotonic()
            gevent.sleep(_STEP_SECONDS)
            LOOP_LAG.set(max(0.0, time.monotonic() - before - _STEP_SECONDS))
            while self._heap and self._heap[0][0] <= self._clock():
                _, _, action = heapq.heappop(self._heap)
                try:
                    action()
                except Exception:
                    _logger.exception("scheduled_action_failed")
