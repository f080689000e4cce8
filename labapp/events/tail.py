"""Follows the log on one instance, in order, from the head on.

Woken by this process's commits, by other instances through Redis, and by a poll each second. A
wake-up may be lost, doubled or late: the log decides what is delivered, the wake-up only how soon. What this process
has committed itself is not read again where it has the next numbers.
"""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import gevent
import structlog
from flask import Flask
from gevent.event import Event
from sqlalchemy.orm import Session

from labapp.contract.facts import Aggregate
from labapp.eventloop import checkpoint
from labapp.events import log, signals
from labapp.events.chain import GENESIS
from labapp.events.entries import LoggedEntry, Rooms, logged, read_after, rooms_by_part
from labapp.events.ring import Ring
from labapp.extensions import db, read_engine
from labapp.metrics import LISTENER_FAILURES, TAIL_POSITION

BATCH = 500
POLL_SECONDS = 1.0
MAX_SILENCE_SECONDS = 2.0
# Who has not read the log for so long hands its clients over to the others.
STALLED_SECONDS = 30.0
# How much of the log is in memory after a start, when the clients of the instance before come back.
RECENT_AT_START = 1_000
_logger = structlog.get_logger(__name__)


def call_listener(listener: Callable[[], None], *, name: str, seq: int) -> None:
    """Call one listener of the entry ``seq``. A failure is counted and logged, and not raised."""
    try:
        listener()
    except Exception:
        LISTENER_FAILURES.inc()
        _logger.exception("listener_failed", seq=seq, listener=name)


