"""The event log: outbox, audit trail and replay source in one append-only table.

Numbers come from a one-row counter whose lock is held until the commit. They are therefore gapless and in commit order,
and no number becomes visible before a smaller one. (The numbers of a serial column are assigned before the commit, so
a larger number can become visible first.) Entries are chained by hashes (``chain.py``).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection, CursorResult, Integer, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.contract.base import JsonObject
from labapp.contract.events import ADMINS, AdminEvent, DomainPayload
from labapp.contract.facts import FactName, KeyDetails
from labapp.eventloop import in_chunks
from labapp.events.chain import GENESIS, chain_hash, content_hash, new_salt
from labapp.events.keys import Key, UnknownKey, keyring
from labapp.extensions import Base
from labapp.models import EventAudience, EventCounter, EventEntry
from labapp.policy.audience import audience

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, as recorded by a service.

    ``payload`` is the event that is sent, if any. With ``report`` the administrators receive a report that contains
    ``data``. ``before`` and ``after`` contain the differences, which only the audit log shows.
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
    """The last number, the epoch of the log, and the number up to which entries can no longer be replayed."""

    seq: int
    epoch: str
    pruned_to: int = 0


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


# Built once and executed below the ORM. Every commit runs these statements, and building one
# costs as much as running it.
_COUNTER = _table(EventCounter)
_TAKE_NUMBERS = (
    update(_COUNTER)
    .where(_COUNTER.c.id == 1)
    .values(value=_COUNTER.c.value + bindparam("count", type_=Integer))
    .returning(_COUNTER.c.value, _COUNTER.c.head_hash, _COUNTER.c.key_id)
)
_SET_HEAD = update(_COUNTER).values(head_hash=bindparam("head"), key_id=bindparam("key"))
_INSERT_ENTRIES = insert(_table(EventEntry))
_INSERT_AUDIENCE = insert(_table(EventAudience))


def append(session: Session, facts: Sequence[Fact], *, user_id: int | None, address: str | None) -> int:
    """Write ``facts`` as the last step of the transaction, in chunks, and return the last number.

    The counter's row is locked from here to the commit, so the caller must commit at once. Raises UnknownKey where the
    entries are chained with a key that this instance does not have.
    """
    connection = session.connection()
    last, previous, key_id = connection.execute(_TAKE_NUMBERS, {"count": len(facts)}).one()
    moment, seq = now(), last - len(facts) + 1
    keys = keyring()
    try:
        # A new log has a key from the first entry on; otherwise only ``install_key`` changes the key.
        key = keys.current if key_id is None and seq == 1 else keys.find(key_id)
    except UnknownKey:
        _logger.error("audit_key_unknown", key=key_id)
        raise
    for part in in_chunks(facts):
        previous = _write(connection, part, seq, previous, key, moment=moment, user_id=user_id, address=address)
        seq += len(part)
    connection.execute(_SET_HEAD, {"head": previous, "key": key.id if key else None})
    return int(last)


def install_key(session: Session, *, previous_lost: bool = False) -> int | None:
    """Chain the log with AUDIT_KEY, beginning with an entry that records it. Return the number of the entry.

    Return None where the key is installed already. The caller must commit at once. Raises UnknownKey where the log is
    chained with a key that is not in AUDIT_KEY_PREVIOUS, unless ``previous_lost``: its entries then stay unverifiable.
    """
    connection = session.connection()
    last, previous, previous_key = connection.execute(_TAKE_NUMBERS, {"count": 1}).one()
    keys = keyring()
    key = keys.current
    if previous_key == key.id:
        session.rollback()
        return None
    if not previous_lost:
        keys.find(previous_key)
    details = KeyDetails(key=key.id, previous_key=previous_key).wire()
    fact = Fact(FactName.AUDIT_KEY_INSTALLED, None, report=False, after=details)
    head_hash = _write(connection, [fact], last, previous, key, moment=now(), user_id=None, address=None)
    connection.execute(_SET_HEAD, {"head": head_hash, "key": key.id})
    return int(last)


def _write(
    connection: Connection,
    facts: Sequence[Fact],
    first: int,
    previous: str,
    key: Key | None,
    *,
    moment: datetime,
    user_id: int | None,
    address: str | None,
) -> str:
    """Write entries from number ``first`` on, chained to the hash ``previous``. Return the hash of the last one."""
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
            "payload": fact.payload.wire_at(seq) if fact.payload else None,
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
            "salt": new_salt(),
        }
        entry["content_hash"] = content_hash(entry)
        previous = entry["hash"] = chain_hash(entry, key)
        entries.append(entry)
    connection.execute(_INSERT_ENTRIES, entries)
    if rooms:
        connection.execute(_INSERT_AUDIENCE, rooms)
    return previous


def ensure_log(session: Session) -> None:
    """Create the counter's row with a new epoch, unless it exists."""
    if session.get(EventCounter, 1) is None:
        session.add(EventCounter(id=1, value=0, epoch=str(uuid.uuid4()), head_hash=GENESIS))
        session.flush()


def renew_epoch(session: Session) -> str:
    """Set and return a new epoch, needed after a restore: clients with numbers of the old epoch reload."""
    epoch = str(uuid.uuid4())
    session.execute(update(EventCounter).values(epoch=epoch))
    return epoch


def head(session: Session) -> LogHead:
    """Return the last committed number, the epoch, and the last pruned number."""
    counter = select(EventCounter.value, EventCounter.epoch, EventCounter.pruned_to)
    return LogHead(*session.execute(counter).one())


def check_key(session: Session) -> None:
    """Raise UnknownKey where the log is chained with a key that this instance does not have: it cannot write."""
    keyring().find(session.scalar(select(EventCounter.key_id)))


def prune(session: Session, before: datetime, *, limit: int = 5_000) -> int:
    """Delete the audience of entries older than ``before``, which ends their replay. Return the number of deleted rows.

    The entries themselves stay: they are the audit trail and part of the hash chain. A call covers about ``limit``
    entries, so that the transaction is short. Repeat it in new transactions until it returns 0.
    """
    done, value = session.execute(select(EventCounter.pruned_to, EventCounter.value)).one()
    # By number, not by time: the clocks of instances can differ, and the remaining numbers must have no gap.
    later = select(func.min(EventEntry.seq)).where(EventEntry.seq > done, EventEntry.created_at >= before)
    first_kept = session.scalar(later)
    last = value if first_kept is None else first_kept - 1
    removed = 0
    while removed == 0 and done < last:
        done = min(last, done + limit)
        removed = _delete_audience(session, done)
    advance = update(EventCounter).where(EventCounter.pruned_to < done).values(pruned_to=done)
    session.execute(advance.execution_options(synchronize_session=False))
    return removed


def _delete_audience(session: Session, upto: int) -> int:
    statement = delete(EventAudience).where(EventAudience.seq <= upto).execution_options(synchronize_session=False)
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def oldest(session: Session) -> int | None:
    """Return the smallest number in the log, None for an empty log."""
    return session.scalar(select(func.min(EventEntry.seq)))
