"""Forgotten passwords: a link by mail sets a new one, once, and no response tells whether an account exists."""

import itertools
import re
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from labapp.auth.throttle import PASSWORD_LINKS
from labapp.clock import now
from labapp.identity import Role
from labapp.models import PasswordLink, User
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.mail_server import MailServer, text_of
from tests.support.rest import UNLIMITED
from tests.support.second_factors import Clock, enrol, steps

__all__ = ["steps"]

FORGOTTEN, RESET = "/api/auth/password/forgotten", "/api/auth/password/reset"
NEW = "Una-clave-muy-nueva-1"
PUBLIC = "https://lab.example"
_addresses = itertools.count()


@pytest.fixture(scope="module")
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_lab(request: pytest.FixtureRequest, make_shared_lab: MakeLab, mail_server: MailServer) -> Lab:
    settings = {"SMTP_URL": mail_server.url, "MAIL_FROM": "Laboratorio <lab@lab.example>", "PUBLIC_URL": PUBLIC}
    return make_shared_lab(request.param, RATE_LIMITS=UNLIMITED, TRUSTED_PROXIES="1", **settings)


@pytest.fixture
def mails(mail_server: MailServer) -> Iterator[MailServer]:
    """The mail server, which refuses no mail."""
    yield mail_server
    mail_server.refusals.clear()


def ask(lab: Lab, email: str, **headers: str) -> Any:
    return lab.api().request("POST", FORGOTTEN, {"email": email}, headers=headers)


def token_in(mail: Any) -> str:
    found = re.search(rf"{PUBLIC}/nueva-contrasena#([\w-]{{43}})\s", text_of(mail))
    assert found is not None, text_of(mail)
    return found[1]


def link_for(lab: Lab, mails: MailServer, account: Account) -> str:
    """Request a link for an account, and return the token in the mail."""
    assert ask(lab, account.email).status_code == 202
    return token_in(mails.next(account.email))


def reset(lab: Lab, token: str, password: str = NEW) -> Any:
    return lab.api().request("POST", RESET, {"token": token, "newPassword": password})


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def sign_in(lab: Lab, account: Account, password: str) -> int:
    """Sign in from an address of its own, since the failures of one are limited, and return the status."""
    body = {"email": account.email, "password": password}
    source = {"X-Forwarded-For": f"192.0.2.{next(_addresses) % 250}"}
    return int(lab.api().request("POST", "/api/auth/login", body, headers=source).status_code)


def test_a_link_sets_a_new_password_and_ends_every_session(lab: Lab, mails: MailServer) -> None:
    account = lab.account(Role.PATIENT, name="Ana <b>Peña</b>")
    with lab.app.app_context():
        start = len(entries())
    asked = ask(lab, f"  {account.email.upper()} ", Host="evil.example")
    assert (asked.status_code, asked.content) == (202, b"")

    mail = mails.next(account.email)
    assert (mail["To"], mail["From"]) == (account.email, "Laboratorio <lab@lab.example>")
    assert mail["Subject"] == "Enlace para elegir una contraseña nueva"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "es")
    assert mail["Message-ID"].endswith("@lab.example>")
    assert "Ana <b>Peña</b>" in text_of(mail)
    token = token_in(mail)
    html = text_of(mail, "html")
    assert f'href="{PUBLIC}/nueva-contrasena#{token}"' in html
    assert "Ana &lt;b&gt;Peña&lt;/b&gt;" in html
    assert "evil.example" not in mail.as_string()

    done = reset(lab, token)
    # The link opens no session: the sign-in goes on with all its steps.
    assert (done.status_code, done.content, done.headers.get("Set-Cookie")) == (204, b"", None)
    assert lab.api(account).request("GET", "/api/auth/me").status_code == 401
    assert (sign_in(lab, account, account.password), sign_in(lab, account, NEW)) == (401, 200)
    assert mails.next(account.email)["Subject"] == "La contraseña de su cuenta cambió"

    assert code_of(reset(lab, token, NEW + "!")) == (401, "link_invalid")
    assert sign_in(lab, account, NEW) == 200
    with lab.app.app_context():
        log = entries(after=start)
        asked_for, changed = (one for one in log if one.name.startswith("user.password_"))
        assert (asked_for.name, asked_for.user_id, asked_for.entity_id) == (
            "user.password_reset_requested",
            None,
            account.id,
        )
        assert (asked_for.after, changed.name, changed.after) == (
            {"delivery": "mail"},
            "user.password_changed",
            {"through": "link"},
        )
        assert token not in repr([vars(one) for one in log])
    assert not [secret for secret in (token, account.email) if secret in lab.server.log]


def test_the_database_has_only_a_hash_of_the_token(lab: Lab, mails: MailServer) -> None:
    account = lab.account(Role.DOCTOR)
    token = link_for(lab, mails, account)
    with lab.app.app_context(), reading() as session:
        row = session.get(PasswordLink, account.id)
        assert row is not None
        assert token not in (row.token_hash, row.state)
        assert timedelta(minutes=59) < row.expires_at - now() <= timedelta(hours=1)


