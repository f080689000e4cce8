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
from sqlalchemy import Connection, Integer, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.contract.base import JsonObject
from labapp.contract.events import ADMINS, AdminEvent, DomainPayload
from labapp.contract.facts import FactName, KeyDetails
from labapp.eventloop import in_chunks
from labapp.events import one_statement, three_statements, turns
from labapp.events.chain import GENESIS, chain_hash, content_hash, new_salt
from labapp.events.keys import Key, UnknownKey, keyring
from labapp.extensions import table_of
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
    """The last number and hash, the epoch of the log, and the number up to which entries can no longer be replayed."""

    seq: int
    epoch: str
    pruned_to: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class _Writer:
    """When, by whom and from where entries are written."""

    moment: datetime
    user_id: int | None
    address: str | None


# Built once and executed below the ORM. Every commit runs these statements, and building one
# costs as much as running it.
_COUNTER = table_of(EventCounter)
_END = (_COUNTER.c.value, _COUNTER.c.head_hash, _COUNTER.c.key_id)
_TAKE_NUMBERS = (
    update(_COUNTER)
    .where(_COUNTER.c.id == 1)
    .values(value=_COUNTER.c.value + bindparam("count", type_=Integer))
    .returning(*_END)
)
_LOCK_END = select(*_END).where(_COUNTER.c.id == 1).with_for_update()
_SET_HEAD = update(_COUNTER).values(head_hash=bindparam("head"), key_id=bindparam("key"))
_ADD = {"postgresql": one_statement.add, "sqlite": three_statements.add}
_INSERT_ENTRIES = insert(table_of(EventEntry))
_INSERT_AUDIENCE = insert(table_of(EventAudience))


@dataclass(frozen=True, slots=True)
class _End:
    """The end of the log: its last number and hash, and the key of the next entry."""

    seq: int
    hash: str
    key_id: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """What a transaction has added to the log. ``entries`` is empty for long ones, which are read from the log."""

    end: _End
    entries: Sequence[tuple[JsonObject, Sequence[JsonObject]]] = ()


class _LastEnd:
    """Where this process has left the log. Another one can have gone on since, which the database notices."""

    known: _End | None = None


def on_committed(added: Added) -> None:
    """Note that what ``append`` returned is committed."""
    _LastEnd.known = added.end


def append(connection: Connection, facts: Sequence[Fact], *, user_id: int | None, address: str | None) -> Added:
    """Write ``facts`` as the last step of the transaction.

    The end of the log is locked from here to the commit, so the caller must commit at once, and call
    ``turns.give_back``. Raises UnknownKey where the entries are chained with a key that this instance does not have,
    and Unavailable where other writers of this process take too long.
    """
    turns.take(connection)
    by = _Writer(now(), user_id, address)
    if len(facts) <= one_statement.MAX_ENTRIES:
        return _append_at_once(connection, facts, by)
    return _append_in_chunks(connection, facts, by)


def _append_at_once(connection: Connection, facts: Sequence[Fact], by: _Writer) -> Added:
    known = _LastEnd.known
    # After a change of AUDIT_KEY, the database tells with which key to go on.
    if known is not None and known.key_id in (None, keyring().current.id):
        added = _append_after(known, connection, facts, by)
        if added is not None:
            return added
    added = _append_after(_End(*connection.execute(_LOCK_END).one()), connection, facts, by)
    assert added is not None
    return added


def _append_after(end: _End, connection: Connection, facts: Sequence[Fact], by: _Writer) -> Added | None:
    """Write ``facts`` after ``end``, in few statements. Return None where the log ends elsewhere."""
    key = _key_after(end)
    entries, rooms = _chained(facts, end.seq + 1, end.hash, key, by)
    new = _End(entries[-1]["seq"], entries[-1]["hash"], key.id if key else None)
    head = {
        "value": new.seq,
        "head_hash": new.hash,
        "key_id": new.key_id,
        "expected": end.seq,
        "expected_hash": end.hash,
        "expected_key": end.key_id,
    }
    if not _ADD[connection.dialect.name](connection, head, entries, rooms):
        return None
    return _added(new, entries, rooms)


def _append_in_chunks(connection: Connection, facts: Sequence[Fact], by: _Writer) -> Added:
    last, previous, key_id = connection.execute(_TAKE_NUMBERS, {"count": len(facts)}).one()
    seq = last - len(facts) + 1
    key = _key_after(_End(seq - 1, previous, key_id))
    for part in in_chunks(facts):
        entries, rooms = _chained(part, seq, previous, key, by)
        _insert(connection, entries, rooms)
        previous, seq = entries[-1]["hash"], seq + len(part)
    new = _End(last, previous, key.id if key else None)
    connection.execute(_SET_HEAD, {"head": new.hash, "key": new.key_id})
    return _added(new, entries, rooms) if len(facts) == len(entries) else Added(new)


