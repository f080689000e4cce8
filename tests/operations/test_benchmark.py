"""The small form of the benchmark: its parts run against a real server, and their tables have what was measured."""

import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench import contenders, document, pictures, rest, screens
from tests.bench.plan import FULL, QUICK, Figures
from tests.support.lab import MakeLab
from tests.support.node import packages


@pytest.fixture
def database_kind() -> str:
    """The parts that are tested here run on SQLite."""
    return "sqlite"


def cells(table: str) -> list[list[str]]:
    """Return the cells of a Markdown table without its two lines of head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_screens_and_rest_are_measured(make_lab: MakeLab) -> None:
    assert packages()
    figures = Figures("this application")
    one = contenders.Laboratory(figures.name, make_lab(**contenders.LIMITS))
    screens.screens(one, figures, QUICK)
    rest.rest(one, figures, QUICK)
    shown = cells(screens.table(figures, QUICK))
    assert [row[5] for row in shown] == ["0.00", "1.00"] * len(QUICK.screens)
    # Fetched catalogues are bytes; applied records are none.
    assert [float(row[6]) > 0 for row in shown] == [False, True] * len(QUICK.screens)
    requests = cells(rest.table([figures]))
    assert [row[0] for row in requests] == list(rest.REQUESTS.values())
    for _, own, other in requests:
        assert re.fullmatch(r"\d+\.\d\d ms, [\d,]+/s", own), own
        assert re.fullmatch(r"\d+\.\d\d ms, [\d,]+/s \(ratio \d+\.\d\d\)", other), other


def test_the_document_has_charts_and_what_an_instance_carries(tmp_path: Path) -> None:
    own = {f"net_{clients}": 7e-6 for clients in FULL.points} | {"change": 1.8e-3, "memory": 4096.0, "p99": 0.02}
    for count in FULL.screens:
        for way, seconds in (("applied", 0.03), ("fetched", 1.0)):
            own |= {f"{way}_{count}_{key}": seconds for key in ("p50", "p99", "cpu", "requests", "bytes")}
    node = Figures("Socket.IO on Node", {f"net_{clients}": 12e-6 for clients in FULL.points})
    document.write([Figures("this application", own), node], FULL, "| a table |", tmp_path / "benchmarks.md")
    text = (tmp_path / "benchmarks.md").read_text()
    # Half of a core: 0.5 s / (1.8 ms + 1,000 x 7 µs) = 56.8, rounded down.
    assert "- **1,000 clients** at 50 changes a second: a change takes 8.8 ms of the core, in 4 MiB." in text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "What one instance carries",
        "All figures",
        "Screens",
        "First load",
    ]
    images = re.findall(r"^!\[(.+)\]\((.+)\)$", text, re.MULTILINE)
    assert len(images) == 2
    for alternative, name in images:
        chart = ElementTree.fromstring((tmp_path / name).read_text())
        words = ["".join(one.itertext()) for one in chart.iter("{http://www.w3.org/2000/svg}text")]
        assert {"screens", "clients"} & set(words)
        assert any(word.startswith(("µs", "ms")) for word in words)
        assert chart.findtext("{http://www.w3.org/2000/svg}desc") == alternative
    assert "12.0 µs at 5,000" in images[0][0]


def test_labels_at_the_ends_of_lines_do_not_cover_each_other() -> None:
    lines = [pictures.Line(f"line {number}", [(10, 1), (1000, 5 + number / 100)]) for number in range(4)]
    svg = pictures.draw(pictures.Chart("a.svg", "A", "A.", "x", "y", lines))
    places = sorted(float(place) for place in re.findall(r'class="label" x="[^"]+" y="([^"]+)"', svg))
    assert all(after - before >= 15 for before, after in itertools.pairwise(places))
