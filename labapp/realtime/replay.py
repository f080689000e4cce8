"""Replay: a client that returns receives what it missed, in order, and then joins the live events without a seam.

Either the whole gap is replayed, under the rights of now, or none of it and the client is asked to reload. Never a
silent hole.
"""

import time
from datetime import timedelta

import engineio
import gevent
import structlog
from flask import Flask
from gevent.event import Event

from labapp.clock import now
from labapp.contract.socket import Disconnect
from labapp.eventloop import checkpoint
from labapp.events.tail import Tail
from labapp.identity import Identity
from labapp.realtime.connections import Connection
from labapp.realtime.gaps import Claim, Gap, RecentGaps, gap_of, may_replay, read_gap
from labapp.realtime.gateway import Gateway
from labapp.realtime.lifecycle import Lifecycle
from labapp.transport.engine import backlog_of
from labapp.unit_of_work import reading

_TIMEOUT_SECONDS = 10
_MAX_BACKLOG_BYTES = 256 * 1024
_logger = structlog.get_logger(__name__)


class Replayer:
    """Brings returning connections up to date.

    Gaps of at most ``limit`` events that are not older than ``days`` are replayed.
    """

    def __init__(
        self,
        app: Flask,
        engine: engineio.Server,
        tail: Tail,
        gateway: Gateway,
        lifecycle: Lifecycle,
        *,
        days: int,
        limit: int,
    ) -> None:
        self._app = app
        self._engine = engine
        self._tail = tail
        self._recent = RecentGaps(tail.ring)
        self._gateway = gateway
        self._lifecycle = lifecycle
        self._days = days
        self._limit = limit

    def find_gap(self, claim: Claim, by: Identity) -> tuple[Gap | None, str]:
        """Return what ``by`` missed after the claimed position, and whether ``ring`` or ``database`` has the answer.

        The gap is None where the whole of it cannot be replayed. One from the database is empty at first.
        """
        if claim.seq is not None and self._is_in_ring(claim):
            if not self._is_young(claim.seq):
                return None, "ring"
            gap = self._recent.find(by, claim.seq)
            if gap is not None:
                return (gap if len(gap.entries) <= self._limit else None), "ring"
        with reading() as session:
            may = may_replay(session, claim, by, days=self._days, limit=self._limit)
        return (Gap(claim.seq, ()) if may and claim.seq is not None else None), "database"

    def _is_in_ring(self, claim: Claim) -> bool:
        tail = self._tail
        return claim.seq is not None and claim.epoch == tail.epoch and tail.follows() and tail.ring.reaches(claim.seq)

    def _is_young(self, after: int) -> bool:
        ring = self._tail.ring
        return after == ring.end or ring.entry(after + 1).created_at >= now() - timedelta(days=self._days)

    def begin(self, connection: Connection, start: int, gap: Gap) -> None:
        """Send ``connected`` and what came after ``start``, of which ``gap`` is known, and join the live events.

        On a failure the transport is closed: the client returns with its last offset, so nothing is lost.
        """
        self._tail.between_batches(lambda: self._begin(connection, start, gap))

    def _begin(self, connection: Connection, start: int, gap: Gap) -> None:
        """Finish at once where nothing has to wait, as for most clients; otherwise in a greenlet of its own."""
        if connection.closed:
            return
        try:
            self._lifecycle.send_connected(connection, position=start, epoch=self._tail.epoch, recovered=True)
            batches = self._gateway.batches(gap, connection)
            if gap.upto == self._tail.position and self._recent.is_current(gap) and len(batches) <= 1:
                for batch in batches:
                    self._gateway.send_batch(connection, batch)
                self._join(connection, start, gap.upto, len(gap.entries))
                return
        except Exception as error:
            self._fail(connection, error)
            return
        gevent.spawn(self._run, connection, start, gap)

    def _fail(self, connection: Connection, error: Exception) -> None:
        _logger.warning("replay_failed", error=type(error).__name__)
        self._lifecycle.close(connection, Disconnect.REPLAY_FAILED)

    def _run(self, connection: Connection, start: int, gap: Gap) -> None:
        try:
            with self._app.app_context():
                self._replay(connection, start, gap)
        except Exception as error:
            self._fail(connection, error)

    def _replay(self, connection: Connection, start: int, gap: Gap) -> None:
        position, sent = self._send(connection, gap, start)
        count = sent
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while not connection.closed:
            target = self._tail.position
            if position > target:
                # The client was on an instance that has read further than this one has yet.
                if time.monotonic() > deadline:
                    raise TimeoutError
                self._tail.wake()
                gevent.sleep(0.01)
            elif position < target:
                position, sent = self._send(connection, self._read(connection.identity, position, target), position)
                count += sent
                checkpoint()
            elif self._join_at(connection, start, position, count):
                return

    def _read(self, by: Identity, after: int, upto: int) -> Gap:
        """Return the next entries after a position, up to ``upto`` or further."""
        gap = self._recent.find(by, after) if self._tail.ring.reaches(after) else None
        if gap is None:
            with reading() as session:
                gap = gap_of(read_gap(session, by, after=after, upto=upto), upto)
        return gap

    def _send(self, connection: Connection, gap: Gap, position: int) -> tuple[int, int]:
        """Send a gap, and return the position that the client has then, and the number of entries that were sent.

        What is erased meanwhile is not sent: the position is then before the end of the gap.
        """
        count = 0
        for batch in self._gateway.batches(gap, connection):
            self._wait_for_backlog(connection)
            if connection.closed or not self._recent.is_current(gap):
                return position, count
            self._gateway.send_batch(connection, batch)
            position = batch.upto
            count += batch.count
        return (gap.upto if self._recent.is_current(gap) else position), count

    def _wait_for_backlog(self, connection: Connection) -> None:
        """Wait while much is unsent: a long gap must not make the client a slow consumer. Raises TimeoutError."""
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        sockets = self._engine.sockets
        while (socket := sockets.get(connection.eio_sid)) and backlog_of(socket) > _MAX_BACKLOG_BYTES:
            if time.monotonic() > deadline:
                raise TimeoutError
            gevent.sleep(0.005)

    def _join_at(self, connection: Connection, start: int, position: int, count: int) -> bool:
        """Join between two batches where the tail is still at ``position``; else return False: there is more."""
        done, joined = Event(), []

        def attempt() -> None:
            if self._tail.position == position and not connection.closed:
                self._join(connection, start, position, count)
                joined.append(True)
            done.set()

        self._tail.between_batches(attempt)
        done.wait()
        return bool(joined)

    def _join(self, connection: Connection, start: int, position: int, count: int) -> None:
        self._lifecycle.send_replay_complete(connection, start, position, count, truncated=False)
        self._lifecycle.join(connection)
