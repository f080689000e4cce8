"""``flask audit`` as an operator runs it: a log of an earlier version, a missing key, rotation, and anchors."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from labapp.events import chain
from labapp.events.keys import Keyring
from labapp.identity import Role
from labapp.models import EventEntry
from tests.support.command import SECRETS, run_flask
from tests.support.databases import Databases
from tests.support.event_log import append_without_key
from tests.support.lab import MakeLab

AUDIT_KEY = SECRETS["AUDIT_KEY"]


def write(url: str, *statements: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def of_an_earlier_version(url: str) -> None:
    """A database without keys, with five entries that such a version has written."""
    run_flask("db", "upgrade", "0004", DATABASE_URL=url).check_returncode()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with Session(engine) as session:
        append_without_key(session, 5)
        session.commit()
    engine.dispose()


@pytest.fixture
def earlier_url(database_kind: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.fresh(database_kind, tmp_path, template="at0004", build=of_an_earlier_version) as url:
        yield url


def audit(url: str, *arguments: str, **settings: str) -> tuple[int, str]:
    """Run a command of the group, and return its status and what it prints."""
    done = run_flask("audit", *arguments, DATABASE_URL=url, **settings)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_the_change_over_of_an_existing_log(earlier_url: str) -> None:
    assert run_flask("db", "upgrade", DATABASE_URL=earlier_url).returncode == 0
    check = run_flask("db", "check", DATABASE_URL=earlier_url)
    assert check.returncode == 0, check.stdout + check.stderr
    status, output = audit(earlier_url, "verify")
    assert status == 1
    assert "5 entries, none altered, but the log has no key" in output
    assert audit(earlier_url, "install-key") == (0, "Chained with AUDIT_KEY from entry 6 on.")
    assert audit(earlier_url, "install-key") == (0, "The key is installed already.")
    assert audit(earlier_url, "renew-epoch")[0] == 0
    assert audit(earlier_url, "verify") == (0, "7 entries, none altered; chained with a key from entry 6 on.")
    # Rewritten, and every hash without a key recomputed.
    engine = create_engine(earlier_url.replace("postgresql://", "postgresql+psycopg://"))
    with Session(engine) as session:
        previous = session.get_one(EventEntry, 2).hash
        for seq in (3, 4, 5):
            row = session.get_one(EventEntry, seq)
            row.entity_id = 77
            entry = {column.name: getattr(row, column.name) for column in EventEntry.__table__.columns}
            row.previous_hash = previous
            row.hash = previous = chain.chain_hash(entry | {"previous_hash": previous}, None)
        session.commit()
    engine.dispose()
    assert audit(earlier_url, "verify") == (1, "Error: entry 6 was altered, or is missing")
    write(earlier_url, "DELETE FROM event_audience", "DELETE FROM event_log WHERE seq = 6")
    lost = "Error: entry 6 is missing: with it the key of the log changed (`audit install-key`)"
    assert audit(earlier_url, "verify") == (1, lost)
    for step in (("downgrade", "0004"), ("upgrade",)):
        assert run_flask("db", *step, DATABASE_URL=earlier_url).returncode == 0


def test_a_missing_key_is_not_an_altered_entry(earlier_url: str) -> None:
    assert run_flask("db", "upgrade", DATABASE_URL=earlier_url).returncode == 0
    assert audit(earlier_url, "install-key")[0] == 0
    new = "n" * 32
    for command in ("verify", "install-key", "renew-epoch"):
        status, output = audit(earlier_url, command, AUDIT_KEY=new)
        assert status == 1
        assert "altered" not in output
        assert f"chained with key {Keyring(AUDIT_KEY).current.id}, which is neither AUDIT_KEY" in output
        assert "Traceback" not in output
    both = {"AUDIT_KEY": new, "AUDIT_KEY_PREVIOUS": AUDIT_KEY}
    status, output = audit(earlier_url, "verify", **both)
    assert status == 1
    assert "is chained with an earlier key than AUDIT_KEY" in output
    assert audit(earlier_url, "install-key", **both) == (0, "Chained with AUDIT_KEY from entry 7 on.")
    assert audit(earlier_url, "verify", **both) == (0, "7 entries, none altered; chained with a key from entry 6 on.")
    assert audit(earlier_url, "verify", AUDIT_KEY=new)[0] == 1
    assert audit(earlier_url, "install-key", "--previous-lost", AUDIT_KEY="l" * 32)[0] == 0


def test_anchors_of_a_file(earlier_url: str, tmp_path: Path) -> None:
    assert run_flask("db", "upgrade", DATABASE_URL=earlier_url).returncode == 0
    file = tmp_path / "anchors.jsonl"
    settings = {"AUDIT_ANCHOR_FILE": str(file)}
    assert audit(earlier_url, "install-key")[0] == 0
    printed = []
    for _ in range(2):
        status, line = audit(earlier_url, "anchor", **settings)
        assert status == 0
        printed.append(line)
        assert audit(earlier_url, "renew-epoch")[0] == 0
    assert file.read_text().splitlines() == printed
    assert [json.loads(line)["number"] for line in printed] == [6, 7]
    fit = "8 entries, none altered; chained with a key from entry 6 on; 2 anchors fit."
    assert audit(earlier_url, "verify", "--anchor", str(file)) == (0, fit)
    write(
        earlier_url,
        "DELETE FROM event_log WHERE seq > 6",
        "UPDATE event_counter SET value = 6, head_hash = (SELECT hash FROM event_log WHERE seq = 6)",
    )
    assert audit(earlier_url, "verify")[0] == 0
    status, output = audit(earlier_url, "verify", "--anchor", str(file))
    assert status == 1
    assert "anchor 2 (entry 7, " in output
    assert "the log ends before it, at entry 6" in output
    status, output = audit(earlier_url, "anchor", AUDIT_ANCHOR_FILE=str(tmp_path))
    assert (status, "AUDIT_ANCHOR_FILE: " in output, "Traceback" in output) == (1, True, False)


def test_a_server_writes_anchors(make_lab: MakeLab, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    lab = make_lab()
    server = lab.start(AUDIT_ANCHOR_FILE=str(file), AUDIT_ANCHOR_SECONDS="1")
    lab.api(lab.account(Role.ADMIN)).post("/api/admin/messages", {"type": "info", "message": "hola"})
    deadline = time.monotonic() + 10
    while not file.exists() or len(file.read_text().splitlines()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [json.loads(line)["number"] for line in file.read_text().splitlines()] == [0, 1]
    assert server.log.count("audit_anchor ") == 2
    time.sleep(1.5)
    assert len(file.read_text().splitlines()) == 2
    assert server.terminate() == 0


def test_an_instance_without_the_key_of_the_log_is_not_ready(make_lab: MakeLab) -> None:
    lab = make_lab()
    right = lab.start()
    lab.api(lab.account(Role.ADMIN)).post("/api/admin/messages", {"type": "info", "message": "hola"})
    wrong = lab.start(AUDIT_KEY="w" * 32)
    answers = {one: requests.get(f"{one.url}/health/ready", timeout=10) for one in (right, wrong)}
    assert {one: (each.status_code, each.json()["audit"]) for one, each in answers.items()} == {
        right: (200, "ok"),
        wrong: (503, "down"),
    }
