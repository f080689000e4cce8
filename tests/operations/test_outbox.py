"""A mail is kept with the change that it announces: neither a full outbox nor the end of a process separates them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from labapp.clock import now
from labapp.identity import Role
from labapp.mail import outbox
from labapp.models import OutgoingMail, PasswordLink
from labapp.unit_of_work import reading
from tests.support.databases import writing
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.mail_server import MailServer, text_of
from tests.support.rest import UNLIMITED

NEW = "Una-clave-muy-nueva-1"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def settings(mails: MailServer) -> dict[str, str]:
    mail = {"SMTP_URL": mails.url, "MAIL_FROM": "lab@lab.example", "PUBLIC_URL": "https://lab.example"}
    return mail | {"RATE_LIMITS": UNLIMITED}


def ask(lab: Lab, email: str, server: Any = None) -> int:
    body = {"email": email}
    return int(lab.api(server=server).request("POST", "/api/auth/password/forgotten", body).status_code)


def waiting(lab: Lab) -> int:
    with lab.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def reset(lab: Lab, mail: Any) -> int:
    """Set a new password with the link in a mail."""
    found = re.search(r"/nueva-contrasena#(\S+)", text_of(mail))
    assert found is not None
    body = {"token": found[1], "newPassword": NEW}
    return int(lab.api().request("POST", "/api/auth/password/reset", body).status_code)


def test_mails_outlive_their_server_and_are_sent_once(
    make_lab: MakeLab, settings: dict[str, str], mails: MailServer
) -> None:
    lab = make_lab("postgresql", **settings)
    pair = lab.start_pair(**settings)
    patients = [lab.account(Role.PATIENT) for _ in range(8)]
    for number, patient in enumerate(patients):
        assert ask(lab, patient.email, pair[number % 2]) == 202
    for patient in patients:
        mails.next(patient.email)

    late = lab.account(Role.PATIENT)
    mails.refusals = ["451 Later"] * 100
    assert ask(lab, late.email, pair[0]) == 202
    assert ask(lab, "nobody@lab.example", pair[0]) == 202
    for server in pair:
        server.kill9()
    assert waiting(lab) >= 1
    mails.refusals.clear()
    with lab.app.app_context(), writing() as session:
        # It would be tried again in a while.
        session.execute(update(OutgoingMail).values(due_at=now()))
    pair[0].start()
    assert reset(lab, mails.next(late.email)) == 204
    assert mails.next(late.email)["Subject"] == "La contraseña de su cuenta cambió"
    # What is being sent is completed first.
    assert pair[0].terminate() == 0
    assert waiting(lab) == 0
    assert [one.email for one in (*patients, late) if mails.received(one.email)] == []


def fill_outbox(lab: Lab) -> None:
    later = now() + timedelta(hours=1)
    row = {"kind": "x", "content": "x", "attempts": 0, "created_at": now(), "due_at": later, "expires_at": later}
    with lab.app.app_context(), writing() as session:
        session.execute(insert(OutgoingMail), [row] * outbox.LIMIT)


def test_a_full_outbox_refuses_before_anything_is_recorded(
    make_lab: MakeLab, settings: dict[str, str], mails: MailServer
) -> None:
    lab = make_lab("sqlite", **settings)
    patient, boss = lab.account(Role.PATIENT), lab.account(Role.ADMIN)
    fill_outbox(lab)
    with lab.app.app_context():
        before = len(entries())
    refused = lab.api(boss).request("POST", f"/api/admin/users/{patient.id}/password-link")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) >= 1
    assert (ask(lab, patient.email), ask(lab, "nobody@lab.example")) == (503, 503)
    with lab.app.app_context(), reading() as session:
        assert (len(entries()), session.get(PasswordLink, patient.id)) == (before, None)
    # A password is changed all the same, without the notice.
    body = {"currentPassword": patient.password, "newPassword": NEW}
    assert lab.api(patient).request("POST", "/api/auth/password", body).status_code == 200


def test_a_newer_link_replaces_one_that_waits(make_lab: MakeLab, settings: dict[str, str], mails: MailServer) -> None:
    lab = make_lab("sqlite", **settings)
    patient, boss = lab.account(Role.PATIENT), lab.account(Role.ADMIN)
    mails.refusals = ["451 Later"] * 100
    for _ in range(3):
        issued = lab.api(boss).request("POST", f"/api/admin/users/{patient.id}/password-link")
        assert issued.json()["sentTo"] == patient.email
    assert waiting(lab) == 1
    # What is being sent cannot be replaced any more.
    lab.server.kill9()
    mails.refusals.clear()
    with lab.app.app_context(), writing() as session:
        session.execute(update(OutgoingMail).values(due_at=now()))
    lab.server.start()
    assert reset(lab, mails.next(patient.email)) == 204
