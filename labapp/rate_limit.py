"""Rate limits: one window per key, shared by all instances through Redis, local while Redis is away.

The quiet twin keeps its windows in this process's memory; callers cannot tell which one answers.
"""

import time

import structlog
from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

_RETRY_SECONDS = 2.0
_logger = structlog.get_logger(__name__)


class RateLimiter:
    """Counts hits against limits. Never raises: where Redis does not answer, this instance counts alone."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._away_until = 0.0
        if redis_url:
            storage = RedisStorage(redis_url, socket_timeout=1.0, socket_connect_timeout=1.0, key_prefix="lab:limits")
            self._shared = SlidingWindowCounterRateLimiter(storage)

    def hit(self, limit: RateLimitItem, *key: str) -> float | None:
        """Count one hit; return None where it is within ``limit``, else the seconds to wait."""
        return self._ask("hit", limit, key)

    def test(self, limit: RateLimitItem, *key: str) -> float | None:
        """Return what ``hit`` would, without counting."""
        return self._ask("test", limit, key)

    def clear(self, limit: RateLimitItem, *key: str) -> None:
        """Forget the hits of this key."""
        for strategy in self._strategies():
            try:
                strategy.clear(limit, *key)
            except Exception as error:
                self._lost(error)

    def _strategies(self) -> list[SlidingWindowCounterRateLimiter]:
        if self._shared is None or time.monotonic() < self._away_until:
            return [self._local]
        return [self._shared, self._local]

    def _ask(self, verb: str, limit: RateLimitItem, key: tuple[str, ...]) -> float | None:
        strategy = self._strategies()[0]
        try:
            return self._verdict(strategy, verb, limit, key)
        except Exception as error:
            # Only Redis can fail here; counting alone beats refusing everybody, and beats letting everybody in.
            self._lost(error)
            return self._verdict(self._local, verb, limit, key)

    @staticmethod
    def _verdict(
        strategy: SlidingWindowCounterRateLimiter, verb: str, limit: RateLimitItem, key: tuple[str, ...]
    ) -> float | None:
        if getattr(strategy, verb)(limit, *key):
            return None
        return max(0.1, strategy.get_window_stats(limit, *key).reset_time - time.time())

    def _lost(self, error: Exception) -> None:
        self._away_until = time.monotonic() + _RETRY_SECONDS
        _logger.warning("rate_limit_storage_away", error=type(error).__name__)
