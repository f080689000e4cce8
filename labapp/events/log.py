"""The event log: outbox, audit trail and replay source in one append-only table.

Numbers come from a one-row counter whose lock is held until the commit, so they are gapless, in
commit order, and none is visible before a smaller one. (A serial column would not do: it is taken
before the commit, and a later number can become visible first.) Entries are chained by SHA-256.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.contract.base import JsonObject
from labapp.contract.events import ADMINS, AdminEvent, DomainPayload
from labapp.contract.facts import FactName
from labapp.eventloop import in_chunks
from labapp.events.chain import GENESIS, chain_hash
from labapp.models import EventAudience, EventCounter, EventEntry
from labapp.policy.audience import audience


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, as a service records it.

    ``payload`` is the wire event, if one goes out. ``report`` says whether the administrators receive a report, with
    ``data``. ``before`` and ``after`` hold what changed; only the audit log shows them.
    """

    name: FactName
    entity_id: int | None
    payload: DomainPayload | None = None
    subject_id: int | None = None
    doctor_id: int | None = None
    report: bool = True
    data: JsonObject | None = None
    before: JsonObject | None = None
    after: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class LogHead:
    """The last number given, the epoch of the log, and up to where entries can no longer be replayed."""

    seq: int
    epoch: str
    pruned_to: int = 0


# Built once and run below the ORM: every committed change pays for these, and building a statement costs as much as
# running it.
_COUNTER: Any = EventCounter.__table__
_TAKE = (
    update(_COUNTER)
    .where(_COUNTER.c.id == 1)
    .values(value=_COUNTER.c.value + bindparam("count", type_=Integer))
    .returning(_COUNTER.c.value, _COUNTER.c.head_hash)
)
_SET_HEAD = update(_COUNTER).values(head_hash=bindparam("head"))
_INSERT_ENTRIES = insert(EventEntry.__table__)  # type: ignore[arg-type]
_INSERT_AUDIENCE = insert(EventAudience.__table__)  # type: ignore[arg-type]


def append(session: Session, facts: Sequence[Fact], *, user_id: int | None, address: str | None) -> int:
    """Write ``facts`` as the last step of the transaction; return the last number.

    From here to the commit the counter's row is locked: the caller commits at once. Very many are written in slices.
    """
    connection = session.connection()
    last, previous = connection.execute(_TAKE, {"count": len(facts)}).one()
    moment, seq = now(), last - len(facts) + 1
    for part in in_chunks(facts):
        previous = _write(connection, part, seq, previous, moment=moment, user_id=user_id, address=address)
        seq += len(part)
    connection.execute(_SET_HEAD, {"head": previous})
    return int(last)


def _write(
    connection: Connection,
    facts: Sequence[Fact],
    first: int,
    previous: str,
    *,
    moment: datetime,
    user_id: int | None,
    address: str | None,
) -> str:
    """Write entries from number ``first`` on, chained to the hash ``previous``; return the last one's."""
    entries: list[JsonObject] = []
    rooms: list[JsonObject] = []
    for seq, fact in enumerate(facts, first):
        report = None
        if fact.report:
            report = AdminEvent(
                event_type=fact.name.value,
                entity_type=fact.name.entity_type,
                entity_id=fact.entity_id,
                action=fact.name.action,
                user_id=user_id,
                data=fact.data,
                timestamp=iso(moment),
            ).wire()
            rooms.append({"room": ADMINS, "seq": seq, "part": "report"})
        if fact.payload is not None:
            for room in audience(fact.payload, subject_id=fact.subject_id, doctor_id=fact.doctor_id):
                rooms.append({"room": room, "seq": seq, "part": "event"})
        entry: JsonObject = {
            "seq": seq,
            "name": fact.name.value,
            "event": fact.payload.event if fact.payload else None,
            "payload": fact.payload.wire() if fact.payload else None,
            "report": report,
            "entity_type": fact.name.entity_type,
            "entity_id": fact.entity_id,
            "action": fact.name.action,
            "user_id": user_id,
            "address": address,
            "before": fact.before,
            "after": fact.after,
            "created_at": moment,
            "previous_hash": previous,
        }
        previous = entry["hash"] = chain_hash(entry)
        entries.append(entry)
    connection.execute(_INSERT_ENTRIES, entries)
    if rooms:
        connection.execute(_INSERT_AUDIENCE, rooms)
    return previous


def ensure_log(session: Session) -> None:
    """Create the counter's row with a new epoch, where there is none."""
    if session.get(EventCounter, 1) is None:
        session.add(EventCounter(id=1, value=0, epoch=str(uuid.uuid4()), head_hash=GENESIS))
        session.flush()


def renew_epoch(session: Session) -> str:
    """Give the log a new epoch, as after a restore: clients with older numbers reload."""
    epoch = str(uuid.uuid4())
    session.execute(update(EventCounter).values(epoch=epoch))
    return epoch


def head(session: Session) -> LogHead:
    """Return the last committed number, the epoch, and up to where the log was pruned."""
    counter = select(EventCounter.value, EventCounter.epoch, EventCounter.pruned_to)
    return LogHead(*session.execute(counter).one())


def prune(session: Session, before: datetime, *, limit: int = 5_000) -> int:
    """Forget who received what was recorded before ``before``, so that it is replayed no more; return how many rows.

    The entries stay: they are the audit trail, and the hash chain runs through them. About ``limit`` entries at
    once, so that nobody waits long for the transaction: repeat in new ones until it returns 0.
    """
    done, value = session.execute(select(EventCounter.pruned_to, EventCounter.value)).one()
    # By number and not by time: clocks of two instances may differ, and what is kept must have no hole in it.
    later = select(func.min(EventEntry.seq)).where(EventEntry.seq > done, EventEntry.created_at >= before)
    kept = session.scalar(later)
    last = value if kept is None else kept - 1
    removed = 0
    while removed == 0 and done < last:
        done = min(last, done + limit)
        removed = _forget_audience(session, done)
    advance = update(EventCounter).where(EventCounter.pruned_to < done).values(pruned_to=done)
    session.execute(advance.execution_options(synchronize_session=False))
    return removed


def _forget_audience(session: Session, upto: int) -> int:
    gone = delete(EventAudience).where(EventAudience.seq <= upto).execution_options(synchronize_session=False)
    result: Any = session.execute(gone)
    return int(result.rowcount)


def oldest(session: Session) -> int | None:
    """Return the smallest number still kept, None for an empty log."""
    return session.scalar(select(func.min(EventEntry.seq)))
