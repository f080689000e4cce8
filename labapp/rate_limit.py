"""Rate limits: one window per key, shared by all instances through Redis.

Without Redis, or while it is unavailable, an in-memory fallback counts per process. Callers need not distinguish them.
"""

import time

import structlog
from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

_RETRY_SECONDS = 2.0
_logger = structlog.get_logger(__name__)


class RateLimiter:
    """Counts hits against limits. Never raises: while Redis is unavailable, this instance counts by itself."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._local_until = 0.0
        if redis_url:
            storage = RedisStorage(redis_url, socket_timeout=1.0, socket_connect_timeout=1.0, key_prefix="lab:limits")
            self._shared = SlidingWindowCounterRateLimiter(storage)

    def hit(self, limit: RateLimitItem, *key: str) -> float | None:
        """Count one hit. Return None within ``limit``, otherwise the seconds to wait."""
        strategy = self._strategies()[0]
        try:
            return self._hit(strategy, limit, key)
        except Exception as error:
            # Only Redis can fail here. Counting locally is better than refusing all requests, and than accepting all.
            self._switch_to_local(error)
            return self._hit(self._local, limit, key)

    def give_back(self, limit: RateLimitItem, *key: str) -> None:
        """Take back one counted hit."""
        for strategy in self._strategies():
            try:
                strategy.hit(limit, *key, cost=-1)
                return
            except Exception as error:
                self._switch_to_local(error)

    def clear(self, limit: RateLimitItem, *key: str) -> None:
        """Forget the hits of a key."""
        for strategy in self._strategies():
            try:
                strategy.clear(limit, *key)
            except Exception as error:
                self._switch_to_local(error)

    def _strategies(self) -> list[SlidingWindowCounterRateLimiter]:
        if self._shared is None or time.monotonic() < self._local_until:
            return [self._local]
        return [self._shared, self._local]

    @staticmethod
    def _hit(strategy: SlidingWindowCounterRateLimiter, limit: RateLimitItem, key: tuple[str, ...]) -> float | None:
        if strategy.hit(limit, *key):
            return None
        return max(0.1, strategy.get_window_stats(limit, *key).reset_time - time.time())

    def _switch_to_local(self, error: Exception) -> None:
        self._local_until = time.monotonic() + _RETRY_SECONDS
        _logger.warning("rate_limit_storage_away", error=type(error).__name__)
