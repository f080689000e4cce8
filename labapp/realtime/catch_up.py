"""Bringing a client up to date that said where it was: everything that it missed, in order, then live, with no seam."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import gevent
import structlog
from gevent.event import Event
from sqlalchemy.orm import Session

from labapp.eventloop import checkpoint
from labapp.extensions import db
from labapp.realtime import replay
from labapp.realtime.connections import Connection
from labapp.realtime.rooms import rooms_of
from labapp.transport.engine import backlog_of

if TYPE_CHECKING:
    from labapp.realtime.runtime import Realtime

_PATIENCE_SECONDS = 10
_REPLAY_BYTES = 256 * 1024
_logger = structlog.get_logger(__name__)


def catch_up(realtime: Realtime, connection: Connection, position: int) -> None:
    """Replay what came after ``position``, under the rights of now, and join; in a greenlet of its own.

    Where it cannot, the transport is closed: the client comes back and says again where it was, so nothing is lost.
    """
    try:
        realtime.greet(connection, position, recovered=True)
        with realtime.app.app_context():
            _replay(realtime, connection, position)
    except Exception as error:
        _logger.warning("replay_failed", error=type(error).__name__)
        realtime.close_transport(connection.eio_sid)


def _replay(realtime: Realtime, connection: Connection, start: int) -> None:
    position, count = start, 0
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not connection.closed:
        target = realtime.tail.position
        if position > target:
            # Another instance had told it more than this one has read so far.
            if time.monotonic() > deadline:
                raise TimeoutError
            realtime.tail.wake()
            gevent.sleep(0.01)
        elif position < target:
            with Session(db.engine) as session:
                found = replay.read_gap(session, rooms_of(connection.identity), after=position, upto=target)
            for entry, parts in found:
                if connection.closed:
                    return
                _hold_back(realtime, connection)
                realtime.gateway.replay(connection, entry, parts)
            count += len(found)
            position = target if len(found) < replay.CHUNK else found[-1][0].seq
            checkpoint()
        elif _join_at(realtime, connection, start, position, count):
            return


def _hold_back(realtime: Realtime, connection: Connection) -> None:
    """Wait while much waits for the client: a long gap must not make it a slow consumer. Raises TimeoutError."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    sockets = realtime.server.eio.sockets
    while (socket := sockets.get(connection.eio_sid)) and backlog_of(socket) > _REPLAY_BYTES:
        if time.monotonic() > deadline:
            raise TimeoutError
        gevent.sleep(0.005)


def _join_at(realtime: Realtime, connection: Connection, start: int, position: int, count: int) -> bool:
    """Join between two batches, if the tail is still where the replay ended; else say that there is more."""
    settled, joined = Event(), []

    def attempt() -> None:
        if realtime.tail.position == position and not connection.closed:
            realtime.complete(connection, start, position, count, truncated=False)
            realtime.join(connection)
            joined.append(True)
        settled.set()

    realtime.tail.at_rest(attempt)
    settled.wait()
    return bool(joined)
