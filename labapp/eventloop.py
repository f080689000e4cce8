"""Sharing the event loop: yielding between chunks of long work, and moving CPU work to gevent's thread pool.

Everything that takes longer than a few milliseconds on the loop is a pause for every connected client.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ParamSpec, TypeVar

import gevent

# Any timer will do. Without one, gevent runs ready greenlets up to fifty times before it polls a socket.
_SHORTEST_TIMER = 1e-9
_CHUNK_SIZE = 100

Item = TypeVar("Item")
Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


def checkpoint() -> None:
    """Yield to the event loop: it serves its sockets and timers once, then the caller continues."""
    gevent.sleep(_SHORTEST_TIMER)


def in_chunks(items: Sequence[Item], size: int = _CHUNK_SIZE) -> Iterator[Sequence[Item]]:
    """Yield ``items`` in chunks of at most ``size``, with a checkpoint between two of them."""
    for start in range(0, len(items), size):
        if start:
            checkpoint()
        yield items[start : start + size]


def in_thread(function: Callable[Arguments, Returned], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
    """Run ``function`` in gevent's thread pool and return its result; the loop serves others meanwhile.

    Raises what ``function`` raises. The function must not use a database session or any other object of gevent's.
    """
    result: Returned = gevent.get_hub().threadpool.apply(function, args, kwargs)
    return result
