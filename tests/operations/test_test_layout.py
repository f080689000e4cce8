"""The layout of the tests: documented modules that do not import each other, and shared helpers in one place."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY

TESTS = REPOSITORY / "tests"
MODULES = sorted(path for path in TESTS.glob("*/test_*.py"))
SUPPORT = sorted((TESTS / "support").glob("*.py"))
MAX_DOCSTRING = 120


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name_of(path: Path) -> str:
    return str(path.relative_to(TESTS))


def test_all_test_modules_are_found() -> None:
    assert len(MODULES) >= 60
    assert {path.parent.name for path in MODULES} >= {"app", "dashboard", "events", "operations", "realtime", "rest"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_test_module_says_in_one_line_what_it_guards(path: Path) -> None:
    text = ast.get_docstring(parse(path)) or ""
    first, _, rest = text.partition("\n")
    assert first.endswith("."), "no sentence as its first line"
    assert len(first) <= MAX_DOCSTRING
    # More may follow in a paragraph of its own.
    assert not rest or rest.startswith("\n")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_test_module_imports_no_other(path: Path) -> None:
    others = {name for name in imported(path) if name.startswith("tests.") and ".test_" in name}
    assert others == set()


def test_the_helpers_import_no_test() -> None:
    for path in SUPPORT:
        assert not {name for name in imported(path) if name.startswith("tests.") and "support" not in name}, path


def test_a_helpers_name_is_in_one_place() -> None:
    defined = Counter(
        node.name
        for path in SUPPORT
        for node in parse(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in defined.items() if count > 1] == []
