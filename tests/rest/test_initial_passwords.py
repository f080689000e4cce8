"""A password that the staff set is for one sign-in, which chooses another, and for a limited time."""

import json
from datetime import timedelta
from typing import Any

import gevent
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from labapp import services
from labapp.clock import iso, now
from labapp.errors import LabError
from labapp.identity import Role
from labapp.models import AuthSession, User
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account, MakeAccount, bearer
from tests.support.desk import Desk
from tests.support.event_log import entries
from tests.support.second_factors import Clock, enrol, first_step, second, steps

__all__ = ["steps"]

INITIAL, CHOSEN = "provisional-del-laboratorio", "elegida-por-su-dueño"
NEW = {"email": "nueva@lab.example", "password": INITIAL, "name": "Ana Ruiz", "role": "Paciente"}
LOGIN, SESSION = "/api/auth/login", "/api/session"


@pytest.fixture
def environment() -> dict[str, str]:
    return {"INITIAL_PASSWORD_HOURS": "2"}


@pytest.fixture
def desk(client: FlaskClient, admin: Account) -> Desk:
    return Desk(client, admin, "/api/admin/users")


def sign_in(client: FlaskClient, email: str, password: str, path: str = LOGIN) -> Any:
    return client.post(path, json={"email": email, "password": password})


def choose(client: FlaskClient, challenge: str, password: str, path: str = LOGIN) -> Any:
    return client.post(f"{path}/new-password", json={"challenge": challenge, "newPassword": password})


def set_end(user_id: int, **ago: float) -> None:
    """Let the password of an account expire, ``ago``."""
    with unit_of_work() as work:
        end = now() - timedelta(**ago)
        work.session.execute(update(User).where(User.id == user_id).values(password_expires_at=end))


def open_sessions(user_id: int) -> int:
    query = select(func.count()).where(AuthSession.user_id == user_id, AuthSession.revoked_at.is_(None))
    with reading() as session:
        return session.scalars(query).one()


def end_of(user_id: int) -> Any:
    with reading() as session:
        return session.scalars(select(User.password_expires_at).where(User.id == user_id)).one()


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


@pytest.mark.parametrize(("path", "way"), [(LOGIN, "created"), (SESSION, "reset")])
def test_the_first_sign_in_chooses_a_password(
    desk: Desk, client: FlaskClient, patient: Account, path: str, way: str
) -> None:
    if way == "created":
        answer = desk("POST", "", NEW)
    else:
        answer = desk("POST", f"/{patient.id}/password", {"newPassword": INITIAL})
    user = answer.json
    assert iso(now() + timedelta(hours=1.9)) < user["passwordExpiresAt"] <= iso(now() + timedelta(hours=2))
    asked = sign_in(client, user["email"], INITIAL, path)
    assert code_of(asked) == (401, "new_password_required")
    assert asked.json["email"] == user["email"]
    assert "Set-Cookie" not in asked.headers
    assert "accessToken" not in asked.json
    assert open_sessions(user["id"]) == 0
    # A refused one changes nothing, and the challenge can still be used.
    for refused in ("corta", "password123456", user["email"], INITIAL):
        answer = choose(client, asked.json["challenge"], refused, path)
        assert (*code_of(answer), list(answer.json["errors"])) == (422, "invalid_payload", ["newPassword"])
    assert open_sessions(user["id"]) == 0

    answer = choose(client, asked.json["challenge"], CHOSEN, path)
    assert answer.status_code == 200
    assert ("refreshToken" in answer.json) == (path == LOGIN)
    assert (client.get_cookie("lab_app_refresh", path="/") is not None) == (path == SESSION)
    me = client.get("/api/auth/me", headers=bearer(answer.json["accessToken"]))
    assert (me.status_code, me.json["passwordExpiresAt"]) == (200, None)
    assert sign_in(client, user["email"], CHOSEN).status_code == 200
    assert code_of(sign_in(client, user["email"], INITIAL)) == (401, "invalid_credentials")
    assert code_of(choose(client, asked.json["challenge"], CHOSEN + "2", path)) == (401, "challenge_invalid")


def test_the_changes_are_on_record_without_passwords(desk: Desk, client: FlaskClient) -> None:
    user = desk("POST", "", NEW).json
    asked = sign_in(client, user["email"], INITIAL)
    choose(client, asked.json["challenge"], CHOSEN)
    reset = desk("POST", f"/{user['id']}/password", {"newPassword": INITIAL}).json
    created, changed, opened, again = (one for one in entries() if not one.name.endswith("read"))
    assert created.after["passwordExpiresAt"] == user["passwordExpiresAt"]
    assert (changed.name, changed.after, changed.user_id) == ("user.password_changed", {"through": "sign_in"}, None)
    assert (opened.name, opened.entity_id) == ("session.opened", user["id"])
    assert again.after == {"passwordExpiresAt": reset["passwordExpiresAt"]}
    logged = json.dumps([[one.payload, one.report, one.before, one.after] for one in entries()])
    assert not any(secret in logged for secret in (INITIAL, CHOSEN, "argon2"))


