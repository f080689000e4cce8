"""An in-process cache of the latest value per name. The key identifies the data that a value was computed from.

A new key causes one computation. Concurrent callers wait for its result.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from gevent.lock import RLock

Value = TypeVar("Value")


class LatestCache:
    """One slot per name. Callers derive the key from the data, so no invalidation is needed."""

    def __init__(self) -> None:
        # ``Any``, since one cache has values of all types: ``get`` has the type of its ``make``.
        self._slots: dict[str, tuple[Hashable, Any]] = {}
        self._locks: dict[str, RLock] = {}

    def get(self, name: str, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value for ``key``. Call ``make`` where the slot has another key; its exceptions are not cached."""
        slot = self._slots.get(name)
        if slot is None or slot[0] != key:
            # After a broadcast all clients request the value at once. One computes it, the others wait.
            with self._locks.setdefault(name, RLock()):
                slot = self._slots.get(name)
                if slot is None or slot[0] != key:
                    slot = self._slots[name] = (key, make())
        value: Value = slot[1]
        return value

    def peek(self, name: str) -> tuple[Hashable, object] | None:
        """Return the key and the value in the slot, or None."""
        return self._slots.get(name)
