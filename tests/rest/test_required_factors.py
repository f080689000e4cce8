"""Administrators who must have a second factor, and factors that were lost."""

from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from labapp.identity import Role
from labapp.models import PasskeyChallenge, RecoveryCode, SecondFactor
from labapp.unit_of_work import reading
from tests.support.accounts import Account, bearer, open_dashboard
from tests.support.event_log import entries, rooms
from tests.support.lab import MakeLab
from tests.support.second_factors import FACTORS, Clock, enrol, first_step, second, steps

__all__ = ["steps"]


@pytest.fixture
def required(app: Flask) -> None:
    """Switch the setting on, while the sessions of the accounts are open."""
    settings = app.config["LAB_SETTINGS"]
    app.config["LAB_SETTINGS"] = settings.model_copy(update={"admin_second_factor": "required"})


@pytest.mark.usefixtures("required")
def test_an_administrator_without_a_factor_can_only_add_one(client: FlaskClient, admin: Account, steps: Clock) -> None:
    refused = ("/api/admin/users", "/api/admin/exams", "/api/auth/sessions", "/api/auth/me/inbox")
    for path in refused:
        answer = client.get(path, headers=admin.header)
        assert (answer.status_code, answer.json["code"]) == (403, "second_factor_setup_required"), path
    changes: list[tuple[str, str, Any]] = [
        ("POST", "/api/auth/password", {"currentPassword": admin.password, "newPassword": "another-password-1"}),
        ("PATCH", "/api/auth/me", {"name": "x"}),
        ("POST", "/api/admin/messages", {"type": "info", "message": "x"}),
    ]
    for method, path, body in changes:
        answer = client.open(path, method=method, json=body, headers=admin.header)
        assert answer.json["code"] == "second_factor_setup_required", path
    # They are no attempts at something forbidden.
    assert entries() == []
    assert client.get("/api/auth/me", headers=admin.header).status_code == 200
    # A sign-in begins the same.
    body = {"email": admin.email, "password": admin.password}
    fresh = client.post("/api/auth/login", json=body).json["accessToken"]
    assert client.get("/api/admin/users", headers=bearer(fresh)).json["code"] == "second_factor_setup_required"
    assert client.post("/api/auth/logout", headers=bearer(fresh)).status_code == 204
    enrol(client, admin, steps)
    assert client.get("/api/admin/users", headers=admin.header).status_code == 200


@pytest.mark.usefixtures("required")
def test_others_need_none(client: FlaskClient, patient: Account, doctor: Account) -> None:
    assert client.get("/api/appointments", headers=patient.header).status_code == 200
    assert client.get("/api/patients", headers=doctor.header).status_code == 200


@pytest.mark.usefixtures("required")
def test_the_last_factor_of_an_administrator_stays(
    client: FlaskClient, admin: Account, patient: Account, steps: Clock
) -> None:
    first, second_app = enrol(client, admin, steps), enrol(client, admin, steps)
    body = {"currentPassword": admin.password}
    removed = client.post(f"{FACTORS}/{first.factor_id}/remove", json=body, headers=admin.header)
    assert removed.status_code == 204
    last = client.post(f"{FACTORS}/{second_app.factor_id}/remove", json=body, headers=admin.header)
    assert (last.status_code, last.json["code"]) == (409, "last_factor")
    assert len(client.get(FACTORS, headers=admin.header).json["items"]) == 1
    # Of a patient it goes.
    mine = enrol(client, patient, steps)
    path, body = f"{FACTORS}/{mine.factor_id}/remove", {"currentPassword": patient.password}
    assert client.post(path, json=body, headers=patient.header).status_code == 204


