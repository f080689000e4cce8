"""Mails are encrypted, repeated where that can help, bounded, and counted; no log names their readers."""

import re
import socket
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from labapp.errors import Unavailable
from labapp.identity import Role
from labapp.mail import MailQueue, mail_queue_of, smtp
from labapp.mail import queue as mail_queue
from labapp.metrics import REGISTRY
from tests.support.application import open_application
from tests.support.databases import Databases
from tests.support.lab import MakeLab
from tests.support.mail_server import ELSEWHERE, SECRET, USER, MailServer, make_certificate

READER = "reader@lab.example"
REQUIRED = {"MAIL_FROM": "lab@lab.example", "PUBLIC_URL": "https://lab.example"}


@pytest.fixture
def database_kind() -> str:
    """No database is used."""
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
def queue(app: Flask) -> MailQueue:
    found = mail_queue_of(app)
    found.back_off_seconds = (0.01, 0.01)
    return found


def letter() -> EmailMessage:
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = READER, "lab@lab.example", "a secret"
    message.set_content("text")
    return message


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("lab_mails_total", {"kind": "test", "outcome": outcome}) or 0.0


def test_what_may_pass_is_tried_again(queue: MailQueue, mails: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    sent, retried = counted("sent"), counted("retried")
    mails.refusals = ["451 Try later", "452 No room for reader@lab.example"]
    queue.submit("test", letter)
    assert queue.join(20)
    assert mails.next(READER)["Subject"] == "a secret"
    assert (mails.attempts, counted("sent") - sent, counted("retried") - retried) == (3, 1, 2)
    assert "mail_failed" in caplog.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("labapp")]
    assert len(ours) == 2
    assert not re.search(r"reader|a secret", repr(ours))


@pytest.mark.parametrize(("refusals", "attempts"), [(["550 No such user"], 1), (["451 Later"] * 9, 3)])
def test_a_mail_that_cannot_be_sent_is_given_up(
    queue: MailQueue, mails: MailServer, refusals: list[str], attempts: int
) -> None:
    failed = counted("failed")
    mails.refusals = list(refusals)
    queue.submit("test", letter)
    assert queue.join(20)
    assert (mails.attempts, counted("failed") - failed, mails.received(READER)) == (attempts, 1, [])


def test_a_full_queue_refuses_mails(queue: MailQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    rejected = counted("rejected")
    for _ in range(mail_queue.LIMIT):
        queue.submit("test", lambda: None)
    with pytest.raises(Unavailable):
        queue.submit("test", letter)
    assert counted("rejected") - rejected == 1
    assert queue.join(20)
    queue.submit("test", lambda: None)
    assert queue.join(20)


def test_a_bug_in_one_mail_stops_no_other(
    queue: MailQueue, mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> EmailMessage:
        raise RuntimeError("bug")

    queue.submit("test", fails)
    queue.submit("test", letter)
    assert queue.join(20)
    assert mails.next(READER)
    assert "mail_not_composed" in caplog.text


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
    ):
        queue = mail_queue_of(app)
        queue.back_off_seconds = ()
        queue.submit("test", letter)
        assert queue.join(20)
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
