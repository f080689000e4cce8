"""The slots of a pool: how many jobs run and wait at most, and whether one is stuck.

Every pool that runs work beside the event loop has slots of its own, so that a burst or a stuck job in one does not
reach the others.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from gevent.lock import Semaphore

from labapp.errors import Unavailable
from labapp.metrics import POOL_BUSY, POOL_QUEUE

# Beyond its limit by this much, a job has not been ended as it should have been.
STUCK_MARGIN_SECONDS = 5.0
# The slots of each pool of this process, by the pool's name.
POOLS: dict[str, "Slots"] = {}


class Slots:
    """The slots of one pool, which ``POOLS`` lists and ``/metrics`` shows under ``name``."""

    def __init__(
        self, name: str, size: int, *, queue_limit: int, wait_seconds: float, run_seconds: float, retry_after: float
    ) -> None:
        self.size = size
        self.waiting = 0
        self.busy = 0
        self._queue_limit = queue_limit
        self._wait_seconds = wait_seconds
        self._run_seconds = run_seconds
        self._retry_after = retry_after
        self._free = Semaphore(size)
        self._deadlines: dict[object, float] = {}
        POOLS[name] = self
        POOL_QUEUE.labels(pool=name).set_function(lambda: self.waiting)
        POOL_BUSY.labels(pool=name).set_function(lambda: self.busy)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a slot. The event loop runs while the caller waits for it.

        Raises Unavailable where the queue is full, or no slot was free within ``wait_seconds``.
        """
        if self.busy + self.waiting >= self.size + self._queue_limit:
            raise Unavailable(retry_after=self._retry_after)
        job = object()
        self._deadlines[job] = time.monotonic() + self._wait_seconds + STUCK_MARGIN_SECONDS
        try:
            self.waiting += 1
            try:
                acquired = self._free.acquire(timeout=self._wait_seconds)
            finally:
                self.waiting -= 1
            if not acquired:
                raise Unavailable(retry_after=self._retry_after)
            self._deadlines[job] = time.monotonic() + self._run_seconds + STUCK_MARGIN_SECONDS
            self.busy += 1
            try:
                yield
            finally:
                self.busy -= 1
                self._free.release()
        finally:
            del self._deadlines[job]

    @property
    def stuck(self) -> bool:
        """Whether a job waits or runs for longer than its limit and the margin."""
        now = time.monotonic()
        return any(now > deadline for deadline in list(self._deadlines.values()))
