"""Redaction: contents of entries are removed, the chain still verifies, and what was removed otherwise is found."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from labapp.contract.facts import FactName
from labapp.events import anchors, chain, log, redaction
from labapp.events.keys import keyring
from labapp.events.log import Fact
from labapp.models import EventCounter, EventEntry
from labapp.unit_of_work import reading, unit_of_work
from tests.support.databases import writing
from tests.support.event_log import append_without_key, entries, record

LOST = "payload = NULL, report = NULL, before = NULL, after = NULL, address = NULL, salt = NULL"


def note(number: int) -> None:
    record(*(Fact(FactName.EXAM_UPDATED, n, before={"n": n}, after={"text": "Ñandú"}) for n in range(number)))


def redact(*seqs: int) -> None:
    with unit_of_work() as work:
        redaction.lock(work.session)
        work.record(*redaction.redact(work.session, seqs, user_id=7))


def verify() -> chain.ChainVerification:
    with reading() as session:
        return chain.verify(session)


def change(statement: str) -> None:
    with writing() as session:
        session.execute(text(statement))


def test_a_redacted_entry_has_no_contents_and_the_chain_verifies(app: Flask) -> None:
    note(5)
    with reading() as session:
        anchor = anchors.take(session, keyring()).line()
    hashes = [(entry.hash, entry.content_hash) for entry in entries()]
    redact(2, 4)
    found = verify()
    assert (found.last, found.altered, found.redacted) == (6, None, (2, 4))
    kept = entries()
    assert [(entry.hash, entry.content_hash) for entry in kept[:5]] == hashes
    for entry in (kept[1], kept[3]):
        assert (entry.payload, entry.report, entry.before, entry.after, entry.address, entry.salt) == (None,) * 6
        assert (entry.redacted_at, entry.name) == (kept[1].redacted_at, "exam.updated")
        assert entry.redacted_at is not None
    recorded = kept[5]
    assert (recorded.name, recorded.after) == (
        "audit.entries_redacted",
        {"user": 7, "entries": [2, 4], "commitments": {}},
    )
    with reading() as session:
        assert anchors.check(session, [anchor], keyring()) == 1
    # Once is enough, and the log goes on.
    redact(2, 4)
    note(1)
    assert (verify().altered, len(entries())) == (None, 7)


def test_the_digest_is_salted(app: Flask) -> None:
    """Equal contents have different digests, so that nobody can compare them with a guess."""
    note(1)
    note(1)
    first, second = entries()
    assert first.after == second.after
    assert first.salt != second.salt
    assert first.content_hash != second.content_hash


@pytest.mark.parametrize(
    ("behind_the_back", "altered", "is_unrecorded"),
    [
        (f"UPDATE event_log SET {LOST}, redacted_at = created_at WHERE seq = 3", 3, True),
        (f"UPDATE event_log SET {LOST} WHERE seq = 3", 3, False),
        # Of the entries that are redacted with a record.
        ("UPDATE event_log SET redacted_at = NULL WHERE seq = 2", 2, False),
        ("UPDATE event_log SET after = '{}' WHERE seq = 2", 2, False),
        ("UPDATE event_log SET address = '10.0.0.1' WHERE seq = 2", 2, False),
        ("UPDATE event_log SET salt = 'x' WHERE seq = 2", 2, False),
        ("UPDATE event_log SET entity_id = 666 WHERE seq = 2", 2, False),
        ("UPDATE event_log SET user_id = 666 WHERE seq = 2", 2, False),
        ("UPDATE event_log SET content_hash = NULL WHERE seq = 2", 2, False),
        ("UPDATE event_log SET content_hash = NULL, user_id = 666 WHERE seq = 2", 2, False),
        # The record itself.
        (f"UPDATE event_log SET {LOST}, redacted_at = created_at WHERE seq = 6", 2, True),
        ("UPDATE event_log SET after = '[2]' WHERE seq = 6", 2, True),
        ("""UPDATE event_log SET after = '{"user": 7, "entries": [2, 4]}' WHERE seq = 6""", 4, False),
        ("UPDATE event_log SET name = 'exam.updated' WHERE seq = 6", 2, True),
    ],
)
def test_what_is_done_behind_the_back_of_the_application_is_found(
    app: Flask, behind_the_back: str, altered: int, is_unrecorded: bool
) -> None:
    note(5)
    redact(2)
    change(behind_the_back)
    found = verify()
    assert (found.altered, found.is_unrecorded) == (altered, is_unrecorded)
    # The next entry confirms nothing.
    note(1)
    assert verify().altered == altered


def forged_record(session: Session) -> None:
    """Redact an entry and append the record of it, chained without the key."""
    session.execute(text(f"UPDATE event_log SET {LOST}, redacted_at = created_at WHERE seq = 3"))
    last = session.get_one(EventEntry, 5)
    entry = {column.name: getattr(last, column.name) for column in EventEntry.__table__.columns}
    entry |= {"seq": 6, "name": "audit.entries_redacted", "entity_type": "audit", "previous_hash": last.hash}
    entry |= {"after": {"user": 7, "entries": [3]}, "salt": chain.new_salt()}
    entry["content_hash"] = chain.content_hash(entry)
    entry["hash"] = chain.chain_hash(entry, None)
    session.add(EventEntry(**entry))
    session.execute(update(EventCounter).values(value=6, head_hash=entry["hash"]))


def test_a_record_that_was_forged_without_the_key_is_found(app: Flask) -> None:
    note(5)
    with writing() as session:
        forged_record(session)
    assert verify().altered == 6


def test_what_the_verification_depends_on_is_not_redacted(app: Flask) -> None:
    note(2)
    redact(1)
    redact(1, 2, 3)
    assert [entry.redacted_at is None for entry in entries()] == [False, False, True, True]
    assert verify().redacted == (1, 2)


@pytest.fixture
def earlier_entries(app: Flask) -> None:
    """Three entries without a key and without a digest of their contents, and the installation of a key."""
    with writing() as session:
        append_without_key(session, 3)
    with unit_of_work() as work:
        log.install_key(work.connection)


def test_entries_of_earlier_versions_are_redacted_with_a_commitment(app: Flask, earlier_entries: None) -> None:
    note(2)
    assert verify().altered is None
    redact(2, 5)
    found = verify()
    assert (found.altered, found.redacted) == (None, (2, 5))
    details = entries()[-1].after or {}
    assert list(details["commitments"]) == ["2"]
    assert "Ñandú" not in json.dumps([entries()[1].before, entries()[1].after])


@pytest.mark.parametrize("column", ["name", "event", "entity_type", "entity_id", "action", "user_id", "created_at"])
def test_what_is_left_of_them_cannot_be_changed(app: Flask, earlier_entries: None, column: str) -> None:
    redact(2)
    value = {"entity_id": "666", "user_id": "666", "created_at": "'2026-01-01 00:00:00+00'"}.get(column, "'x'")
    change(f"UPDATE event_log SET {column} = {value} WHERE seq = 2")
    assert verify().altered == 2


def test_a_redaction_of_them_without_a_record_is_found(app: Flask, earlier_entries: None) -> None:
    change(f"UPDATE event_log SET {LOST}, redacted_at = created_at WHERE seq = 2")
    found = verify()
    assert (found.altered, found.is_unrecorded) == (2, True)


@pytest.mark.parametrize("seq", [1, 4, 6])
def test_a_redaction_during_a_verification_is_no_fault(app: Flask, seq: int) -> None:
    note(6)
    with reading() as session:
        progress = chain.step(session, chain.begin(session), 3)
    redact(seq)
    while not progress.done:
        with reading() as session:
            progress = chain.step(session, progress, 3)
    # What was verified before is not verified again.
    assert (progress.altered, progress.redacted) == (None, () if seq == 1 else (seq,))
    assert progress.last == (6 if seq == 1 else 7)


def test_a_redaction_without_a_record_during_a_verification_is_found(app: Flask) -> None:
    note(6)
    with reading() as session:
        progress = chain.step(session, chain.begin(session), 3)
    change(f"UPDATE event_log SET {LOST}, redacted_at = created_at WHERE seq = 5")
    note(1)
    step: Callable[[Session], chain.ChainVerification] = lambda session: chain.step(session, progress, 3)  # noqa: E731
    with reading() as session:
        found = step(session)
    assert (found.altered, found.is_unrecorded) == (5, True)


def test_the_command_names_redacted_entries_and_those_without_a_record(app: Flask) -> None:
    note(9)
    redact(1, 3, 4, 5, 8)
    run = app.test_cli_runner().invoke
    shown = run(args=["audit", "verify"])
    assert shown.exit_code == 0
    assert shown.output.splitlines() == [
        "10 entries, none altered; chained with a key from entry 1 on.",
        "5 without contents, as recorded by erasures: 1, 3-5, 8.",
    ]
    change(f"UPDATE event_log SET {LOST}, redacted_at = created_at WHERE seq = 6")
    shown = run(args=["audit", "verify"])
    assert shown.exit_code == 1
    assert shown.output == "Error: entry 6 lost its contents, and no recorded erasure names it\n"
