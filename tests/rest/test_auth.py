"""Sign-in and tokens over REST: responses, refusals, rate limits, and no hint at which accounts exist."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp import queries
from labapp.errors import Unauthorized
from labapp.identity import Role
from labapp.services import sessions, sign_in, users
from tests.support.accounts import Account, MakeAccount, bearer
from tests.support.event_log import entries

USER_FIELDS = {"id", "role", "name", "email", "documentNumber", "proposedDocumentNumber", "phone", "active"} | {
    "passwordExpiresAt"
}


def login(client: FlaskClient, email: str, password: str, address: str = "192.0.2.1") -> Any:
    body = {"email": email, "password": password}
    return client.post("/api/auth/login", json=body, environ_base={"REMOTE_ADDR": address})


def test_signing_in_answers_a_pair_that_works(client: FlaskClient, patient: Account) -> None:
    answer = login(client, patient.email.upper(), patient.password)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json
    assert set(body) == {"accessToken", "refreshToken", "expiresIn", "user"}
    assert body["expiresIn"] == 15 * 60
    assert set(body["user"]) == USER_FIELDS
    me = client.get("/api/auth/me", headers=bearer(body["accessToken"]))
    assert me.json == body["user"]
    assert me.json["id"] == patient.id
    assert client.get("/api/auth/me", headers=bearer(body["refreshToken"])).status_code == 401


def test_a_failure_tells_nothing_and_is_reported(
    client: FlaskClient, patient: Account, make_account: MakeAccount
) -> None:
    gone = make_account(Role.PATIENT, active=False)
    answers = [
        login(client, patient.email, "wrong", "192.0.2.1"),
        login(client, "nobody" * 40 + "@lab.example", "wrong", "192.0.2.2"),
        login(client, gone.email, "wrong", "192.0.2.3"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({json.dumps(answer.json, sort_keys=True) for answer in answers}) == 1
    assert answers[0].json["code"] == "invalid_credentials"
    assert answers[0].content_type == "application/problem+json"
    recorded = entries()
    assert [entry.name for entry in recorded] == ["session.refused"] * 3
    assert all(entry.report is not None and entry.event is None for entry in recorded)
    too_long = login(client, "a" * 300 + "@lab.example", "wrong", "192.0.2.4")
    assert too_long.status_code == 422
    with pytest.raises(Unauthorized):
        sign_in.sign_in(email="b" * 10_000, password="wrong", address="192.0.2.5", user_agent=None)
    assert entries()[-1].after == {"email": "b" * 254}


def test_a_deactivated_account_is_told_so_after_the_right_password_only(
    client: FlaskClient, make_account: MakeAccount
) -> None:
    gone = make_account(Role.PATIENT, active=False)
    told = login(client, gone.email, gone.password)
    assert (told.status_code, told.json["code"]) == (401, "account_deactivated")
    assert told.json["detail"] == "El laboratorio desactivó esta cuenta. Comuníquese con el laboratorio."
    in_browser = client.post("/api/session", json={"email": gone.email, "password": gone.password})
    assert (in_browser.status_code, in_browser.json["code"]) == (401, "account_deactivated")
    assert "Set-Cookie" not in in_browser.headers
    assert [entry.name for entry in entries()] == ["session.refused"] * 2
    # It counts as a failure, so that it is no way around the limit.
    for _ in range(4):
        assert login(client, gone.email, gone.password).status_code == 401
    assert login(client, gone.email, gone.password).status_code == 429


def test_five_failures_in_a_minute_shut_an_address(
    client: FlaskClient, patient: Account, other_patient: Account
) -> None:
    for _ in range(5):
        assert login(client, patient.email, "wrong", "192.0.2.1").status_code == 401
    refused = login(client, patient.email, patient.password, "192.0.2.1")
    assert refused.status_code == 429
    assert refused.json["code"] == "rate_limited"
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 60
    whole = "1 minuto" if wait == 60 else "1 segundo" if wait == 1 else f"{wait} segundos"
    assert refused.json["detail"] == f"Demasiados intentos. Inténtelo de nuevo dentro de {whole}."
    assert login(client, other_patient.email, other_patient.password, "192.0.2.2").status_code == 200

    for number in range(5):
        assert login(client, f"guess{number}@lab.example", "wrong", "203.0.113.9").status_code == 401
    assert login(client, other_patient.email, other_patient.password, "203.0.113.9").status_code == 429
    assert login(client, other_patient.email, other_patient.password, "203.0.113.10").status_code == 200


def test_neighbours_in_one_ipv6_network_are_one_address(client: FlaskClient, patient: Account) -> None:
    for number in range(5):
        assert login(client, f"guess{number}@lab.example", "wrong", f"2001:db8::{number}").status_code == 401
    assert login(client, patient.email, patient.password, "2001:db8::ffff").status_code == 429
    assert login(client, patient.email, patient.password, "2001:db8:0:1::1").status_code == 200


def test_what_changes_while_the_hash_is_computed_counts(
    app: Flask, monkeypatch: pytest.MonkeyPatch, patient: Account, admin: Account
) -> None:
    verify = sign_in.verify_password

    def slowly(encoded: str | None, password: str) -> bool:
        verdict = verify(encoded, password)
        users.deactivate(patient.id, by=admin.identity)
        return verdict

    monkeypatch.setattr(sign_in, "verify_password", slowly)
    with pytest.raises(Unauthorized):
        sign_in.sign_in(email=patient.email, password=patient.password, address=None, user_agent=None)
    assert [entry.name for entry in entries()] == ["user.deactivated", "session.refused"]


def test_a_spent_refresh_token_ends_the_family(client: FlaskClient, patient: Account) -> None:
    first = login(client, patient.email, patient.password).json
    second = client.post("/api/auth/refresh", json={"refreshToken": first["refreshToken"]})
    assert second.status_code == 200
    assert set(second.json) == {"accessToken", "refreshToken", "expiresIn", "user"}
    access = second.json["accessToken"]
    assert client.get("/api/auth/me", headers=bearer(access)).status_code == 200
    assert client.post("/api/auth/refresh", json={"refreshToken": first["refreshToken"]}).status_code == 401
    assert client.get("/api/auth/me", headers=bearer(access)).status_code == 401
    again = client.post("/api/auth/refresh", json={"refreshToken": second.json["refreshToken"]})
    assert again.status_code == 401
    ended = entries()[-1]
    assert (ended.name, ended.entity_id) == ("session.revoked", patient.id)
    assert ended.after is not None
    assert ended.after["reason"] == "refresh_reused"


@pytest.mark.parametrize("body", [None, {}, {"refreshToken": None}, {"refreshToken": "nonsense"}])
def test_signing_out_ends_this_session_only(client: FlaskClient, patient: Account, body: Any) -> None:
    other = login(client, patient.email, patient.password).json
    options = {} if body is None else {"json": body}
    assert client.post("/api/auth/logout", headers=patient.header, **options).status_code == 204
    assert client.get("/api/auth/me", headers=patient.header).json["code"] == "token_invalid"
    assert client.get("/api/auth/me", headers=bearer(other["accessToken"])).status_code == 200
    revoked = entries()[-1]
    assert revoked.after == {"session": patient.identity.session_id, "reason": "signed_out"}
    assert (revoked.event, revoked.entity_id) == ("user:update", patient.id)


def test_signing_out_can_name_another_session_of_ones_own_only(
    client: FlaskClient, patient: Account, other_patient: Account
) -> None:
    mine = login(client, patient.email, patient.password).json
    client.post("/api/auth/logout", headers=patient.header, json={"refreshToken": other_patient.refresh_token})
    assert client.get("/api/auth/me", headers=other_patient.header).status_code == 200
    fresh = login(client, patient.email, patient.password).json
    body = {"refreshToken": mine["refreshToken"]}
    assert client.post("/api/auth/logout", headers=bearer(fresh["accessToken"]), json=body).status_code == 204
    assert client.get("/api/auth/me", headers=bearer(mine["accessToken"])).status_code == 401


def test_one_lists_and_ends_ones_own_sessions(client: FlaskClient, patient: Account, other_patient: Account) -> None:
    login(client, patient.email, patient.password)
    listed = queries.sessions.list_own(by=patient.identity)
    assert {one.user_id for one in listed} == {patient.id}
    assert len(listed) == 2
    assert sessions.sign_out_everywhere(by=patient.identity) == 2
    assert queries.sessions.list_own(by=patient.identity) == []
    ended = {entry.after["session"] for entry in entries() if entry.name == "session.revoked" and entry.after}
    assert ended == {one.id for one in listed}
    assert client.get("/api/auth/me", headers=other_patient.header).status_code == 200


def test_registering_opens_a_patients_account(client: FlaskClient) -> None:
    body = {
        "email": "Nueva@Lab.example",
        "password": "una clave larga",
        "name": " Ana Núñez ",
        "documentNumber": "44556677",
    }
    answer = client.post("/api/auth/register", json=body)
    assert answer.status_code == 201
    assert set(answer.json) == USER_FIELDS
    assert (answer.json["role"], answer.json["email"]) == ("Paciente", "nueva@lab.example")
    assert (answer.json["name"], answer.json["proposedDocumentNumber"]) == ("Ana Núñez", "44556677")
    assert login(client, "nueva@lab.example", "una clave larga").status_code == 200
    again = client.post("/api/auth/register", json=body | {"documentNumber": "1"})
    assert (again.status_code, again.json["code"]) == (409, "email_taken")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "Administrador"}, "role"),
        ({"active": True}, "active"),
        ({"password": "corta"}, "password"),
        ({"password": "con nulo\x00 dentro"}, "password"),
        ({"password": "medio \ud800 carácter"}, "password"),
        ({"email": "no-es-un-correo"}, "email"),
        ({"name": "   "}, "name"),
        ({"name": None}, "name"),
    ],
)
def test_registering_refuses_and_changes_nothing(client: FlaskClient, change: dict[str, Any], field: str) -> None:
    body = {"email": "nueva@lab.example", "password": "una clave larga", "name": "Ana"}
    answer = client.post("/api/auth/register", data=json.dumps(body | change), content_type="application/json")
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert entries() == []


def test_registrations_are_limited_by_address(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "hash_password", lambda password: "no hash")
    statuses = [
        client.post(
            "/api/auth/register", json={"email": f"n{n}@lab.example", "password": "una clave larga", "name": "Ana"}
        ).status_code
        for n in range(21)
    ]
    assert statuses == [201] * 20 + [429]


def test_one_changes_ones_own_data_and_no_more(client: FlaskClient, patient: Account, other_patient: Account) -> None:
    answer = client.patch("/api/auth/me", headers=patient.header, json={"name": "Otra", "phone": "999 111"})
    assert answer.status_code == 200
    assert (answer.json["name"], answer.json["phone"]) == ("Otra", "999 111")
    (entry,) = entries()
    assert (entry.name, entry.event, entry.user_id) == ("user.updated", "user:update", patient.id)
    assert entry.payload is not None
    assert entry.payload["changes"] == {"name": "Otra", "phone": "999 111"}
    for forbidden in ({"role": "Administrador"}, {"email": "x@lab.example"}, {"active": False}, {"id": 1}):
        assert client.patch("/api/auth/me", headers=patient.header, json=forbidden).status_code == 422
    assert client.get("/api/auth/me", headers=other_patient.header).json["name"] != "Otra"
    assert client.patch("/api/auth/me", headers=patient.header, json={}).status_code == 200
    assert len(entries()) == 1


def test_a_new_password_ends_every_session_but_the_one_it_opens(client: FlaskClient, patient: Account) -> None:
    elsewhere = login(client, patient.email, patient.password).json
    body = {"currentPassword": patient.password, "newPassword": "Otra-clave-larga-2"}
    answer = client.post("/api/auth/password", headers=patient.header, json=body)
    assert answer.status_code == 200
    assert set(answer.json) == {"accessToken", "refreshToken", "expiresIn", "user"}
    assert client.get("/api/auth/me", headers=bearer(answer.json["accessToken"])).status_code == 200
    for old in (patient.token, elsewhere["accessToken"]):
        assert client.get("/api/auth/me", headers=bearer(old)).status_code == 401
    for old in (patient.refresh_token, elsewhere["refreshToken"]):
        assert client.post("/api/auth/refresh", json={"refreshToken": old}).status_code == 401
    assert login(client, patient.email, patient.password).status_code == 401
    assert login(client, patient.email, "Otra-clave-larga-2").status_code == 200
    changed = next(entry for entry in entries() if entry.name == "user.password_changed")
    assert (changed.entity_type, changed.entity_id, changed.event) == ("user", patient.id, "user:update")
    assert changed.payload is not None
    assert (changed.payload["type"], changed.payload["action"]) == ("password", "updated")
    kept = json.dumps([[e.payload, e.report, e.before, e.after] for e in entries()])
    assert "argon2" not in kept
    assert "clave" not in kept.lower()


def test_a_wrong_current_password_changes_nothing_and_counts_as_a_failure(
    client: FlaskClient, patient: Account
) -> None:
    wrong = {"currentPassword": "wrong", "newPassword": "Otra-clave-larga-2"}
    for _ in range(5):
        answer = client.post("/api/auth/password", headers=patient.header, json=wrong)
        assert answer.status_code == 422
        assert list(answer.json["errors"]) == ["currentPassword"]
    right = wrong | {"currentPassword": patient.password}
    assert client.post("/api/auth/password", headers=patient.header, json=right).status_code == 429
    assert client.get("/api/auth/me", headers=patient.header).status_code == 200


def test_without_a_token_nothing_is_ones_own(client: FlaskClient) -> None:
    for method, path in (
        ("GET", "/api/auth/me"),
        ("PATCH", "/api/auth/me"),
        ("POST", "/api/auth/password"),
        ("POST", "/api/auth/logout"),
    ):
        answer = client.open(path, method=method, json={})
        assert (answer.status_code, answer.json["code"]) == (401, "token_missing")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
