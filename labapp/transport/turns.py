"""Giving way: work for very many is done in slices, and between two of them the loop serves everybody else."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import gevent

# Any wait by a timer will do. With none, gevent runs what is ready up to fifty times before it looks at a socket.
_A_MOMENT = 1e-9
_SLICE = 100
Item = TypeVar("Item")


def give_way() -> None:
    """Let the loop look at its sockets and timers once, and go on after it."""
    gevent.sleep(_A_MOMENT)


def slices(items: Sequence[Item], size: int = _SLICE) -> Iterator[Sequence[Item]]:
    """Yield ``items`` in parts of at most ``size``, and give way between two of them."""
    for start in range(0, len(items), size):
        if start:
            give_way()
        yield items[start : start + size]
