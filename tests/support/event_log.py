"""The event log as a test reads it, and notes that a test adds to it. Needs an app context."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.base import JsonObject
from labapp.contract.events import CatalogUpdate
from labapp.contract.facts import READINGS, FactName
from labapp.events.chain import chain_hash
from labapp.events.log import Fact
from labapp.extensions import db
from labapp.models import Category, EventAudience, EventCounter, EventEntry
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work
from tests.support.accounts import Account


def entries(*, after: int = 0) -> list[EventEntry]:
    """Return the entries after a number, in order."""
    with reading() as session:
        return list(session.scalars(select(EventEntry).where(EventEntry.seq > after).order_by(EventEntry.seq)))


def changes() -> list[EventEntry]:
    """Return all entries in order, without those of readings."""
    return [entry for entry in entries() if entry.name not in READINGS]


def names() -> list[str]:
    """Return the names of all entries in order."""
    return [entry.name for entry in entries()]


def rooms(seq: int, part: str) -> set[str]:
    """Return the rooms that receive one part of an entry: its ``event`` or its ``report``."""
    with reading() as session:
        query = select(EventAudience.room).where(EventAudience.seq == seq, EventAudience.part == part)
        return set(session.scalars(query))


def record(*facts: Fact, by: Account | None = None) -> None:
    """Record facts in one unit of work, as a service does."""
    with unit_of_work(by.identity if by else None) as work:
        work.record(*facts)


def insert_category(work: UnitOfWork, name: str) -> None:
    """Insert a category in a unit of work and record the fact."""
    category = Category(name=name)
    work.session.add(category)
    work.session.flush()
    payload = CatalogUpdate(
        type="category", action="created", entity_id=category.id, entity_name=name, timestamp="2026-01-01T00:00:00.000Z"
    )
    work.record(Fact(FactName.CATEGORY_CREATED, category.id, payload=payload, after={"name": name}))


def append_without_key(session: Session, number: int) -> None:
    """Append entries to a log without a key, as versions without keys did."""
    last, previous = session.execute(select(EventCounter.value, EventCounter.head_hash)).one()
    for seq in range(last + 1, last + number + 1):
        entry: JsonObject = dict.fromkeys(column.name for column in EventEntry.__table__.columns)
        entry |= {"seq": seq, "name": "exam.updated", "entity_type": "exam", "entity_id": seq, "action": "updated"}
        entry |= {"after": {"text": "Ñandú"}, "created_at": now(), "previous_hash": previous}
        entry["hash"] = previous = chain_hash(entry, None)
        # Without the columns that such versions do not have.
        written = {name: value for name, value in entry.items() if name not in ("content_hash", "salt", "redacted_at")}
        session.execute(insert(EventEntry.__table__).values(written))
    session.execute(update(EventCounter).values(value=last + number, head_hash=previous))


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements of the block, without those that begin a transaction."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement != "BEGIN":
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
