"""Rate limits: one window per key, shared by all instances through Redis.

Without Redis, or while it is unavailable, an in-memory fallback counts per process. Callers need not distinguish them.
"""

import time
from collections import OrderedDict
from math import floor

import structlog
from limits import RateLimitItem
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

_RETRY_SECONDS = 2.0
_SHORTEST_WAIT_SECONDS = 0.1
_logger = structlog.get_logger(__name__)


class _Window:
    """The hits in one window of time, and in the window before it."""

    __slots__ = ("current", "number", "previous")

    def __init__(self, number: float) -> None:
        self.number = number
        self.current = self.previous = 0

    def move_to(self, number: float) -> None:
        """Go on with a later window."""
        self.previous = self.current if number == self.number + 1 else 0
        self.number, self.current = number, 0


class LocalCounters:
    """Sliding window counters of this process, with the rule of ``SlidingWindowCounterRateLimiter``.

    ``MemoryStorage`` of ``limits`` takes two locks for each hit, starts a thread, and walks over all of its keys a
    hundred times a second.
    """

    def __init__(self) -> None:
        self._windows: OrderedDict[tuple[int, int, tuple[str, ...]], _Window] = OrderedDict()

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._windows)

    def hit(self, limit: RateLimitItem, key: tuple[str, ...], cost: int = 1) -> float | None:
        """Count ``cost`` hits. Return None within ``limit``, otherwise count nothing and return the seconds to wait."""
        most, seconds, moment = limit.amount, limit.get_expiry(), time.time()
        number, passed = divmod(moment, seconds)
        window = self._windows.get((most, seconds, key))
        if window is None:
            self._forget_old(moment)
            window = self._windows[most, seconds, key] = _Window(number)
        elif window.number != number:
            window.move_to(number)
        left = seconds - passed
        if floor(window.previous * left / seconds + window.current) + cost > most:
            return min(left, left % (seconds / window.previous)) if window.previous else left
        window.current = max(0, window.current + cost)
        return None

    def clear(self, limit: RateLimitItem, key: tuple[str, ...]) -> None:
        """Forget the hits of a key."""
        self._windows.pop((limit.amount, limit.get_expiry(), key), None)

    def _forget_old(self, moment: float) -> None:
        """Look at the two oldest keys for each new one: what no longer counts goes, with no walk over all keys."""
        for _ in range(min(2, len(self._windows))):
            key, window = self._windows.popitem(last=False)
            if window.number + 1 >= moment // key[1]:
                self._windows[key] = window


class RateLimiter:
    """Counts hits against limits. Never raises: while Redis is unavailable, this instance counts by itself."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._local = LocalCounters()
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._local_until = 0.0
        if redis_url:
            storage = RedisStorage(redis_url, socket_timeout=1.0, socket_connect_timeout=1.0, key_prefix="lab:limits")
            self._shared = SlidingWindowCounterRateLimiter(storage)

    def hit(self, limit: RateLimitItem, *key: str) -> float | None:
        """Count one hit. Return None within ``limit``, otherwise the seconds to wait."""
        shared = self._reachable()
        if shared is not None:
            try:
                if shared.hit(limit, *key):
                    return None
                return _at_least(shared.get_window_stats(limit, *key).reset_time - time.time())
            except Exception as error:
                # Counting locally is better than refusing all requests, and than accepting all.
                self._switch_to_local(error)
        wait = self._local.hit(limit, key)
        return None if wait is None else _at_least(wait)

    def give_back(self, limit: RateLimitItem, *key: str) -> None:
        """Take back one counted hit."""
        shared = self._reachable()
        if shared is not None:
            try:
                shared.hit(limit, *key, cost=-1)
                return
            except Exception as error:
                self._switch_to_local(error)
        self._local.hit(limit, key, cost=-1)

    def clear(self, limit: RateLimitItem, *key: str) -> None:
        """Forget the hits of a key."""
        shared = self._reachable()
        if shared is not None:
            try:
                shared.clear(limit, *key)
            except Exception as error:
                self._switch_to_local(error)
        self._local.clear(limit, key)

    def _reachable(self) -> SlidingWindowCounterRateLimiter | None:
        """Return the counters of all instances, or None where this process has to count by itself."""
        return self._shared if self._shared is not None and time.monotonic() >= self._local_until else None

    def _switch_to_local(self, error: Exception) -> None:
        self._local_until = time.monotonic() + _RETRY_SECONDS
        _logger.warning("rate_limit_storage_away", error=type(error).__name__)


def _at_least(wait: float) -> float:
    return max(_SHORTEST_WAIT_SECONDS, wait)
