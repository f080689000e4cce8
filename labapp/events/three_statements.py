"""Adds entries to the log of SQLite in three statements that are prepared once: counter with head, entries, audience.

As in ``one_statement``, nothing is added where the log does not end as expected.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Dialect, insert
from sqlalchemy.dialects import sqlite

from labapp.contract.base import JsonObject
from labapp.events.entries import WRITTEN_COLUMNS
from labapp.extensions import table_of
from labapp.models import EventAudience

_DIALECT: Dialect = sqlite.dialect()
_MOVE_HEAD = """
    UPDATE event_counter SET value = :value, head_hash = :head_hash, key_id = :key_id
    WHERE id = 1 AND value = :expected AND head_hash = :expected_hash AND key_id IS :expected_key
"""


class _Insert:
    """An INSERT as text, and what turns a row into its parameters, so that nothing is compiled at an execution."""

    # ``Any``: the types of the columns differ.
    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        self._text = str(
            insert(columns[0].table).compile(dialect=_DIALECT, column_keys=[each.name for each in columns])
        )
        self._columns: list[tuple[str, Callable[[Any], Any] | None]] = [
            (each.name, each.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)) for each in columns
        ]

    def execute(self, connection: Connection, rows: Sequence[JsonObject]) -> None:
        """Insert the rows."""
        parameters = [
            tuple(row[name] if convert is None else convert(row[name]) for name, convert in self._columns)
            for row in rows
        ]
        connection.exec_driver_sql(self._text, parameters if len(parameters) > 1 else parameters[0])


_INSERT_ENTRIES, _INSERT_AUDIENCE = _Insert(WRITTEN_COLUMNS), _Insert(tuple(table_of(EventAudience).c))


def add(connection: Connection, head: JsonObject, entries: Sequence[JsonObject], rooms: Sequence[JsonObject]) -> bool:
    """Add entries with their audience, and move the head. Return False where the log does not end as expected.

    ``head`` is that of ``one_statement.add``.
    """
    if connection.exec_driver_sql(_MOVE_HEAD, head).rowcount != 1:
        return False
    _INSERT_ENTRIES.execute(connection, entries)
    if rooms:
        _INSERT_AUDIENCE.execute(connection, rooms)
    return True
