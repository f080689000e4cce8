"""Draining: the sockets of an instance that is about to stop are closed in turn, each with its own delay to return."""

import random

import engineio
import gevent

from labapp.contract.socket import Disconnect, ServerDraining
from labapp.realtime.connections import Connections
from labapp.realtime.gateway import Gateway
from labapp.realtime.lifecycle import Lifecycle

_SPREAD_SECONDS = 8.0
_PER_SECOND = 100
_BATCH = 50


def drain(connections: Connections, engine: engineio.Server, gateway: Gateway, lifecycle: Lifecycle) -> None:
    """Send every socket a delay after which to return, then close all, spread over eight seconds at most.

    Closed all at once, thousands of clients would arrive at the next instance in the same moment.
    """
    open_connections = list(connections.by_sid.values())
    spread = min(_SPREAD_SECONDS, len(open_connections) / _PER_SECOND)
    for connection in open_connections:
        delay = random.randint(200, 1000 + int(spread * 1000))
        gateway.send(connection, ServerDraining(retry_after_ms=delay))
    gevent.sleep(0.1 if open_connections else 0)
    for number, connection in enumerate(open_connections, 1):
        if not connection.closed:
            lifecycle.close_transport(connection.eio_sid, Disconnect.DRAINING)
        if number % _BATCH == 0:
            gevent.sleep(spread * _BATCH / len(open_connections))
    # Those without a connection: transports that have not joined yet.
    for eio_sid in list(engine.sockets):
        lifecycle.close_transport(eio_sid, Disconnect.DRAINING)
