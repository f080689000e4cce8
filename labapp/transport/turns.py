"""Giving way: work for very many is done in slices, and between two of them the loop serves everybody else."""

import gevent

# Any wait by a timer will do. With none, gevent runs what is ready up to fifty times before it looks at a socket.
_A_MOMENT = 1e-9


def give_way() -> None:
    """Let the loop look at its sockets and timers once, and go on after it."""
    gevent.sleep(_A_MOMENT)
