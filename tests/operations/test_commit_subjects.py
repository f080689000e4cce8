"""The rules for subjects of commits, and from which commit on they hold."""

import runpy
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).resolve().parents[2] / ".ci" / "commit_subjects.py"))
faults: Callable[[str], list[str]] = SCRIPT["faults"]
main: Callable[..., int] = SCRIPT["main"]

with_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.mark.parametrize(
    "subject",
    [
        "Declare each setting once",
        "Process messages in order",
        "Bring the tail to its position",
        "Seed demo data",
        "Focus the first field with an error",
        "Address the review of the transport",
        "x".upper() * 72,
    ],
)
def test_an_imperative_subject_passes(subject: str) -> None:
    assert faults(subject) == []


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        ("X" * 73, "more than 72"),
        ("declare each setting once", "capital"),
        ("Declare each setting once.", "full stop"),
        ("Added a setting", "'added' is not imperative"),
        ("Fixes the tail", "'fixes' is not imperative"),
        ("Adds a page", "'adds' is not imperative"),
        ("Adding a page", "'adding' is not imperative"),
        ("The tail follows the log", "starts with 'the'"),
        ("", "capital"),
    ],
)
def test_another_subject_is_refused(subject: str, fault: str) -> None:
    assert [found for found in faults(subject) if fault in found]


def commit(repository: Path, subject: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@lab.example", "-c", "commit.gpgsign=false")
    git = ("git", "-C", str(repository), *identity)
    subprocess.run((*git, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", subject), check=True)
    return subprocess.run((*git, "rev-parse", "HEAD"), check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(("git", "init", "-q", str(tmp_path)), check=True)
    return tmp_path


@with_git
def test_only_commits_since_the_base_are_checked(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = commit(repository, "added what came before the rules.")
    commit(repository, "Add a page")
    assert main(repository, base) == 0
    assert capsys.readouterr().out == "Commit subjects: 1 checked.\n"
    commit(repository, "Fixed a page")
    assert main(repository, base) == 1
    assert "'fixed' is not imperative" in capsys.readouterr().out


@with_git
def test_a_shallow_clone_without_the_base_is_checked_as_far_as_it_goes(repository: Path, tmp_path: Path) -> None:
    base = commit(repository, "added what came before the rules.")
    commit(repository, "Add a page")
    clone = tmp_path / "clone"

    def checked() -> int:
        shutil.rmtree(clone, ignore_errors=True)
        subprocess.run(("git", "clone", "-q", "--depth=1", f"file://{repository}", str(clone)), check=True)
        return main(clone, base)

    assert checked() == 0
    commit(repository, "Fixed a page")
    assert checked() == 1


@with_git
def test_without_the_base_or_a_repository_the_check_is_skipped(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, "added something.")
    assert main(repository, "0" * 40) == 0
    assert main(tmp_path_factory.mktemp("plain"), "0" * 40) == 0
    assert capsys.readouterr().out.count("skipped") == 2
