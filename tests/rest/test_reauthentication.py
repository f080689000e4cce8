"""Highly sensitive operations require a recent proof of identity, and everything that is accepted as one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.identity import Role
from labapp.models import AuthSession, User
from labapp.unit_of_work import reading
from tests.support.accounts import PASSWORD, Account, bearer, create_account, open_dashboard
from tests.support.databases import writing
from tests.support.event_log import entries, names, rooms
from tests.support.passkeys import Device
from tests.support.pdf_files import make_pdf
from tests.support.proofs import PROOF, REAUTHENTICATE, age_proof
from tests.support.results import Ordered, ResultDesk
from tests.support.second_factors import FACTORS, Clock, enrol, first_step, steps, wrong_codes

__all__ = ["steps"]
NEW = {"email": "new@lab.example", "password": "una clave larga", "name": "Nueva"}
USERS = "/api/admin/users"
# Each guarded operation on the account of a patient: the method, the path, the body, and the status with a proof.
OPERATIONS: dict[str, tuple[str, str, Any, int]] = {
    "release": ("POST", "/api/admin/results/{result}/release", None, 200),
    "new role": ("PATCH", USERS + "/{user}", {"role": "Medico"}, 200),
    "new e-mail": ("PATCH", USERS + "/{user}", {"email": "other@lab.example"}, 200),
    "new administrator": ("POST", USERS, NEW | {"role": "Administrador"}, 201),
    "deactivation": ("POST", USERS + "/{user}/deactivate", None, 200),
    "password": ("POST", USERS + "/{user}/password", {"newPassword": "otra clave larga"}, 200),
    "link": ("POST", USERS + "/{user}/password-link", None, 200),
    "second factor": ("POST", USERS + "/{user}/reset-second-factor", PROOF, 200),
    "erasure": ("POST", USERS + "/{user}/erase", {"name": "Ana Peña"}, 200),
    "session": ("DELETE", USERS + "/{user}/sessions/{session}", None, 204),
    "all sessions": ("DELETE", USERS + "/{user}/sessions", None, 204),
}
Send = Callable[[str, dict[str, str]], Any]


@pytest.fixture
def send(client: FlaskClient, patient: Account, ordered: Ordered, result_desk: ResultDesk, steps: Clock) -> Send:
    """Send a guarded operation about a patient with a second factor and a result that can be released."""
    enrol(client, patient, steps)
    result = result_desk.issue(ordered, make_pdf("uno"), released=False)
    ids = {"result": result, "user": patient.id, "session": patient.identity.session_id}

    def operate(name: str, headers: dict[str, str]) -> Any:
        method, path, body, _status = OPERATIONS[name]
        return client.open(path.format(**ids), method=method, json=body, headers=headers)

    return operate


def proof_of(account: Account) -> datetime:
    with reading() as session:
        return session.get_one(AuthSession, account.identity.session_id).verified_at


def prove(client: FlaskClient, account: Account, **body: Any) -> Any:
    return client.post(REAUTHENTICATE, json=PROOF | body, headers=account.header)


def assert_required(answer: Any, methods: list[str]) -> None:
    assert (answer.status_code, answer.json["code"]) == (403, "reauthentication_required")
    assert (answer.json["methods"], answer.json["detail"]) == (methods, "Confirme primero que es usted.")


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_old_proof_is_refused_and_a_new_one_lets_it_through(
    client: FlaskClient, admin: Account, send: Send, name: str
) -> None:
    session = open_dashboard(admin)
    client.set_cookie("lab_access", session.access)
    ways = {admin.identity.session_id: admin.header, session.id: session.header}
    before = len(entries())
    for session_id, header in ways.items():
        age_proof(session_id)
        assert_required(send(name, header), ["password"])
    # Neither is it an attempt at something forbidden.
    assert len(entries()) == before
    # A proof is of its session only.
    assert prove(client, admin).status_code == 200
    assert_required(send(name, session.header), ["password"])
    assert send(name, admin.header).status_code == OPERATIONS[name][3]
    assert len(entries()) >= before + 2


def test_the_dashboard_proves_it_with_its_cookie(client: FlaskClient, admin: Account, send: Send) -> None:
    session = open_dashboard(admin)
    client.set_cookie("lab_access", session.access)
    age_proof(session.id)
    assert client.post(REAUTHENTICATE, json=PROOF).status_code == 401
    assert client.post(REAUTHENTICATE, json=PROOF, headers=session.header).status_code == 200
    assert send("release", session.header).status_code == 200


def test_others_are_refused_whatever_they_prove(client: FlaskClient, patient: Account, send: Send) -> None:
    for account in (create_account(Role.PATIENT), create_account(Role.DOCTOR)):
        assert prove(client, account).status_code == 200
        before = names()
        for name in OPERATIONS:
            answer = send(name, account.header)
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), name
        assert set(names()[len(before) :]) == {"access.refused"}
    assert client.post(REAUTHENTICATE, json=PROOF).status_code == 401


def test_what_is_not_sensitive_needs_no_proof(client: FlaskClient, admin: Account, patient: Account) -> None:
    age_proof(admin.identity.session_id)
    path = f"{USERS}/{patient.id}"
    for method, body in (("GET", None), ("PATCH", {"name": "Ana María", "email": patient.email, "role": "Paciente"})):
        assert client.open(path, method=method, json=body, headers=admin.header).status_code == 200
    assert client.post(USERS, json=NEW | {"role": "Paciente"}, headers=admin.header).status_code == 201
    assert client.get(f"{path}/sessions", headers=admin.header).status_code == 200


def test_the_setting_says_how_old(app: Flask, client: FlaskClient, admin: Account, patient: Account) -> None:
    settings = app.config["LAB_SETTINGS"]
    assert settings.reauthentication_minutes == 10
    path = f"{USERS}/{patient.id}/deactivate"
    age_proof(admin.identity.session_id, minutes=4)
    app.config["LAB_SETTINGS"] = settings.model_copy(update={"reauthentication_minutes": 3})
    assert_required(client.post(path, headers=admin.header), ["password"])
    assert client.post(REAUTHENTICATE, json=PROOF, headers=admin.header).status_code == 200
    age_proof(admin.identity.session_id, minutes=4)
    app.config["LAB_SETTINGS"] = settings.model_copy(update={"reauthentication_minutes": 5})
    assert client.post(path, headers=admin.header).status_code == 200


def test_a_proof_is_recorded_and_told(client: FlaskClient, admin: Account) -> None:
    age_proof(admin.identity.session_id)
    answer = prove(client, admin)
    proved, valid = (datetime.fromisoformat(answer.json[name]) for name in ("verifiedAt", "validUntil"))
    assert valid - proved == timedelta(minutes=10)
    assert abs(proof_of(admin) - proved) < timedelta(milliseconds=1)
    (entry,) = entries()
    assert (entry.name, entry.user_id, entry.entity_id) == ("session.verified", admin.id, admin.id)
    assert entry.after == {"session": admin.identity.session_id}
    assert rooms(entry.seq, "report") == rooms(entry.seq, "event") == set()


def test_a_wrong_password_proves_nothing_and_is_reported(client: FlaskClient, admin: Account) -> None:
    age_proof(admin.identity.session_id)
    before = proof_of(admin)
    answers = [prove(client, admin, currentPassword="wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert list(answers[0].json["errors"]) == ["currentPassword"]
    # The right one has to wait as well, until the minute is over; other sessions need not.
    assert prove(client, admin).status_code == 429
    assert proof_of(admin) == before
    login = {"email": admin.email, "password": PASSWORD}
    fresh = client.post("/api/auth/login", json=login).json["accessToken"]
    assert client.post(REAUTHENTICATE, json=PROOF, headers=bearer(fresh)).status_code == 200
    refused = [entry for entry in entries() if entry.name == "session.proof_refused"]
    assert len(refused) == 5
    assert (refused[0].user_id, refused[0].entity_id) == (admin.id, admin.id)
    assert refused[0].after == {"session": admin.identity.session_id, "reason": "password"}
    assert rooms(refused[0].seq, "report") == {"role:Administrador"}
    assert rooms(refused[0].seq, "event") == set()


@pytest.mark.parametrize(
    "body",
    [{}, {"code": "123456"}, {"currentPassword": ""}, {"code": "1"}, {"passkey": {}}, {"code": None, "nada": 1}],
)
def test_a_malformed_proof_is_refused(client: FlaskClient, admin: Account, body: Any) -> None:
    sent = body if "code" not in body and body else PROOF | body if body else {}
    answer = client.post(REAUTHENTICATE, json=sent, headers=admin.header)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_payload")
    assert entries() == []


def test_a_second_factor_goes_with_the_password(client: FlaskClient, admin: Account, steps: Clock) -> None:
    device = enrol(client, admin, steps)
    path = f"{USERS}/{create_account(Role.PATIENT).id}/deactivate"
    age_proof(admin.identity.session_id)
    assert_required(client.post(path, headers=admin.header), ["password", "totp", "recovery"])
    code = device.next_code()
    alone = prove(client, admin)
    assert (alone.status_code, alone.json["errors"]) == (422, {"code": ["Es obligatorio."]})
    assert prove(client, admin, currentPassword="wrong", code=code).status_code == 422
    assert_required(client.post(path, headers=admin.header), ["password", "totp", "recovery"])
    # The wrong password has not consumed the code, and its right use has.
    assert prove(client, admin, code=code).status_code == 200
    assert prove(client, admin, code=code).json["errors"] == {"code": ["El código no es correcto, o ya se usó."]}
    refused = entries()[-1]
    assert (refused.name, (refused.after or {})["reason"]) == ("session.proof_refused", "second_factor")
    # Somebody knows the password, which its owner learns.
    assert rooms(refused.seq, "event") == {f"user:{admin.id}"}
    assert client.post(path, headers=admin.header).status_code == 200
    age_proof(admin.identity.session_id)
    assert prove(client, admin, code=device.recovery_codes[0]).status_code == 200
    assert prove(client, admin, code=device.recovery_codes[0]).status_code == 422


def test_guessing_codes_is_slowed_down(client: FlaskClient, admin: Account, steps: Clock) -> None:
    device = enrol(client, admin, steps)
    age_proof(admin.identity.session_id)
    before, guesses = proof_of(admin), wrong_codes(device)
    assert [prove(client, admin, code=next(guesses)).status_code for _ in range(6)] == [422] * 5 + [429]
    assert prove(client, admin, code=device.next_code()).status_code == 429
    assert proof_of(admin) == before


def test_a_passkey_goes_with_the_password(client: FlaskClient, admin: Account, doctor: Account) -> None:
    keys = {}
    for account in (admin, doctor):
        begun = client.post(f"{FACTORS}/passkey-options", json=PROOF, headers=account.header).json
        keys[account.id] = device = Device()
        body = {"name": "Mi equipo", "credential": device.create(begun["publicKey"])}
        assert client.post(f"{FACTORS}/passkeys", json=body, headers=account.header).status_code == 201

    def options(account: Account) -> Any:
        return client.post(f"{REAUTHENTICATE}/passkey-options", headers=account.header).json["publicKey"]

    age_proof(admin.identity.session_id)
    answer = keys[admin.id].answer(options(admin))
    assert prove(client, admin, passkey=answer, code="123456").status_code == 422
    assert prove(client, admin, passkey=answer).status_code == 200
    stolen = keys[doctor.id].answer(options(doctor))
    old = proof_of(admin)
    # An answer is for one use, for its account, and for what it was asked for.
    for wrong in (answer, stolen, keys[doctor.id].answer(options(admin))):
        refused = prove(client, admin, passkey=wrong)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["passkey"])
    challenge = first_step(client, admin)["challenge"]
    body = {"challenge": challenge}
    asked = client.post("/api/auth/login/passkey-options", json=body).json["publicKey"]
    assert prove(client, admin, passkey=keys[admin.id].answer(asked)).status_code == 422
    body |= {"passkey": keys[admin.id].answer(options(admin))}
    assert client.post("/api/auth/login/second-factor", json=body).status_code == 401
    assert proof_of(admin) == old


def test_there_are_no_options_without_a_passkey(client: FlaskClient, patient: Account) -> None:
    path = f"{REAUTHENTICATE}/passkey-options"
    assert client.post(path, headers=patient.header).status_code == 404
    assert client.post(path, json={"code": 1}, headers=patient.header).status_code == 422
    assert client.post(path).status_code == 401


def test_a_new_password_alone_is_no_proof_for_an_account_with_a_factor(
    client: FlaskClient, admin: Account, patient: Account, steps: Clock
) -> None:
    path = f"{USERS}/{patient.id}/deactivate"

    def change(old: str, new: str, header: dict[str, str]) -> dict[str, str]:
        body = {"currentPassword": old, "newPassword": new}
        return bearer(client.post("/api/auth/password", json=body, headers=header).json["accessToken"])

    age_proof(admin.identity.session_id)
    header = change(PASSWORD, "otra clave larga", admin.header)
    assert client.post(path, headers=header).status_code == 200
    assert client.post(f"{USERS}/{patient.id}/activate", headers=header).status_code == 200
    protected = create_account(Role.ADMIN)
    enrol(client, protected, steps)
    age_proof(protected.identity.session_id)
    header = change(PASSWORD, "otra clave larga", protected.header)
    assert_required(client.post(path, headers=header), ["password", "totp", "recovery"])


@pytest.mark.parametrize("ended", ["session", "account", "role"])
def test_an_ended_right_proves_nothing(client: FlaskClient, admin: Account, patient: Account, ended: str) -> None:
    age_proof(admin.identity.session_id)
    if ended == "session":
        assert client.post("/api/auth/logout", headers=admin.header).status_code == 204
    else:
        with writing() as session:
            session.get_one(User, admin.id).active = ended != "account"
            session.get_one(User, admin.id).role = Role.DOCTOR
    expected = 200 if ended == "role" else 401
    assert prove(client, admin).status_code == expected
    refused = client.post(f"{USERS}/{patient.id}/deactivate", headers=admin.header)
    assert refused.status_code == (403 if ended == "role" else 401)
