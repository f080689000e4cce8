"""An entry of the log as this process delivers it: its contents without the hashes, outside of any session."""

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from labapp.contract.base import JsonObject
from labapp.extensions import table_of
from labapp.models import EventEntry


class LoggedEntry(NamedTuple):
    """What the fan-out and a replay need of an entry; the fields are columns of ``EventEntry``.

    The log itself has more: hashes, salt, and who made the change from where.
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


_TABLE = table_of(EventEntry)
# A new entry is not redacted.
WRITTEN_COLUMNS = tuple(column for column in _TABLE.c if column.name != "redacted_at")
# What a query selects; ``LoggedEntry._make`` takes its rows.
LOGGED_COLUMNS = tuple(_TABLE.c[name] for name in LoggedEntry._fields)
_values_of = itemgetter(*LoggedEntry._fields)


def logged(columns: Mapping[str, Any]) -> LoggedEntry:
    """Return the entry whose columns were written. Raises KeyError where one is missing."""
    return LoggedEntry._make(_values_of(columns))
