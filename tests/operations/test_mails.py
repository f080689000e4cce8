"""Mails are encrypted, repeated where that can help, bounded, and counted; no log names their readers."""

import re
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from labapp.clock import now
from labapp.errors import Unavailable
from labapp.identity import Role
from labapp.mail import MailSender, letters, mail_sender_of, outbox, post, smtp
from labapp.metrics import REGISTRY
from labapp.models import OutgoingMail
from labapp.unit_of_work import reading, unit_of_work
from tests.support.application import open_application
from tests.support.databases import Databases
from tests.support.lab import MakeLab
from tests.support.mail_server import ELSEWHERE, SECRET, USER, MailServer, make_certificate

READER = "reader@lab.example"
REQUIRED = {"MAIL_FROM": "lab@lab.example", "PUBLIC_URL": "https://lab.example"}


@pytest.fixture
def database_kind() -> str:
    """The database is that of a laboratory without accounts."""
    return "sqlite"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def environment(mails: MailServer) -> dict[str, str]:
    return {"SMTP_URL": mails.url, "LOG_LEVEL": "INFO"} | REQUIRED


@pytest.fixture
def sender(app: Flask) -> MailSender:
    found = mail_sender_of(app)
    found.back_off_seconds = (0.0, 0.0)
    return found


def post_letter(*, kind: str = letters.LINK, lifetime: timedelta = timedelta(minutes=5), **changes: Any) -> None:
    content = letters.link_content(to=READER, name="A", link="https://lab.example/#secret", locale="es") | changes
    with unit_of_work() as work:
        post(work, kind, content, expires_at=now() + lifetime)


def send_all(sender: MailSender, limit: int = 20) -> int:
    """Send what is due, and return how many attempts it took, at most ``limit``."""
    return next(attempts for attempts in range(limit + 1) if attempts == limit or not sender.send_next())


def waiting() -> list[OutgoingMail]:
    with reading() as session:
        return list(session.scalars(select(OutgoingMail)))


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("lab_mails_total", {"kind": letters.LINK, "outcome": outcome}) or 0.0


def test_what_may_pass_is_tried_again(sender: MailSender, mails: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    sent, retried = counted("sent"), counted("retried")
    mails.refusals = ["451 Try later", "452 No room for reader@lab.example"]
    post_letter()
    assert send_all(sender) == 3
    assert mails.next(READER)["Subject"] == "Enlace para elegir una contraseña nueva"
    assert (mails.attempts, counted("sent") - sent, counted("retried") - retried) == (3, 1, 2)
    assert waiting() == []
    assert "mail_failed" in caplog.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("labapp")]
    assert len(ours) == 2
    assert not re.search(r"reader|secret", repr(ours))


def test_the_waits_grow_up_to_the_end_of_the_mail(sender: MailSender, mails: MailServer) -> None:
    mails.refusals = ["451 Later"] * 3
    sender.back_off_seconds = (100.0, 1000.0)
    post_letter(lifetime=timedelta(seconds=500))
    assert send_all(sender) == 1
    (row,) = waiting()
    assert timedelta(seconds=90) < row.due_at - now() <= timedelta(seconds=100)
    assert 90 < (outbox.seconds_to_next() or 0) <= 100
    with unit_of_work() as work:
        work.session.execute(update(OutgoingMail).values(due_at=now()))
    assert send_all(sender) == 1
    (row,) = waiting()
    assert row.due_at == row.expires_at


@pytest.mark.parametrize("reason", ["refused", "over", "unreadable"])
def test_a_mail_that_cannot_be_sent_is_given_up(
    sender: MailSender, mails: MailServer, caplog: pytest.LogCaptureFixture, reason: str
) -> None:
    failed = counted("failed")
    mails.refusals = ["550 No such user"]
    post_letter(lifetime=timedelta(0) if reason == "over" else timedelta(minutes=5))
    if reason == "unreadable":
        with unit_of_work() as work:
            work.session.execute(update(OutgoingMail).values(content="x"))
    assert send_all(sender) == 1
    assert (mails.attempts, counted("failed") - failed) == (int(reason == "refused"), 1)
    assert (mails.received(READER), waiting()) == ([], [])
    assert "mail_failed" in caplog.text


