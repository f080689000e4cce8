"""docs/personal-data.md names every table and column: those about people with a reason and an end, and the others."""

import re

import pytest

from labapp.extensions import Base
from tests.support.processes import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "personal-data.md").read_text()
STORED, _, REST = DOCUMENT.partition("### Columns")
COLUMNS, _, REST = REST.partition("These are about nobody:")
TABLES = {name: [column.name for column in table.columns] for name, table in Base.metadata.tables.items()}


def rows(text: str) -> list[list[str]]:
    """Return the cells of the rows of a table in Markdown, without its heading."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return lines[2:]


def names(text: str) -> list[str]:
    return re.findall(r"`(\w+)`", text)


ABOUT_PEOPLE = {names(table)[0]: names(columns) for table, columns in rows(COLUMNS)}
ABOUT_NOBODY = names(REST.partition("\n\n")[0])


def test_every_table_is_about_people_or_about_nobody() -> None:
    assert sorted([*ABOUT_PEOPLE, *ABOUT_NOBODY]) == sorted(TABLES)


@pytest.mark.parametrize("table", sorted(ABOUT_PEOPLE))
def test_a_table_about_people_has_its_columns_and_a_reason_and_an_end(table: str) -> None:
    assert sorted(ABOUT_PEOPLE[table]) == sorted(TABLES[table])
    reasons = [(why, how_long) for _, where, why, how_long in rows(STORED) if table in names(where)]
    assert reasons
    assert all(why and how_long for why, how_long in reasons)


@pytest.mark.parametrize("table", ABOUT_NOBODY)
def test_a_table_about_nobody_points_to_nobody(table: str) -> None:
    targets = {key.column.table.name for key in Base.metadata.tables[table].foreign_keys}
    assert targets.isdisjoint(ABOUT_PEOPLE)
