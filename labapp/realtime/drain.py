"""Draining: the sockets of an instance that is about to stop leave one after the other, each told when to return."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import gevent

from labapp.contract.socket import ServerDraining
from labapp.transport.frames import RESTART

if TYPE_CHECKING:
    from labapp.realtime.runtime import Realtime

_SPREAD_SECONDS = 8.0
_PER_SECOND = 100
_SLICE = 50


def drain(realtime: Realtime) -> None:
    """Tell every socket to come back after a delay of its own, then close them, spread over eight seconds at most.

    All at once would have thousands of handshakes arrive at the next instance in the same moment.
    """
    connections = list(realtime.presence.by_sid.values())
    spread = min(_SPREAD_SECONDS, len(connections) / _PER_SECOND)
    for connection in connections:
        delay = random.randint(200, 1000 + int(spread * 1000))
        realtime.gateway.send(connection, ServerDraining(retry_after_ms=delay))
    gevent.sleep(0.1 if connections else 0)
    for number, connection in enumerate(connections, 1):
        if not connection.closed:
            realtime.close_transport(connection.eio_sid, RESTART)
        if number % _SLICE == 0:
            gevent.sleep(spread * _SLICE / len(connections))
    for eio_sid in list(realtime.server.eio.sockets):
        realtime.close_transport(eio_sid, RESTART)
