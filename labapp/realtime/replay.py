"""Replay: a client that returns receives what it missed, in order, and then joins the live events without a seam.

Either the whole gap is replayed, under the rights of now, or none of it and the client is asked to reload. Never a
silent hole.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import engineio
import gevent
import structlog
from flask import Flask
from gevent.event import Event
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.facts import FactName
from labapp.contract.socket import Disconnect
from labapp.eventloop import checkpoint
from labapp.events import log
from labapp.events.tail import Tail
from labapp.extensions import db
from labapp.identity import Identity
from labapp.models import EventAudience, EventEntry
from labapp.policy.visibility import readable_parts
from labapp.realtime.connections import Connection
from labapp.realtime.gateway import Gateway
from labapp.realtime.lifecycle import Lifecycle
from labapp.transport.engine import backlog_of

CHUNK = 200
_TIMEOUT_SECONDS = 10
_MAX_BACKLOG_BYTES = 256 * 1024
_ERASURES = (
    select(EventEntry.seq).where(EventEntry.entity_type == "user", EventEntry.name == FactName.USER_ERASED).limit(1)
)
_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """The position that a client claims; ``seq`` is None where the claim makes no sense."""

    epoch: str | None
    seq: int | None
    pid: str | None = None


def claim_of(auth: Mapping[str, object]) -> Claim | None:
    """Read ``pid`` and ``offset`` (connection state recovery), or ``lastEventId`` and ``epoch``; None for neither."""
    pid, offset = auth.get("pid"), auth.get("offset")
    if pid is not None:
        if isinstance(pid, str) and len(pid) <= 100 and isinstance(offset, str):
            return Claim(pid.partition(".")[0], _number(offset), pid)
        return Claim(None, None)
    last = auth.get("lastEventId")
    if last is not None:
        epoch = auth.get("epoch")
        return Claim(epoch if isinstance(epoch, str) else None, _number(last))
    return None


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 2**53 else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 16:
        return int(value)
    return None


def may_replay(session: Session, claim: Claim, by: Identity, *, days: int, limit: int) -> bool:
    """Whether the whole gap after ``claim`` can be replayed to ``by``.

    False where the claim is of another epoch, ahead of the log or senseless, where the gap is older than
    ``days`` or reaches into what was pruned, where a person was erased in it, or where ``by`` may read more than
    ``limit`` changes of it.
    """
    head = log.head(session)
    if claim.seq is None or claim.epoch != head.epoch or not head.pruned_to <= claim.seq <= head.seq:
        return False
    if claim.seq == head.seq:
        return True
    first = session.scalar(select(EventEntry.created_at).where(EventEntry.seq == claim.seq + 1))
    if first is None or first < now() - timedelta(days=days):
        return False
    if session.scalar(_ERASURES.where(EventEntry.seq > claim.seq)) is not None:
        # No event names the person any more, so the client cannot learn from the gap what it must drop.
        return False
    missed = (
        select(EventAudience.seq)
        .join(EventEntry, EventEntry.seq == EventAudience.seq)
        .where(readable_parts(by), EventAudience.seq > claim.seq)
        .distinct()
        .limit(limit + 1)
    )
    return (session.scalar(select(func.count()).select_from(missed.subquery())) or 0) <= limit


def read_gap(session: Session, by: Identity, *, after: int, upto: int) -> list[tuple[EventEntry, frozenset[str]]]:
    """Return the next entries in ``(after, upto]`` that ``by`` may read now, in order, each with the readable parts.

    At most ``CHUNK`` of them; fewer means that there are no more.
    """
    readable = (
        select(EventAudience.seq, EventAudience.part)
        .join(EventEntry, EventEntry.seq == EventAudience.seq)
        .where(readable_parts(by))
    )
    seqs = (
        readable.with_only_columns(EventAudience.seq)
        .where(EventAudience.seq > after, EventAudience.seq <= upto)
        .distinct()
        .order_by(EventAudience.seq)
        .limit(CHUNK)
    )
    parts: dict[int, set[str]] = {seq: set() for seq in session.scalars(seqs)}
    if not parts:
        return []
    for seq, part in session.execute(readable.where(EventAudience.seq.in_(list(parts)))):
        parts[seq].add(part)
    entries = session.scalars(select(EventEntry).where(EventEntry.seq.in_(list(parts))).order_by(EventEntry.seq))
    return [(entry, frozenset(parts[entry.seq])) for entry in entries]


class Replayer:
    """Brings returning connections up to date; one call of ``run`` each, in a greenlet of its own."""

    def __init__(self, app: Flask, engine: engineio.Server, tail: Tail, gateway: Gateway, lifecycle: Lifecycle) -> None:
        self._app = app
        self._engine = engine
        self._tail = tail
        self._gateway = gateway
        self._lifecycle = lifecycle

    def run(self, connection: Connection, position: int) -> None:
        """Send what came after ``position``, under the rights of now, and join the live events.

        On a failure the transport is closed: the client returns with its last offset, so nothing is lost.
        """
        try:
            self._lifecycle.send_connected(connection, position=position, epoch=self._tail.epoch, recovered=True)
            with self._app.app_context():
                self._replay(connection, position)
        except Exception as error:
            _logger.warning("replay_failed", error=type(error).__name__)
            self._lifecycle.close(connection, Disconnect.REPLAY_FAILED)

    def _replay(self, connection: Connection, start: int) -> None:
        position, count = start, 0
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
                with Session(db.engine) as session:
                    missed = read_gap(session, connection.identity, after=position, upto=target)
                for entry, parts in missed:
                    if connection.closed:
                        return
                    self._wait_for_backlog(connection)
                    self._gateway.replay(connection, entry, parts)
                count += len(missed)
                position = target if len(missed) < CHUNK else missed[-1][0].seq
                checkpoint()
            elif self._join_at(connection, start, position, count):
                return

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
                self._lifecycle.send_replay_complete(connection, start, position, count, truncated=False)
                self._lifecycle.join(connection)
                joined.append(True)
            done.set()

        self._tail.between_batches(attempt)
        done.wait()
        return bool(joined)