def test_an_expired_one_is_told_only_to_those_who_know_it(desk: Desk, client: FlaskClient) -> None:
    user = desk("POST", "", NEW).json
    asked = sign_in(client, user["email"], INITIAL)
    set_end(user["id"], seconds=0)
    assert code_of(sign_in(client, user["email"], "otra distinta")) == (401, "invalid_credentials")
    expired = sign_in(client, user["email"], INITIAL)
    assert code_of(expired) == (401, "password_expired")
    assert "challenge" not in expired.json
    assert "laboratorio" in expired.json["detail"]
    # It also expires between the two steps.
    assert code_of(choose(client, asked.json["challenge"], CHOSEN)) == (401, "password_expired")
    assert [one.after.get("reason") for one in entries() if one.name == "session.refused"] == [
        None,
        "password_expired",
        "password_expired",
    ]
    # It counts as a failure.
    statuses = [sign_in(client, user["email"], INITIAL).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    # Another one by the staff, or a link, helps.
    assert desk("POST", f"/{user['id']}/password", {"newPassword": INITIAL + "2"}).status_code == 200
    set_end(user["id"], hours=1)
    link = desk("POST", f"/{user['id']}/password-link").json["link"]
    body = {"token": link.partition("#")[2], "newPassword": CHOSEN}
    assert client.post("/api/auth/password/reset", json=body).status_code == 204
    assert end_of(user["id"]) is None
    body = {"email": user["email"], "password": CHOSEN}
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.post(LOGIN, json=body, environ_base=elsewhere).status_code == 200


def test_the_second_factor_comes_first(desk: Desk, client: FlaskClient, doctor: Account, steps: Clock) -> None:
    app = enrol(client, doctor, steps)
    desk("POST", f"/{doctor.id}/password", {"newPassword": INITIAL})
    asked = first_step(client, doctor, password=INITIAL)
    # Nobody chooses a password with the challenge of the step before.
    assert code_of(choose(client, asked["challenge"], CHOSEN)) == (401, "challenge_invalid")
    last = second(client, asked["challenge"], app.next_code())
    assert code_of(last) == (401, "new_password_required")
    assert open_sessions(doctor.id) == 0
    assert choose(client, last.json["challenge"], CHOSEN).status_code == 200
    asked = first_step(client, doctor, password=CHOSEN)
    assert second(client, asked["challenge"], app.next_code()).status_code == 200


def test_a_change_of_the_account_voids_the_challenge(desk: Desk, client: FlaskClient, patient: Account) -> None:
    def challenge() -> str:
        return str(sign_in(client, patient.email, INITIAL).json["challenge"])

    path = f"/{patient.id}"
    desk("POST", f"{path}/password", {"newPassword": INITIAL})
    before_reset = challenge()
    desk("POST", f"{path}/password", {"newPassword": INITIAL})
    before_end = challenge()
    desk("POST", f"{path}/deactivate")
    for old in (before_reset, before_end, "x"):
        assert code_of(choose(client, old, CHOSEN)) == (401, "challenge_invalid")
    desk("POST", f"{path}/activate")
    assert code_of(sign_in(client, patient.email, INITIAL)) == (401, "new_password_required")


def test_of_two_uses_at_once_one_opens_a_session(app: Flask, patient: Account, admin: Account) -> None:
    services.users.reset_password(patient.id, password=INITIAL, by=admin.identity)
    challenge = sign_in(app.test_client(), patient.email, INITIAL).json["challenge"]
    found: list[str] = []

    def use(number: int) -> None:
        with app.app_context():
            try:
                services.new_password.choose(challenge, f"{CHOSEN}-{number}", address=None, user_agent=None)
                found.append("opened")
            except LabError as refusal:
                found.append(refusal.code)

    gevent.joinall([gevent.spawn(use, number) for number in range(4)], raise_error=True)
    assert sorted(found) == ["challenge_invalid"] * 3 + ["opened"]
    assert open_sessions(patient.id) == 1


def test_ones_own_password_is_not_for_one_use(
    app: Flask, desk: Desk, client: FlaskClient, admin: Account, make_account: MakeAccount
) -> None:
    before = len(entries())
    assert code_of(desk("POST", f"/{admin.id}/password", {"newPassword": INITIAL})) == (409, "own_password")
    assert len(entries()) == before
    assert client.get("/api/auth/me", headers=admin.header).status_code == 200
    # A person who types their own password at the command line.
    command = ["create-admin", "--email", "jefa@lab.example", "--password", INITIAL]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert sign_in(client, "jefa@lab.example", INITIAL).status_code == 200
    other = make_account(Role.DOCTOR)
    body = {"currentPassword": other.password, "newPassword": CHOSEN}
    assert client.post("/api/auth/password", json=body, headers=other.header).status_code == 200
    assert end_of(other.id) is None
