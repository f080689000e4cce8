"""Cooperation with the event loop: yielding between chunks of long work, and CPU work in gevent's thread pool.

Work that runs on the loop for longer than a few milliseconds delays every connected client.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ParamSpec, TypeVar

import gevent

# A timer of any length polls the sockets. With sleep(0), gevent runs ready greenlets up to fifty times before it does.
_SHORTEST_TIMER = 1e-9
_CHUNK_SIZE = 100

Item = TypeVar("Item")
Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


def checkpoint() -> None:
    """Yield to the event loop, which serves its sockets and timers once before the caller continues."""
    gevent.sleep(_SHORTEST_TIMER)


def in_chunks(items: Sequence[Item], size: int = _CHUNK_SIZE) -> Iterator[Sequence[Item]]:
    """Yield ``items`` in chunks of at most ``size``, with a checkpoint between chunks."""
    for start in range(0, len(items), size):
        if start:
            checkpoint()
        yield items[start : start + size]


def in_thread(function: Callable[Arguments, Returned], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
    """Run ``function`` in gevent's thread pool and return its result. The event loop runs meanwhile.

    A thread cannot be stopped: work that can take for ever belongs into a process (``process_pool``).
    Raises the exceptions of ``function``, which must not use a database session or any gevent object.
    """
    result: Returned = gevent.get_hub().threadpool.apply(function, args, kwargs)
    return result
