"""The check against the ASVS names tests and files that exist, and its introduction counts its own tables."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.support.processes import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "asvs.md").read_text()
STATUSES = ("met", "partly", "not met", "not applicable")
REQUIREMENT = re.compile(r"V\d+\.\d+\.\d+")
COUNTS = re.compile(
    r"Of (\d+) requirements, (\d+) are met, (\d+) are partly met, (\d+) are not met, and (\d+) are not applicable\."
)
# A path of the repository: with a folder or an ending, unlike an address of the application or a setting.
PATH = re.compile(r"[\w.-]+/[\w./-]*|[\w-]+\.(?:md|py|txt)")
NAMED = sorted(set(re.findall(r"`([^`]+)`", DOCUMENT)))
TESTS = [name for name in NAMED if "::" in name]
PATHS = [name for name in NAMED if PATH.fullmatch(name)]
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in DOCUMENT.splitlines()
    if line.startswith("| V")
]


@cache
def functions_of(path: str) -> frozenset[str]:
    """Return the names of the test functions of a module."""
    tree = ast.parse((REPOSITORY / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def size_of(requirement: str) -> int:
    """Return how many requirements the first cell of a row stands for."""
    several = re.search(r"\((\d+) requirements\)", requirement)
    return int(several[1]) if several else len(REQUIREMENT.findall(requirement))


@pytest.mark.parametrize("name", TESTS)
def test_every_named_test_exists(name: str) -> None:
    path, _, function = name.partition("::")
    assert path.startswith("tests/")
    assert function.startswith("test_")
    assert function in functions_of(path)


@pytest.mark.parametrize("path", PATHS)
def test_every_named_file_exists(path: str) -> None:
    assert (REPOSITORY / path).exists()


def test_every_row_has_a_status_and_what_shows_it() -> None:
    assert {len(row) for row in ROWS} == {3}
    for requirement, status, shown in ROWS:
        assert size_of(requirement) >= 1, requirement
        assert status in STATUSES, requirement
        is_shown = any(f"`{name}`" in shown for name in TESTS + PATHS)
        assert is_shown or status in ("not met", "not applicable"), requirement


def test_the_introduction_counts_the_tables() -> None:
    counts: Counter[str] = Counter()
    for requirement, status, _shown in ROWS:
        counts[status] += size_of(requirement)
    written = COUNTS.search(DOCUMENT)
    assert written is not None
    assert [int(number) for number in written.groups()] == [counts.total(), *(counts[status] for status in STATUSES)]
    named = [number for requirement, *_ in ROWS for number in REQUIREMENT.findall(requirement)]
    assert len(named) == len(set(named))