def test_a_full_outbox_refuses_mails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "LIMIT", 3)
    rejected = counted("rejected")
    for _ in range(3):
        post_letter()
    with pytest.raises(Unavailable):
        post_letter()
    assert (counted("rejected") - rejected, len(waiting())) == (1, 3)


def test_a_bug_in_one_mail_stops_no_other(
    sender: MailSender, mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    sender.back_off_seconds = (100.0,)
    post_letter(kind="no such kind")
    post_letter()
    assert send_all(sender) == 2
    assert mails.next(READER)
    assert "mail_not_composed" in caplog.text
    assert [row.kind for row in waiting()] == ["no such kind"]


def test_the_contents_are_encrypted_and_an_older_key_still_reads_them(app: Flask) -> None:
    post_letter()
    (row,) = waiting()
    assert not re.search("reader|secret|lab.example", repr(vars(row)))
    settings = app.config["LAB_SETTINGS"]
    older = {"secret_key": "x" * 40, "secret_key_previous": (settings.secret_key,)}
    app.config["LAB_SETTINGS"] = settings.model_copy(update=older)
    claimed = outbox.claim()
    assert claimed is not None
    assert (claimed.content or {})["to"] == READER


def test_a_claim_that_is_over_changes_nothing(app: Flask) -> None:
    post_letter()
    first = outbox.claim()
    assert first is not None
    # Nobody else gets it meanwhile.
    assert outbox.claim() is None
    with unit_of_work() as work:
        work.session.execute(update(OutgoingMail).values(due_at=now()))
    second = outbox.claim()
    assert second is not None
    # The mail is the same one for its reader.
    assert (second.attempt, second.reference) == (2, first.reference)
    with unit_of_work() as work:
        assert not outbox.remove(work.session, first)
        outbox.postpone(work.session, first, 0)
    assert outbox.claim() is None
    with unit_of_work() as work:
        assert outbox.remove(work.session, second)
    assert waiting() == []


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for the mail server that this process trusts."""
    made = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    return made


def send(databases: Databases, directory: Path, url: str) -> float:
    """Send one mail by the server at ``url``, and return how many were sent."""
    before = counted("sent")
    with (
        databases.fresh("sqlite", directory) as database,
        open_application(database, directory, SMTP_URL=url, **REQUIRED) as app,
        app.app_context(),
    ):
        post_letter()
        assert send_all(mail_sender_of(app)) == 1
    return counted("sent") - before


@pytest.fixture(autouse=True)
def fresh_trust() -> Iterator[None]:
    """The certificates that are trusted are read again."""
    smtp._context.cache_clear()
    yield
    smtp._context.cache_clear()


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_the_password_is_sent_encrypted(databases: Databases, tmp_path: Path, certificate: Path, scheme: str) -> None:
    server = MailServer(ELSEWHERE, certificate=certificate, implicit=scheme == "smtps")
    try:
        url = f"{scheme}://lab%40mail:s3cret%2Fwith%3Asigns@{ELSEWHERE}:{server.port}"
        assert send(databases, tmp_path, url) == 1
        assert server.logins == [(USER, SECRET)]
        assert server.next(READER)
    finally:
        server.close()


def test_nothing_is_sent_without_encryption_beyond_this_machine(databases: Databases, tmp_path: Path) -> None:
    server = MailServer(ELSEWHERE)
    try:
        assert send(databases, tmp_path, server.url) == 0
        assert server.attempts == 0
    finally:
        server.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(databases: Databases, tmp_path: Path) -> None:
    server = MailServer(ELSEWHERE, certificate=make_certificate(tmp_path))
    try:
        url = f"smtp://lab%40mail:s3cret%2Fwith%3Asigns@{ELSEWHERE}:{server.port}"
        assert send(databases, tmp_path, url) == 0
        assert server.logins == []
    finally:
        server.close()


def test_a_mail_server_that_does_not_answer_blocks_nobody(make_lab: MakeLab) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        lab = make_lab(SMTP_URL=f"smtp://127.0.0.1:{port}", **REQUIRED)
        account = lab.account(Role.PATIENT)
        api = lab.api(account)
        api.get("/api/auth/me")
        started = time.perf_counter()
        assert api.request("POST", "/api/auth/password/forgotten", {"email": account.email}).status_code == 202
        for _ in range(10):
            api.get("/api/auth/me")
        assert time.perf_counter() - started < 5
        # The server does connect, and waits for the greeting.
        silent.settimeout(10)
        silent.accept()[0].close()