class Tail:
    """One greenlet that reads the log and sends the signals.

    ``position`` is the last number whose signals were begun, ``epoch`` the log's. ``ring`` holds the entries up to
    ``position``. ``around_batch`` is entered for each batch, so that a transport can join what the batch sends.
    ``on_read`` is called with the entries of a batch before any of them is delivered. ``on_new_epoch`` is called where
    the log has become another one, of which the clients know nothing, and ``on_stalled`` once the log could not be read
    for ``STALLED_SECONDS``. ``renew_epoch`` is called with the epoch of a log that has lost entries.
    """

    def __init__(
        self,
        app: Flask,
        *,
        on_commit: Callable[[], None] | None = None,
        on_read: Callable[[list[LoggedEntry]], None] = lambda _entries: None,
        on_new_epoch: Callable[[], None] = lambda: None,
        on_stalled: Callable[[], None] = lambda: None,
        renew_epoch: Callable[[str], object] = lambda _epoch: None,
        around_batch: Callable[[], AbstractContextManager[None]] = nullcontext,
        ring: Ring | None = None,
    ) -> None:
        self.app = app
        self.ring = Ring() if ring is None else ring
        self.running = False
        self._around_batch = around_batch
        self._delivering = False
        self._between_batches: list[Callable[[], None]] = []
        self.position = 0
        self.epoch = ""
        # Of the entry at ``position``: what the next entry must be chained to.
        self._hash = GENESIS
        self.read_at = time.monotonic()
        self._wake = Event()
        self._greenlet: gevent.Greenlet[[], None] | None = None
        self._on_commit = on_commit
        self._on_read = on_read
        self._on_new_epoch = on_new_epoch
        self._on_stalled = on_stalled
        self._renew_epoch = renew_epoch
        self._is_stalled = False
        self._head_read_at = math.inf
        self._own: dict[int, log.Added] = {}
        self._must_read = False

    def start(self) -> None:
        """Take the head as position and follow from there; a second call does nothing."""
        if self._greenlet is not None:
            return
        with self.app.app_context(), Session(db.engine) as session:
            head = log.head(session)
            start = max(head.pruned_to, head.seq - RECENT_AT_START)
            known = read_after(session, start, head.seq - start) if head.seq > start else []
        self._go_on_from(head, start)
        for entry, rooms in known:
            self.ring.append(entry, rooms)
        signals.committed.connect(self._committed, self.app)
        self.running = True
        self._greenlet = gevent.spawn(self._follow)

    def _go_on_from(self, head: log.LogHead, start: int) -> None:
        self.position, self.epoch, self._hash = head.seq, head.epoch, head.hash
        self.ring.reset(start)
        self._head_read_at = self.read_at = time.monotonic()

    def stop(self) -> None:
        """Deliver what is committed, then stop."""
        signals.committed.disconnect(self._committed, self.app)
        if self._greenlet is not None:
            # Not killed: a batch that is going out goes out whole.
            self.running = False
            self._wake.set()
            self._greenlet.join(timeout=5)
            self._greenlet = None
            self.drain()

    def wake(self) -> None:
        """Read the log soon; returns at once."""
        self._must_read = True
        self._wake.set()

    @property
    def silence(self) -> float:
        """The seconds since the log was read; infinite where nothing reads it."""
        return time.monotonic() - self.read_at if self.running else math.inf

    def follows(self) -> bool:
        """Whether the log was read a moment ago, so that what was committed before is known here."""
        return self.silence < MAX_SILENCE_SECONDS

    def between_batches(self, action: Callable[[], None]) -> None:
        """Run ``action`` at once, or right after the batch that is being delivered.

        While it runs, everything up to ``position`` was sent to its audience, and nothing after it: a socket that
        joins then misses nothing and gets nothing twice. ``action`` must not wait.
        """
        if self._delivering:
            self._between_batches.append(action)
        else:
            action()

    def _committed(self, _app: Flask, *, facts: Sequence[log.Fact], added: log.Added) -> None:
        if added.entries and len(self._own) < BATCH:
            self._own[added.entries[0][0]["seq"]] = added
        else:
            # Otherwise what is kept would be taken for all that there is.
            self._must_read = True
        self._wake.set()
        if self._on_commit is not None:
            self._on_commit()

    def _follow(self) -> None:
        while self.running:
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()
            try:
                self.drain()
            except Exception as error:
                # The database does not answer: nothing is lost, the position stays, the next poll tries again.
                _logger.warning("tail_read_failed", error=type(error).__name__)
                if not self._is_stalled and time.monotonic() - self.read_at > STALLED_SECONDS:
                    self._is_stalled = True
                    self._on_stalled()
                gevent.sleep(POLL_SECONDS)

    def drain(self) -> None:
        """Send the signals of everything after the position."""
        with self.app.app_context():
            if (own := self._take_own()) is not None:
                self._on_read([entry for entry, _ in own])
                self._deliver(own)
                return
            while True:
                with Session(read_engine(db.engine), expire_on_commit=False) as session:
                    batch = self._read(session)
                # First, so that nobody trusts what these entries end.
                self._on_read([entry for entry, _ in batch])
                self.read_at, self._is_stalled = time.monotonic(), False
                if len(batch) < BATCH:
                    self._deliver(batch)
                    return
                checkpoint()
                self._deliver(batch)
                checkpoint()

    def _take_own(self) -> list[tuple[LoggedEntry, Rooms]] | None:
        """Return what this process has committed right after the position, or None where the log must be read.

        Numbers have no gaps, so what has the next numbers is all that the log has there. The log is still read once a
        second, when others have written, after a long change, and whenever a number is missing.
        """
        own, self._own = self._own, {}
        must_read, self._must_read = self._must_read, False
        if not own or must_read or time.monotonic() - self._head_read_at >= POLL_SECONDS:
            return None
        entries: list[tuple[LoggedEntry, Rooms]] = []
        while added := own.pop(self.position + len(entries) + 1, None):
            entries += [(logged(entry), rooms_by_part(rooms)) for entry, rooms in added.entries]
        return None if own or not self._continues(entries) else entries

    def _continues(self, batch: Sequence[tuple[LoggedEntry, Rooms]]) -> bool:
        """Whether the log goes on from what was delivered here."""
        return not batch or batch[0][0].previous_hash == self._hash

    def _read(self, session: Session) -> list[tuple[LoggedEntry, Rooms]]:
        """Return the next entries. Once a second, look first whether the log is still the same one."""
        if time.monotonic() - self._head_read_at >= POLL_SECONDS:
            head = log.head(session)
            self._head_read_at = time.monotonic()
            if head.epoch != self.epoch:
                self._start_over(head)
            elif head.seq < self.position or (head.seq == self.position and head.hash != self._hash):
                self._go_on_without_lost_entries()
            self.ring.forget_until(head.pruned_to)
            if head.seq <= self.position:
                return []
        batch = read_after(session, self.position, BATCH)
        if self._continues(batch):
            return batch
        self._go_on_without_lost_entries()
        return []

    def _go_on_without_lost_entries(self) -> None:
        """Make everybody load again what they show: the log has lost entries that were delivered.

        This happens where a copy that lags behind takes the place of the database. Later entries then have numbers that
        were delivered with other contents.
        """
        self._renew_epoch(self.epoch)
        with Session(read_engine(db.engine)) as session:
            self._start_over(log.head(session))

    def _start_over(self, head: log.LogHead) -> None:
        _logger.warning("log_replaced", position=self.position, head=head.seq)
        self._go_on_from(head, head.seq)
        self._on_new_epoch()

    def _deliver(self, batch: list[tuple[LoggedEntry, Rooms]]) -> None:
        self._delivering = True
        try:
            with self._around_batch():
                for entry, rooms in batch:
                    self.ring.append(entry, rooms)
                    # Before the listeners: a listener that waits must not let a socket join between the two.
                    self.position, self._hash = entry.seq, entry.hash
                    self._send(entry, rooms)
        finally:
            self._delivering = False
            actions, self._between_batches = self._between_batches, []
            for action in actions:
                try:
                    action()
                except Exception:
                    _logger.exception("between_batches_failed")
        TAIL_POSITION.set(self.position)

    def _send(self, entry: LoggedEntry, rooms: Rooms) -> None:
        signal = signals.BY_ENTITY.get(entry.entity_type, signals.CHANGED[Aggregate.AUDIT])
        for receiver in list(signal.receivers_for(self.app)):
            call_listener(
                partial(receiver, self.app, entry=entry, rooms=rooms),
                name=getattr(receiver, "__qualname__", type(receiver).__qualname__),
                seq=entry.seq,
            )
