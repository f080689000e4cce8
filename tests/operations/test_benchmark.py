"""The small form of the benchmark: its parts run against a real server, and their tables have what was measured."""

from pathlib import Path

import pytest

from tests.bench import contenders, screens
from tests.bench.plan import QUICK, Figures
from tests.support.node import packages


@pytest.fixture
def database_kind() -> str:
    """The parts that are tested here run on SQLite."""
    return "sqlite"


def test_screens_apply_the_record_of_the_event_or_fetch(tmp_path: Path) -> None:
    assert packages()
    figures = Figures("application")
    with contenders.laboratory(tmp_path / "lab", "fast") as one:
        screens.screens(one, figures, QUICK)
    table = screens.table(figures, QUICK).splitlines()
    assert len(table) == 2 + 2 * len(QUICK.screens)
    cells = [[cell.strip() for cell in line.split("|")] for line in table[2:]]
    assert [row[6] for row in cells] == ["0.00", "1.00"] * len(QUICK.screens)
    # Fetched catalogues are bytes; applied records are none.
    assert [float(row[7]) > 0 for row in cells] == [False, True] * len(QUICK.screens)