def test_the_mail_is_in_the_language_of_the_request(lab: Lab, mails: MailServer) -> None:
    account = lab.account(Role.PATIENT)
    ask(lab, account.email, **{"Accept-Language": "en"})
    mail = mails.next(account.email)
    assert (mail["Subject"], mail["Content-Language"]) == ("Link to choose a new password", "en")
    assert "within the next 60 minutes" in text_of(mail)
    assert "60 minutos" not in mail.as_string()


def test_no_response_tells_whether_an_account_exists(lab: Lab, mails: MailServer) -> None:
    known = [lab.account(Role.PATIENT) for _ in range(15)]
    gone = [lab.account(Role.PATIENT, active=False) for _ in range(15)]
    unknown = [f"nobody{number}@lab.example" for number in range(15)]
    api = lab.api()
    answers: dict[str, set[Any]] = {}
    times: dict[str, list[float]] = {}
    for row in zip((one.email for one in known), (one.email for one in gone), unknown, strict=True):
        for kind, email in zip(("known", "gone", "unknown"), row, strict=True):
            started = time.perf_counter()
            answer = api.request("POST", FORGOTTEN, {"email": email})
            times.setdefault(kind, []).append(time.perf_counter() - started)
            headers = re.sub("nonce-[^']+", "nonce", repr([one for one in answer.headers.items() if one[0] != "Date"]))
            answers.setdefault(kind, set()).add((answer.status_code, answer.content, headers))
        # The background work is awaited, so that it does not run during the next request.
        mails.next(row[0])
    assert answers["known"] == answers["gone"] == answers["unknown"]
    assert len(answers["known"]) == 1
    medians = {kind: statistics.median(taken) for kind, taken in times.items()}
    assert max(medians.values()) < 3 * min(medians.values()) + 0.01, medians
    assert not [email for email in (*(one.email for one in gone), *unknown) if mails.received(email)]


@pytest.mark.parametrize(
    "end",
    ["expired", "newer", "password", "deactivated", "activated again", "address", "role"],
)
def test_a_link_ends_with_the_state_of_the_account(lab: Lab, mails: MailServer, end: str) -> None:
    account, admin = lab.account(Role.PATIENT), lab.api(lab.account(Role.ADMIN))
    token = link_for(lab, mails, account)
    path = f"/api/admin/users/{account.id}"
    expected = account.password
    if end == "expired":
        with lab.app.app_context(), unit_of_work() as work:
            work.session.execute(
                update(PasswordLink).where(PasswordLink.user_id == account.id).values(expires_at=now())
            )
    elif end == "newer":
        link_for(lab, mails, account)
    elif end == "password":
        expected = "Otra-clave-distinta-2"
        body = {"currentPassword": account.password, "newPassword": expected}
        lab.api(account).post("/api/auth/password", body)
    elif end == "address":
        admin.patch(path, {"email": f"moved-{account.email}"})
    elif end == "role":
        admin.patch(path, {"role": "Medico"})
    else:
        admin.post(f"{path}/deactivate")
        if end == "activated again":
            admin.post(f"{path}/activate")
    assert code_of(reset(lab, token)) == (401, "link_invalid")
    with lab.app.app_context(), reading() as session:
        user = session.scalars(select(User).where(User.id == account.id)).one()
    if user.active and user.email == account.email:
        assert sign_in(lab, account, expected) == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "' OR 1=1 --", "\u0000"])
def test_a_made_up_token_is_refused(lab: Lab, token: str) -> None:
    assert code_of(reset(lab, token)) in ((401, "link_invalid"), (422, "invalid_payload"))


@pytest.mark.parametrize("password", ["short", "password123456", "x" * 129])
def test_a_refused_password_does_not_use_the_link_up(lab: Lab, mails: MailServer, password: str) -> None:
    account = lab.account(Role.PATIENT)
    token = link_for(lab, mails, account)
    refused = reset(lab, token, password)
    assert code_of(refused) == (422, "invalid_payload")
    assert list(refused.json()["errors"]) == ["newPassword"]
    assert reset(lab, token).status_code == 204


def test_a_link_does_not_replace_the_second_factor(lab: Lab, mails: MailServer, steps: Clock) -> None:
    account = lab.account(Role.DOCTOR)
    with lab.app.app_context():
        enrol(lab.app.test_client(), account, steps)
    assert reset(lab, link_for(lab, mails, account)).status_code == 204
    body = {"email": account.email, "password": NEW}
    answer = lab.api().request("POST", "/api/auth/login", body)
    assert code_of(answer) == (401, "second_factor_required")
    assert "accessToken" not in answer.text


def test_the_link_of_one_account_changes_no_other(lab: Lab, mails: MailServer) -> None:
    mine, other = lab.account(Role.PATIENT), lab.account(Role.PATIENT)
    token, others = link_for(lab, mails, mine), link_for(lab, mails, other)
    assert reset(lab, token).status_code == 204
    assert (sign_in(lab, other, other.password), sign_in(lab, other, NEW)) == (200, 401)
    assert reset(lab, others).status_code == 204


