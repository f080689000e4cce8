"""The database, the secrets and their directory are readable by the user of the server only."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from labapp.config import load_settings
from tests.support.application import open_application
from tests.support.command import run_flask


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(autouse=True)
def permissive() -> Iterator[None]:
    """The usual umask, under which new files are readable by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@contextmanager
def application(directory: Path, url: str | None = None) -> Iterator[None]:
    with open_application(url or f"sqlite:///{directory}/lab.db", directory, LOG_LEVEL="INFO"):
        yield


def tightened(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines that have been logged about modes since the last call."""
    return [line for line in capsys.readouterr().err.splitlines() if "modes_tightened" in line]


def test_a_new_instance_is_private(tmp_path: Path) -> None:
    directory = tmp_path / "instance"
    migrated = run_flask("db", "upgrade", INSTANCE_PATH=str(directory), SECRET_KEY="", JWT_SECRET_KEY="")
    assert migrated.returncode == 0, migrated.stderr
    assert "modes_tightened" not in migrated.stderr
    with application(directory), closing(sqlite3.connect(directory / "lab.db")) as connection:
        connection.execute("CREATE TABLE kept (id)")
        modes = {path.name: mode_of(path) for path in directory.iterdir()}
    assert {"lab.db", "lab.db-wal", "lab.db-shm", "secret_key", "jwt_secret_key"} <= set(modes)
    assert {name for name, mode in modes.items() if mode != 0o600} == set()
    assert mode_of(directory) == 0o700


def test_wider_modes_are_tightened_at_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = tmp_path / "instance"
    directory.mkdir()
    database = directory / "lab.db"
    load_settings({"INSTANCE_PATH": str(directory)})
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE kept (id)")
        for path in directory.iterdir():
            path.chmod(0o664)
        directory.chmod(0o755)
        names = {path.name for path in directory.iterdir()}
        with application(directory):
            assert {name for name in names if mode_of(directory / name) != 0o600} == set()
        assert mode_of(directory) == 0o700
    (line,) = tightened(capsys)
    assert [path for path in (directory, *map(directory.joinpath, names)) if f"'{path}'" not in line] == []
    with application(directory):
        assert tightened(capsys) == []
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_database_elsewhere_is_private_and_its_directory_stays(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    with application(tmp_path / "instance", f"sqlite:///{shared}/other.db"):
        assert mode_of(shared / "other.db") == 0o600
    assert mode_of(shared) == 0o755


def test_a_directory_that_everybody_shares_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with application(tmp_path):
        assert mode_of(tmp_path) == 0o777
        assert mode_of(tmp_path / "lab.db") == 0o600
