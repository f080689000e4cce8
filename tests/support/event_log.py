"""The event log as a test reads it, and notes that a test adds to it. Needs an app context."""

from sqlalchemy import select

from labapp.contract.events import CatalogUpdate
from labapp.contract.facts import READINGS, FactName
from labapp.events.log import Fact
from labapp.models import Category, EventAudience, EventEntry
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