def _added(end: _End, entries: Sequence[JsonObject], rooms: Sequence[JsonObject]) -> Added:
    return Added(end, [(entry, [room for room in rooms if room["seq"] == entry["seq"]]) for entry in entries])


def _key_after(end: _End) -> Key | None:
    """Return the key of the next entry. Raises UnknownKey."""
    keys = keyring()
    try:
        # A new log has a key from the first entry on; otherwise only ``install_key`` changes the key.
        return keys.current if end.key_id is None and end.seq == 0 else keys.find(end.key_id)
    except UnknownKey:
        _logger.error("audit_key_unknown", key=end.key_id)
        raise


def install_key(connection: Connection, *, previous_lost: bool = False) -> int | None:
    """Chain the log with AUDIT_KEY, beginning with an entry that records it. Return the number of the entry.

    Return None where the key is installed already. The caller must commit at once. Raises UnknownKey where the log is
    chained with a key that is not in AUDIT_KEY_PREVIOUS, unless ``previous_lost``: its entries then stay unverifiable.
    """
    turns.take(connection)
    previous_key = connection.execute(_LOCK_END).one().key_id
    keys = keyring()
    key = keys.current
    if previous_key == key.id:
        return None
    last, previous, _ = connection.execute(_TAKE_NUMBERS, {"count": 1}).one()
    if not previous_lost:
        keys.find(previous_key)
    details = KeyDetails(key=key.id, previous_key=previous_key).wire()
    fact = Fact(FactName.AUDIT_KEY_INSTALLED, None, report=False, after=details)
    entries, rooms = _chained([fact], last, previous, key, _Writer(now(), None, None))
    _insert(connection, entries, rooms)
    connection.execute(_SET_HEAD, {"head": entries[-1]["hash"], "key": key.id})
    return int(last)


def _chained(
    facts: Sequence[Fact], first: int, previous: str, key: Key | None, by: _Writer
) -> tuple[list[JsonObject], list[JsonObject]]:
    """Return the entries from number ``first`` on, chained to the hash ``previous``, and their audience."""
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
                user_id=by.user_id,
                data=fact.data,
                timestamp=iso(by.moment),
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
            "user_id": by.user_id,
            "address": by.address,
            "before": fact.before,
            "after": fact.after,
            "created_at": by.moment,
            "previous_hash": previous,
            "salt": new_salt(),
        }
        entry["content_hash"] = content_hash(entry)
        previous = entry["hash"] = chain_hash(entry, key)
        entries.append(entry)
    return entries, rooms


def _insert(connection: Connection, entries: Sequence[JsonObject], rooms: Sequence[JsonObject]) -> None:
    connection.execute(_INSERT_ENTRIES, entries)
    if rooms:
        connection.execute(_INSERT_AUDIENCE, rooms)


def ensure_log(session: Session) -> None:
    """Create the counter's row with a new epoch, unless it exists."""
    if session.get(EventCounter, 1) is None:
        session.add(EventCounter(id=1, value=0, epoch=str(uuid.uuid4()), head_hash=GENESIS))
        session.flush()


def renew_epoch(connection: Connection, *, of: str | None = None) -> str | None:
    """Set and return a new epoch: clients with numbers of the old one reload. It is needed when entries were lost.

    With ``of``, it is set only where the log still has that epoch, so that of many instances one renews it; the others
    get None. The end of the log is locked from here to the commit. Raises Unavailable.
    """
    turns.take(connection)
    epoch = str(uuid.uuid4())
    renew = update(_COUNTER).values(epoch=epoch)
    done = connection.execute(renew if of is None else renew.where(_COUNTER.c.epoch == of))
    return epoch if done.rowcount else None


def head(session: Session) -> LogHead:
    """Return the last committed number and its hash, the epoch, and the last pruned number."""
    counter = select(EventCounter.value, EventCounter.epoch, EventCounter.pruned_to, EventCounter.head_hash)
    return LogHead(*session.execute(counter).one())


def check_key(session: Session) -> None:
    """Raise UnknownKey where the log is chained with a key that this instance does not have: it cannot write."""
    keyring().find(session.scalar(select(EventCounter.key_id)))


def oldest(session: Session) -> int | None:
    """Return the smallest number in the log, None for an empty log."""
    return session.scalar(select(func.min(EventEntry.seq)))