def test_the_dashboard_leads_to_the_account_page(app: Flask, client: FlaskClient, admin: Account, steps: Clock) -> None:
    session = open_dashboard(admin)
    for name, value in (("lab_access", session.access), ("lab_refresh", session.refresh), ("lab_csrf", session.csrf)):
        client.set_cookie(name, value, domain="localhost")
    assert client.get("/admin/people").status_code == 200
    settings = app.config["LAB_SETTINGS"]
    # From the next request on.
    app.config["LAB_SETTINGS"] = settings.model_copy(update={"admin_second_factor": "required"})
    for path in ("/admin", "/admin/people", "/admin/audit"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/account"), path
    part = client.get("/admin/people", headers={"HX-Request": "true"})
    assert part.status_code == 403
    page = client.get("/admin/account").text
    assert "data-enrolling" in page
    assert "/admin/people" not in page
    assert client.get("/api/admin/users", headers=session.header).json["code"] == "second_factor_setup_required"
    body = {"currentPassword": admin.password}
    begun = client.post(f"{FACTORS}/totp", json=body, headers=session.header).json
    code = pyotp.TOTP(begun["secret"]).at(steps.moment)
    confirm = {"enrolment": begun["enrolment"], "name": "x", "code": code}
    assert client.post(f"{FACTORS}/totp/confirm", json=confirm, headers=session.header).status_code == 201
    assert client.get("/admin/people").status_code == 200
    assert "data-enrolling" not in client.get("/admin/account").text


def test_the_socket_is_refused_until_then(make_lab: MakeLab) -> None:
    lab = make_lab(ADMIN_SECOND_FACTOR="required")
    admin = lab.account(Role.ADMIN)
    client = lab.open(auth={"token": admin.token})
    refusal = client.wait_for("connect_error").body
    assert refusal["data"]["code"] == "second_factor_setup_required"
    enrol(lab.app.test_client(), admin, Clock())
    assert lab.connect(admin).events("connected")
    assert lab.connect(lab.account(Role.PATIENT)).events("connected")


def test_an_administrator_removes_lost_factors(
    client: FlaskClient, admin: Account, patient: Account, steps: Clock
) -> None:
    enrol(client, patient, steps)
    path = f"/api/admin/users/{patient.id}/reset-second-factor"
    for account in (patient,):
        body = {"currentPassword": account.password}
        assert client.post(path, json=body, headers=account.header).status_code == 403
    wrong = client.post(path, json={"currentPassword": "wrong"}, headers=admin.header)
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["currentPassword"])
    assert first_step(client, patient)["methods"]
    body = {"currentPassword": admin.password}
    assert client.post(path, json=body, headers=admin.header).status_code == 200
    entry = entries()[-1]
    assert (entry.name, entry.user_id, entry.entity_id) == ("user.factors_reset", admin.id, patient.id)
    assert rooms(entry.seq, "event") == {f"user:{patient.id}"}
    assert rooms(entry.seq, "report") == {"role:Administrador"}
    # The sessions have ended, and the password is enough again.
    assert client.get("/api/auth/me", headers=patient.header).status_code == 401
    login = {"email": patient.email, "password": patient.password}
    assert client.post("/api/auth/login", json=login).status_code == 200
    with reading() as session:
        for table in (SecondFactor, RecoveryCode, PasskeyChallenge):
            assert list(session.scalars(select(table))) == []
    again = client.post(path, json=body, headers=admin.header)
    assert (again.status_code, again.json["code"]) == (409, "conflict")
    assert client.post("/api/admin/users/999/reset-second-factor", json=body, headers=admin.header).status_code == 404


def test_nobody_removes_their_own_this_way(client: FlaskClient, admin: Account, steps: Clock) -> None:
    enrol(client, admin, steps)
    path, body = f"/api/admin/users/{admin.id}/reset-second-factor", {"currentPassword": admin.password}
    assert client.post(path, json=body, headers=admin.header).status_code == 409
    assert first_step(client, admin)["methods"] == ["totp", "recovery"]


def test_a_challenge_from_before_the_removal_opens_nothing(
    client: FlaskClient, admin: Account, patient: Account, steps: Clock
) -> None:
    device = enrol(client, patient, steps)
    challenge = first_step(client, patient)["challenge"]
    path, body = f"/api/admin/users/{patient.id}/reset-second-factor", {"currentPassword": admin.password}
    assert client.post(path, json=body, headers=admin.header).status_code == 200
    assert second(client, challenge, device.next_code()).json["code"] == "challenge_invalid"


def test_operators_remove_the_factors_of_an_administrator(
    app: Flask, client: FlaskClient, admin: Account, steps: Clock
) -> None:
    enrol(client, admin, steps)
    run = app.test_cli_runner().invoke
    done = run(args=["users", "reset-second-factor", admin.email])
    assert (done.exit_code, "Removed" in done.output) == (0, True)
    assert (entries()[-1].name, entries()[-1].user_id) == ("user.factors_reset", None)
    again = run(args=["users", "reset-second-factor", admin.email])
    assert (again.exit_code, "no second factor" in again.output) == (1, True)
    assert run(args=["users", "reset-second-factor", "nobody@lab.example"]).exit_code == 1
    login = {"email": admin.email, "password": admin.password}
    assert client.post("/api/auth/login", json=login).status_code == 200
