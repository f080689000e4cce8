"""Anchors: what is written where and when, and what a log that lost its end, or was replaced, no longer fits."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest
from flask import Flask
from sqlalchemy import select, text, update

from labapp.config import current_settings
from labapp.contract.facts import FactName
from labapp.events import anchors, log
from labapp.events.anchors import AnchorWriter, UnfitAnchor
from labapp.events.keys import Keyring, keyring
from labapp.events.log import Fact
from labapp.models import EventCounter, EventEntry
from labapp.unit_of_work import reading, unit_of_work
from tests.support.command import SECRETS
from tests.support.databases import writing
from tests.support.event_log import record


def note(number: int = 1) -> None:
    record(*(Fact(FactName.EXAM_UPDATED, n) for n in range(number)))


def anchor() -> str:
    with reading() as session:
        return anchors.take(session, keyring()).line()


def check(*lines: str) -> int:
    with reading() as session:
        return anchors.check(session, lines, keyring())


def cut_after(seq: int) -> None:
    """Remove the end of the log, and correct the counter."""
    with writing() as session:
        session.execute(text("DELETE FROM event_audience"))
        session.execute(text(f"DELETE FROM event_log WHERE seq > {seq}"))
        head = session.scalar(select(EventEntry.hash).where(EventEntry.seq == seq))
        session.execute(update(EventCounter).values(value=seq, head_hash=head))


def test_anchors_fit_the_log_that_they_are_of(app: Flask) -> None:
    lines = [anchor()]
    for _ in range(3):
        note(2)
        lines.append(anchor())
    with unit_of_work() as work:
        log.renew_epoch(work.connection)
    assert check(*lines, "\n") == 4
    assert [json.loads(line)["number"] for line in lines] == [0, 2, 4, 6]


def test_a_log_that_was_cut_is_found_by_the_first_anchor_beyond_its_end(app: Flask) -> None:
    lines = []
    for _ in range(3):
        note(2)
        lines.append(anchor())
    cut_after(3)
    with pytest.raises(UnfitAnchor, match=r"anchor 2 \(entry 4, .*\): the log ends before it, at entry 3$"):
        check(*lines)
    # Grown again, it has other entries.
    note(5)
    with pytest.raises(UnfitAnchor, match=r"anchor 2 \(entry 4, .*\): the log has another entry in its place$"):
        check(*lines)


def test_a_restore_is_recognizable(app: Flask) -> None:
    note(4)
    line = anchor()
    cut_after(3)
    with unit_of_work() as work:
        log.renew_epoch(work.connection)
    with pytest.raises(UnfitAnchor, match=r"the epoch was renewed since, as after a restore$"):
        check(line)


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        (lambda line: line.replace('"number": 2', '"number": 1'), "anchor 2 has a wrong signature"),
        (lambda line: re.sub(r'"time": "\d+', '"time": "1999', line), "anchor 2 has a wrong signature"),
        (lambda line: re.sub(r'"epoch": "\w+', '"epoch": "0', line), "anchor 2 has a wrong signature"),
        (lambda line: re.sub(r'"signature": "\w+', '"signature": "ñ', line), "anchor 2 has a wrong signature"),
        (lambda line: re.sub(r'"key": "\w+', '"key": "0123', line), "anchor 2 is signed with key 0123, which is not"),
        (lambda line: line.replace('"number": 2', '"number": "2"'), "line 2 is not an anchor"),
        (lambda line: line[:-20], "line 2 is not an anchor"),
        (lambda line: "[]", "line 2 is not an anchor"),
        (lambda line: "no", "line 2 is not an anchor"),
    ],
)
def test_a_forged_or_broken_anchor_is_named(app: Flask, forged: Callable[[str], str], why: str) -> None:
    note(2)
    true = anchor()
    assert forged(true) != true
    with pytest.raises(UnfitAnchor, match=f"^{why}"):
        check(true, forged(true))


def test_a_line_of_the_log_output_is_an_anchor(app: Flask) -> None:
    note()
    fields = json.loads(anchor()) | {"event": "audit_anchor", "level": "info", "timestamp": "2026-11-26T00:00:00Z"}
    assert check(f"2026-11-26T00:00:00+00:00 app[web.1]: {json.dumps(fields)}") == 1


def test_anchors_of_an_earlier_key_stay_valid(app: Flask) -> None:
    note()
    line = anchor()
    app.config["LAB_SETTINGS"] = current_settings().model_copy(
        update={"audit_key": "b" * 32, "audit_key_previous": (SECRETS["AUDIT_KEY"],)}
    )
    with unit_of_work() as work:
        log.install_key(work.connection)
    assert check(line, anchor()) == 2
    with reading() as session, pytest.raises(UnfitAnchor, match="anchor 1 is signed with key"):
        anchors.check(session, [line], Keyring("b" * 32))


# --- writing -------------------------------------------------------------------------------------


@pytest.fixture
def environment() -> dict[str, str]:
    return {"LOG_LEVEL": "INFO"}


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the fields of each line that the module has logged."""
    return [record.msg for record in caplog.records if record.name == anchors.__name__ and isinstance(record.msg, dict)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "anchors.jsonl"


@pytest.fixture
def writer(app: Flask, file: Path) -> Iterator[AnchorWriter]:
    settings = {"audit_anchor_file": file, "audit_anchor_seconds": 1}
    writer = AnchorWriter(app, current_settings().model_copy(update=settings))
    yield writer
    writer.stop()


def test_an_instance_writes_only_if_the_head_has_moved(
    writer: AnchorWriter, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note()
    for _ in range(2):
        writer.write_if_moved()
    note(2)
    writer.write_if_moved()
    lines = file.read_text().splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 3]
    assert check(*lines) == 2
    fields = ("number", "hash", "epoch", "time", "key", "signature")
    assert [{name: entry[name] for name in fields} for entry in logged(caplog)] == [json.loads(line) for line in lines]
    assert {(entry["event"], entry["level"]) for entry in logged(caplog)} == {("audit_anchor", "info")}
    assert file.stat().st_mode & 0o007 == 0


def test_it_tries_again_after_a_failure(
    writer: AnchorWriter, file: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    note()
    file.mkdir()
    writer.start()
    gevent.sleep(0.5)
    file.rmdir()
    gevent.sleep(1.2)
    assert [json.loads(line)["number"] for line in file.read_text().splitlines()] == [1]
    failures = [entry for entry in logged(caplog) if entry["event"] == "audit_anchor_failed"]
    assert [(entry["error"], entry["level"]) for entry in failures] == [("IsADirectoryError", "error")]
    assert "Traceback" not in capfd.readouterr().err


def test_it_warns_while_the_key_is_not_installed(writer: AnchorWriter, caplog: pytest.LogCaptureFixture) -> None:
    note()
    with writing() as session:
        session.execute(update(EventCounter).values(key_id=None))
    writer.write_if_moved()
    assert [entry["event"] for entry in logged(caplog)] == ["audit_key_not_installed", "audit_anchor"]


def test_zero_seconds_are_never(app: Flask, file: Path) -> None:
    note()
    settings = {"audit_anchor_file": file, "audit_anchor_seconds": 0}
    writer = AnchorWriter(app, current_settings().model_copy(update=settings))
    writer.start()
    gevent.sleep(0.1)
    writer.stop()
    assert not file.exists()
