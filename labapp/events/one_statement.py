"""Adds entries to the log of PostgreSQL in one statement: counter, head of the chain, entries and audience.

The statement adds nothing where the log does not end as expected, so that the numbers and the hashes can be computed
from the end that this process knows. The counter's row is then locked only from this statement to the commit.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Connection, Dialect, String, Table, TextClause, text
from sqlalchemy.dialects import postgresql

from labapp.contract.base import JsonObject
from labapp.events.entries import WRITTEN_COLUMNS
from labapp.extensions import table_of
from labapp.models import EventAudience, EventEntry

# Each number of entries and rooms has a statement of its own. What adds more takes the way of bulk changes.
MAX_ENTRIES = 8
_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
_encode = json.dumps
_ENTRY, _AUDIENCE = table_of(EventEntry), table_of(EventAudience)
_NAMES = tuple(column.name for column in WRITTEN_COLUMNS)
_JSON_NAMES = tuple(column.name for column in WRITTEN_COLUMNS if isinstance(column.type, JSON))


def _type_of(column: Column[Any]) -> str:
    # Without the length, to which a cast would cut a text in silence.
    return "VARCHAR" if isinstance(column.type, String) else column.type.compile(_DIALECT)


def _rows(table: Table, names: Sequence[str], count: int) -> str:
    """Return a SELECT of ``count`` rows of parameters, which is empty where the head has not moved.

    A parameter is called ``<table>_<column>_<row>``.
    """
    types = {name: _type_of(table.c[name]) for name in names}
    return " UNION ALL ".join(
        f"SELECT {', '.join(f'CAST(:{table.name}_{name}_{row} AS {types[name]})' for name in names)} FROM head"
        for row in range(count)
    )


@lru_cache(maxsize=256)
def _statement(entries: int, rooms: int) -> TextClause:
    columns = ", ".join(f'"{name}"' for name in _NAMES)
    parts = [
        """WITH head AS (
            UPDATE event_counter SET value = :value, head_hash = :head_hash, key_id = CAST(:key_id AS VARCHAR)
            WHERE id = 1 AND value = :expected AND head_hash = :expected_hash
                AND key_id IS NOT DISTINCT FROM CAST(:expected_key AS VARCHAR)
            RETURNING value
        )""",
        f"added AS (INSERT INTO event_log ({columns}) {_rows(_ENTRY, _NAMES, entries)})",
    ]
    if rooms:
        names = _AUDIENCE.c.keys()
        audience = _rows(_AUDIENCE, names, rooms)
        parts.append(f"addressed AS (INSERT INTO event_audience ({', '.join(names)}) {audience})")
    return text(f"{', '.join(parts)} SELECT value FROM head")


def add(connection: Connection, head: JsonObject, entries: Sequence[JsonObject], rooms: Sequence[JsonObject]) -> bool:
    """Add entries with their audience, and move the head. Return False where the log does not end as expected.

    ``head`` holds the new ``value``, ``head_hash`` and ``key_id`` of the counter, and what it must have before:
    ``expected``, ``expected_hash`` and ``expected_key``.
    """
    parameters = dict(head)
    for row, entry in enumerate(entries):
        parameters.update((f"event_log_{name}_{row}", entry[name]) for name in _NAMES)
        # None as JSON's null, as in the entries of the other way.
        parameters.update((f"event_log_{name}_{row}", _encode(entry[name])) for name in _JSON_NAMES)
    for row, room in enumerate(rooms):
        parameters.update((f"event_audience_{name}_{row}", value) for name, value in room.items())
    return connection.execute(_statement(len(entries), len(rooms)), parameters).one_or_none() is not None
