"""The entries of the log as this process reads and delivers them: their contents, place in the chain and audience."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from labapp.contract.base import JsonObject
from labapp.extensions import table_of
from labapp.models import EventAudience, EventEntry

Rooms = dict[str, tuple[str, ...]]
"""The audience of an entry by part (``event``, ``report``)."""


class LoggedEntry(NamedTuple):
    """What the fan-out and a replay need of an entry; the fields are columns of ``EventEntry``.

    The log itself has more: who made the change from where, and what proves its contents.
    """

    seq: int
    name: str
    event: str | None
    payload: JsonObject | None
    report: JsonObject | None
    entity_type: str
    entity_id: int | None
    action: str
    before: JsonObject | None
    after: JsonObject | None
    created_at: datetime
    previous_hash: str
    hash: str


_TABLE = table_of(EventEntry)
# A new entry is not redacted.
WRITTEN_COLUMNS = tuple(column for column in _TABLE.c if column.name != "redacted_at")
# What a query selects; ``LoggedEntry._make`` takes its rows.
LOGGED_COLUMNS = tuple(_TABLE.c[name] for name in LoggedEntry._fields)
_values_of = itemgetter(*LoggedEntry._fields)


def logged(columns: Mapping[str, Any]) -> LoggedEntry:
    """Return the entry whose columns were written. Raises KeyError where one is missing."""
    return LoggedEntry._make(_values_of(columns))


_AFTER = (
    select(*LOGGED_COLUMNS)
    .where(EventEntry.seq > bindparam("position"))
    .order_by(EventEntry.seq)
    .limit(bindparam("most", type_=Integer))
)
_AUDIENCE = (
    select(EventAudience.seq, EventAudience.part, EventAudience.room)
    .where(EventAudience.seq.between(bindparam("low"), bindparam("high")))
    .order_by(EventAudience.room)
)


def read_after(session: Session, position: int, limit: int) -> list[tuple[LoggedEntry, Rooms]]:
    """Return the entries after ``position`` in order, each with its rooms by part (``event``, ``report``)."""
    rows = session.execute(_AFTER, {"position": position, "most": limit})
    entries = [LoggedEntry._make(row) for row in rows]
    return [(entry, rooms) for entry, rooms in zip(entries, rooms_of(session, entries), strict=True)]


def rooms_of(session: Session, entries: Sequence[LoggedEntry]) -> list[Rooms]:
    """Return the stored audience of each entry."""
    found: dict[int, Rooms] = {entry.seq: {} for entry in entries}
    if found:
        rows = session.execute(_AUDIENCE, {"low": min(found), "high": max(found)})
        for seq, part, room in rows:
            if seq in found:
                found[seq][part] = (*found[seq].get(part, ()), room)
    return [found[entry.seq] for entry in entries]


def rooms_by_part(rows: Sequence[JsonObject]) -> Rooms:
    """Return the audience of one entry from the columns that were written."""
    found: Rooms = {}
    for row in sorted(rows, key=itemgetter("room")):
        found[row["part"]] = (*found.get(row["part"], ()), row["room"])
    return found
