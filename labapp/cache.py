"""Keeps the newest of each kind of made thing in this process: right because its key says what it was made from.

A key that moved makes the thing anew, once: whoever asks meanwhile waits for the same one.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from gevent.lock import RLock

Made = TypeVar("Made")


class LatestCache:
    """One slot a name. The caller derives the key from the data, so nothing needs to be told of a change."""

    def __init__(self) -> None:
        self._slots: dict[str, tuple[Hashable, Any]] = {}
        self._locks: dict[str, RLock] = {}

    def get(self, name: str, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for ``key``; make it where the slot holds something else."""
        slot = self._slots.get(name)
        if slot is None or slot[0] != key:
            # A broadcast brings every client here at once: one makes it, the others wait.
            with self._locks.setdefault(name, RLock()):
                slot = self._slots.get(name)
                if slot is None or slot[0] != key:
                    slot = self._slots[name] = (key, make())
        made: Made = slot[1]
        return made

    def peek(self, name: str) -> tuple[Hashable, Any] | None:
        """Return the key and the thing in the slot, if any."""
        return self._slots.get(name)