def test_of_two_concurrent_uses_one_wins(lab: Lab, mails: MailServer) -> None:
    account = lab.account(Role.PATIENT)
    token = link_for(lab, mails, account)
    passwords = [f"Clave-del-hilo-{number}" for number in range(4)]
    start, statuses = threading.Barrier(len(passwords)), dict[str, int]()

    def use(password: str) -> None:
        api = lab.api()
        start.wait()
        statuses[password] = api.request("POST", RESET, {"token": token, "newPassword": password}).status_code

    threads = [threading.Thread(target=use, args=(password,)) for password in passwords]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses.values()) == [204, 401, 401, 401]
    for password, status in statuses.items():
        assert sign_in(lab, account, password) == (200 if status == 204 else 401)


def test_requests_are_limited_for_each_account_whether_it_exists_or_not(lab: Lab, mails: MailServer) -> None:
    account = lab.account(Role.PATIENT)
    for email in (account.email, "limited-nobody@lab.example"):
        answers = [ask(lab, email.upper() if number % 2 else email) for number in range(PASSWORD_LINKS.amount + 1)]
        assert [one.status_code for one in answers] == [202] * PASSWORD_LINKS.amount + [429]
        assert int(answers[-1].headers["Retry-After"]) > 60


def test_requests_are_limited_by_address(make_lab: MakeLab, mails: MailServer) -> None:
    settings = {"SMTP_URL": mails.url, "MAIL_FROM": "lab@lab.example", "PUBLIC_URL": PUBLIC}
    lab = make_lab(RATE_LIMITS="forgotten-passwords=2/hour,password-resets=2/hour", **settings)
    assert [ask(lab, f"{number}@lab.example").status_code for number in range(3)] == [202, 202, 429]
    assert [reset(lab, "A" * 43).status_code for _ in range(3)] == [401, 401, 429]


def test_the_owner_is_notified_of_every_change_of_the_password(lab: Lab, mails: MailServer) -> None:
    account = lab.account(Role.PATIENT)
    api = lab.api(account)
    body = {"currentPassword": account.password, "newPassword": NEW}
    answer = api.request("POST", "/api/auth/password", body, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    mail = mails.next(account.email)
    assert (mail["To"], mail["Subject"]) == (account.email, "The password of your account was changed")
    assert "http" not in text_of(mail)
    assert NEW not in mail.as_string()

    admin = lab.api(lab.account(Role.ADMIN))
    admin.request(
        "POST", f"/api/admin/users/{account.id}/password", {"newPassword": NEW + "2"}, headers={"Accept-Language": "en"}
    )
    # The language of the administrator is not that of the account.
    mail = mails.next(account.email)
    assert (mail["To"], mail["Content-Language"]) == (account.email, "es")


def test_staff_have_the_link_sent_and_do_not_see_it(lab: Lab, mails: MailServer) -> None:
    account, boss = lab.account(Role.PATIENT), lab.account(Role.ADMIN)
    answer = lab.api(boss).request("POST", f"/api/admin/users/{account.id}/password-link")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["link"], body["sentTo"]) == (None, account.email)
    mail = mails.next(account.email)
    assert mail["To"] == account.email
    assert token_in(mail) not in answer.text
    with lab.app.app_context():
        issued = entries()[-1]
    assert (issued.name, issued.user_id, issued.entity_id, issued.after) == (
        "user.password_link_issued",
        boss.id,
        account.id,
        {"delivery": "mail"},
    )
    assert reset(lab, token_in(mail)).status_code == 204


def test_without_a_mail_server_staff_see_the_link_once(make_lab: MakeLab) -> None:
    lab = make_lab(RATE_LIMITS=UNLIMITED, TRUSTED_PROXIES="1")
    account, boss, gone = lab.account(Role.PATIENT), lab.account(Role.ADMIN), lab.account(Role.PATIENT, active=False)
    assert code_of(ask(lab, account.email)) == code_of(ask(lab, "nobody@lab.example")) == (409, "no_mail")
    api = lab.api(boss)
    answer = api.request("POST", f"/api/admin/users/{account.id}/password-link")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    link = answer.json()["link"]
    assert re.fullmatch(r"/nueva-contrasena#[\w-]{43}", link)
    assert answer.json()["sentTo"] is None
    with lab.app.app_context():
        issued = entries()[-1]
    assert (issued.name, issued.user_id, issued.after) == ("user.password_link_issued", boss.id, {"delivery": "shown"})
    assert link not in api.request("GET", "/api/admin/events").text
    assert link not in lab.server.log

    assert code_of(api.request("POST", f"/api/admin/users/{boss.id}/password-link")) == (409, "own_password")
    assert code_of(api.request("POST", f"/api/admin/users/{gone.id}/password-link")) == (409, "conflict")
    assert code_of(api.request("POST", "/api/admin/users/999999/password-link")) == (404, "not_found")
    assert code_of(lab.api(account).request("POST", f"/api/admin/users/{account.id}/password-link"))[0] == 403
    assert reset(lab, link.partition("#")[2]).status_code == 204
    assert sign_in(lab, account, NEW) == 200
