"""Administration of accounts over REST: revoked sessions, events, and at least one administrator left."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from labapp import queries
from labapp.errors import Conflict
from labapp.extensions import db
from labapp.identity import Role
from labapp.services import users
from tests.support.accounts import Account, MakeAccount, bearer
from tests.support.desk import Desk
from tests.support.event_log import changes, rooms

USER_FIELDS = {"id", "role", "name", "email", "documentNumber", "proposedDocumentNumber", "phone", "active"} | {
    "passwordExpiresAt"
}
NEW = {"email": "Doc@Lab.example", "password": "una clave larga", "name": "Dra. Peña", "role": "Medico"}


@pytest.fixture
def desk(client: FlaskClient, admin: Account) -> Desk:
    return Desk(client, admin, "/api/admin/users")


def test_an_account_is_made_found_and_changed(desk: Desk, client: FlaskClient, admin: Account) -> None:
    answer = desk("POST", "", NEW)
    assert answer.status_code == 201
    made = answer.json
    assert set(made) == USER_FIELDS
    assert (made["email"], made["role"], made["active"]) == ("doc@lab.example", "Medico", True)
    assert answer.headers["Location"] == f"/api/admin/users/{made['id']}"
    where = f"/{made['id']}"
    assert desk("GET", where).json == made
    login = client.post("/api/auth/login", json={"email": "doc@lab.example", "password": NEW["password"]})
    chosen = {"challenge": login.json["challenge"], "newPassword": "otra clave larga"}
    token = bearer(client.post("/api/auth/login/new-password", json=chosen).json["accessToken"])
    version = desk("GET", where).headers["ETag"]

    changed = desk("PATCH", where, {"name": "Dra. Núñez", "documentNumber": "CMP-1", "phone": ""}, If_Match=version)
    assert changed.status_code == 200
    assert (changed.json["name"], changed.json["documentNumber"], changed.json["phone"]) == (
        "Dra. Núñez",
        "CMP-1",
        None,
    )
    assert desk("PATCH", where, {"name": "x"}, If_Match=version).json["code"] == "stale"
    # A change of the profile ends no session.
    assert client.get("/api/auth/me", headers=token).status_code == 200
    created, chose, updated = (e for e in changes() if e.entity_type == "user")
    assert (created.name, chose.name, updated.name) == ("user.created", "user.password_changed", "user.updated")
    assert (updated.user_id, updated.entity_id) == (admin.id, made["id"])
    assert rooms(updated.seq, "event") == {f"user:{made['id']}"}
    assert rooms(updated.seq, "report") == {"role:Administrador"}
    assert updated.before == {"name": "Dra. Peña", "documentNumber": None}
    assert "argon2" not in json.dumps([[e.payload, e.report, e.before, e.after] for e in changes()])


def test_accounts_are_searched(desk: Desk, make_account: MakeAccount) -> None:
    pena = make_account(Role.PATIENT, name="José Peña", document_number="44556677")
    gone = make_account(Role.DOCTOR, name="Ana Ruiz", active=False)

    def ids(query: str) -> list[int]:
        answer = desk("GET", f"?{query}")
        assert answer.status_code == 200
        return [item["id"] for item in answer.json["items"]]

    assert ids("q=jose%20pena") == ids("q=4455") == ids(f"q={pena.email.upper()}") == [pena.id]
    assert ids("role=Medico") == ids("active=false") == [gone.id]
    assert ids("q=%25") == []
    assert len(ids("sort=-createdAt")) == 3
    assert desk("GET", "?perPage=1&page=2").json["total"] == 3
    assert desk("GET", "?role=Nadie").status_code == 422


def test_taken_and_invalid_values_change_nothing(desk: Desk, patient: Account, other_patient: Account) -> None:
    for method, path, body, status, code in (
        ("POST", "", NEW | {"email": patient.email.upper()}, 409, "email_taken"),
        ("PATCH", f"/{patient.id}", {"email": other_patient.email}, 409, "email_taken"),
        ("POST", "", NEW | {"role": "Root"}, 422, "invalid_payload"),
        ("POST", "", NEW | {"tokenVersion": 3}, 422, "invalid_payload"),
        ("PATCH", f"/{patient.id}", {"active": False}, 422, "invalid_payload"),
        ("PATCH", f"/{patient.id}", {"role": None}, 422, "invalid_payload"),
        ("PATCH", f"/{patient.id}", {"password": "una clave larga"}, 422, "invalid_payload"),
        ("PATCH", "/999999", {"name": "x"}, 404, "not_found"),
        ("POST", "/999999/deactivate", None, 404, "not_found"),
    ):
        answer = desk(method, path, body)
        assert (answer.status_code, answer.json["code"]) == (status, code), (method, path, body)
    assert changes() == []


def test_deactivating_shuts_out_at_once(
    desk: Desk, client: FlaskClient, patient: Account, other_patient: Account
) -> None:
    assert desk("POST", f"/{patient.id}/deactivate").json["active"] is False
    assert client.get("/api/auth/me", headers=patient.header).status_code == 401
    assert client.post("/api/auth/refresh", json={"refreshToken": patient.refresh_token}).status_code == 401
    login = {"email": patient.email, "password": patient.password}
    assert client.post("/api/auth/login", json=login).status_code == 401
    assert client.get("/api/auth/me", headers=other_patient.header).status_code == 200
    assert desk("POST", f"/{patient.id}/deactivate").status_code == 200

    assert desk("POST", f"/{patient.id}/activate").json["active"] is True
    # Ended sessions stay ended.
    assert client.get("/api/auth/me", headers=patient.header).status_code == 401
    assert client.post("/api/auth/login", json=login).status_code == 200
    told = [e for e in changes() if e.entity_type == "user"]
    assert [e.name for e in told] == ["user.deactivated", "user.activated"]
    assert [(e.payload or {})["action"] for e in told] == ["deactivated", "activated"]
    assert rooms(told[0].seq, "event") == {f"user:{patient.id}"}


def test_a_new_role_ends_the_sessions_of_the_old(desk: Desk, client: FlaskClient, doctor: Account) -> None:
    answer = desk("PATCH", f"/{doctor.id}", {"role": "Paciente", "name": "Otro"})
    assert (answer.status_code, answer.json["role"]) == (200, "Paciente")
    assert client.get("/api/auth/me", headers=doctor.header).status_code == 401
    profile, role = changes()
    assert (profile.name, role.name) == ("user.updated", "user.role_changed")
    assert (role.before, role.after) == ({"role": "Medico"}, {"role": "Paciente"})
    assert role.payload is not None
    assert (role.payload["type"], role.payload["changes"]) == ("role", {"role": "Paciente"})


def test_a_reset_password_ends_the_sessions(desk: Desk, client: FlaskClient, patient: Account) -> None:
    assert desk("POST", f"/{patient.id}/password", {"newPassword": "corta"}).status_code == 422
    assert desk("POST", f"/{patient.id}/password", {"newPassword": "nueva clave larga"}).status_code == 200
    assert client.get("/api/auth/me", headers=patient.header).status_code == 401
    login = client.post("/api/auth/login", json={"email": patient.email, "password": "nueva clave larga"})
    assert login.json["code"] == "new_password_required"
    assert changes()[0].name == "user.password_changed"


def test_one_administrator_always_stays(
    desk: Desk, client: FlaskClient, admin: Account, make_account: MakeAccount
) -> None:
    make_account(Role.ADMIN, active=False)
    for method, path, body in (
        ("POST", f"/{admin.id}/deactivate", None),
        ("PATCH", f"/{admin.id}", {"role": "Paciente", "name": "Otro"}),
    ):
        answer = desk(method, path, body)
        assert (answer.status_code, answer.json["code"]) == (409, "last_admin")
    assert changes() == []
    assert client.get("/api/auth/me", headers=admin.header).json["name"] != "Otro"

    second = make_account(Role.ADMIN)
    assert desk("POST", f"/{admin.id}/deactivate").status_code == 200
    assert desk("GET").status_code == 401
    alone = client.patch(f"/api/admin/users/{second.id}", headers=second.header, json={"role": "Medico"})
    assert (alone.status_code, alone.json["code"]) == (409, "last_admin")
    assert client.patch(f"/api/admin/users/{second.id}", headers=second.header, json={"name": "B"}).status_code == 200


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_two_administrators_who_demote_each_other_do_not_both_succeed(
    app: Flask, admin: Account, make_account: MakeAccount
) -> None:
    second = make_account(Role.ADMIN)

    def demote_first() -> None:
        with app.app_context():
            users.update(admin.id, values={}, role=Role.PATIENT, by=second.identity)

    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with ThreadPoolExecutor(1) as pool, db.engine.connect() as open_one, db.engine.connect() as watch:
        open_one.execute(text("UPDATE user_account SET role = 'Medico' WHERE id = :id"), {"id": second.id})
        demoting = pool.submit(demote_first)
        while not demoting.done() and not watch.scalar(waiting):
            watch.rollback()
        assert not demoting.done()
        open_one.commit()
        with pytest.raises(Conflict) as refusal:
            demoting.result(timeout=10)
    assert refusal.value.code == "last_admin"
    assert queries.users.get(admin.id).role == Role.ADMIN


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        *(("phone", one, 200) for one in ("+51 987 654 321", "(01) 555-0100", "987654", "+1.212.555.0100", "", None)),
        *(("phone", one, 422) for one in ("12345", "1" * 16, "llamar", "555-0100 ext", "+51\t987654", "--987654")),
        *(("name", one, 200) for one in ("Ñ", "José O'Neill-Díaz 3", "李")),
        *(("name", one, 422) for one in ("123", "...", "Ana\nDíaz", "Ana\u202eDíaz", "Ana\x7f")),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_phone_is_digits_and_a_name_has_a_letter(
    client: FlaskClient, patient: Account, field: str, value: str | None, status: int
) -> None:
    before = client.get("/api/auth/me", headers=patient.header).json
    answer = client.patch("/api/auth/me", json={field: value}, headers=patient.header)
    assert answer.status_code == status
    after = client.get("/api/auth/me", headers=patient.header).json
    if status == 200:
        assert after == before | {field: value or None}
    else:
        assert set(answer.json["errors"]) == {field}
        assert after == before
