"""The worked changes of CONTRIBUTING.md apply as they stand, cost what they promise, and pass their tests."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.components import missing
from tests.support.processes import REPOSITORY

pytestmark = pytest.mark.long_file

PAGE = (REPOSITORY / ".github" / "CONTRIBUTING.md").read_text()
SECTION = re.compile(r"^### (.+?)\n(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^```(diff|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANGES = dict(SECTION.findall(PAGE.partition("## Three worked changes")[2]))
# The files by hand that a change may cost at most.
LIMITS = {"An event": 6, "A field": 5, "A setting": 3}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository's files, committed, with the packages of this one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        missing("git, and the repository that the files belong to")
    folder = tmp_path / "lab"
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            # With its times: make would install again what is older than the list of packages.
            shutil.copy2(REPOSITORY / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / ".cache").symlink_to(REPOSITORY / ".cache")
    git(folder, "init", "-q")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str, text: str | None = None) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@lab.example"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Commit", "--no-verify", "--allow-empty")


def run(folder: Path, command: str) -> None:
    # Settings and pytest options of this run are not those of the copy.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_CORE"))}
    environment = inherited | {"FLASK_SKIP_DOTENV": "1", "LOG_LEVEL": "WARNING"}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=150, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("title", LIMITS)
def test_a_worked_change_applies_and_passes_its_tests(copy: Path, title: str) -> None:
    text = CHANGES[title]
    by_hand: set[str] = set()
    for kind, content in STEP.findall(text):
        if kind == "sh":
            for command in content.splitlines():
                run(copy, command)
            continue
        commit(copy)
        git(copy, "apply", "-", text=content)
        git(copy, "add", "-A")
        by_hand |= set(git(copy, "diff", "--cached", "--name-only").split())
    counted = {name for name in by_hand if not name.startswith("tests/")}
    assert len(counted) <= LIMITS[title], counted
    assert f"**{len(counted)} files by hand:**" in text


def test_every_worked_change_is_tested() -> None:
    assert set(CHANGES) == set(LIMITS)
