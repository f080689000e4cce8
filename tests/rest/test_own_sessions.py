"""A user's own sessions over REST: the list, and ending one or all of them, never those of others."""

from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from labapp.identity import Role
from tests.support.accounts import Account, bearer
from tests.support.desk import read_uncached
from tests.support.event_log import entries
from tests.support.lab import MakeLab


def open_another(client: FlaskClient, account: Account, agent: str, address: str) -> dict[str, str]:
    """Sign in on another device, and return its Authorization header."""
    body = {"email": account.email, "password": account.password}
    made = client.post(
        "/api/auth/login", json=body, headers={"User-Agent": agent}, environ_base={"REMOTE_ADDR": address}
    )
    assert made.json is not None
    return bearer(made.json["accessToken"])


def listed(client: FlaskClient, header: dict[str, str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = read_uncached(client, "/api/auth/sessions", header)["items"]
    return items


def status(client: FlaskClient, header: dict[str, str]) -> int:
    return client.get("/api/auth/me", headers=header).status_code


def test_one_sees_where_one_is_signed_in(client: FlaskClient, patient: Account, other_patient: Account) -> None:
    phone = open_another(client, patient, "Phone/1.0", "192.0.2.7")
    on_phone, here = listed(client, phone)
    assert set(on_phone) == {"id", "createdAt", "usedAt", "address", "userAgent", "current"}
    assert (on_phone["address"], on_phone["userAgent"], on_phone["current"]) == ("192.0.2.7", "Phone/1.0", True)
    assert (here["id"], here["address"], here["current"]) == (patient.identity.session_id, "127.0.0.1", False)
    assert on_phone["usedAt"].endswith("Z")
    assert [one["current"] for one in listed(client, patient.header)] == [False, True]
    assert [one["id"] for one in listed(client, other_patient.header)] == [other_patient.identity.session_id]


def test_one_ends_a_session_of_ones_own_only(client: FlaskClient, patient: Account, other_patient: Account) -> None:
    phone = open_another(client, patient, "Phone/1.0", "192.0.2.7")
    (there, _here) = listed(client, patient.header)
    before = len(entries())
    for wrong in (other_patient.identity.session_id, uuid4(), "nonsense", "%00"):
        assert client.delete(f"/api/auth/sessions/{wrong}", headers=patient.header).status_code == 404
    assert client.delete(f"/api/auth/sessions/{there['id']}", headers=other_patient.header).status_code == 404
    assert len(entries()) == before
    assert status(client, phone) == status(client, other_patient.header) == 200

    assert client.delete(f"/api/auth/sessions/{there['id']}", headers=patient.header).status_code == 204
    assert (status(client, phone), status(client, patient.header)) == (401, 200)
    assert [one["id"] for one in listed(client, patient.header)] == [patient.identity.session_id]
    ended = entries()[-1]
    assert (ended.name, ended.user_id, ended.after) == (
        "session.revoked",
        patient.id,
        {"session": there["id"], "reason": "signed_out"},
    )
    # An ended session is not listed.
    assert client.delete(f"/api/auth/sessions/{there['id']}", headers=patient.header).status_code == 404


def test_one_signs_out_everywhere(client: FlaskClient, patient: Account, other_patient: Account) -> None:
    phone = open_another(client, patient, "Phone/1.0", "192.0.2.7")
    assert client.post("/api/auth/logout-everywhere", headers=patient.header, json={"all": True}).status_code == 422
    assert status(client, phone) == 200
    assert client.post("/api/auth/logout-everywhere", headers=patient.header).status_code == 204
    assert status(client, phone) == status(client, patient.header) == 401
    assert status(client, other_patient.header) == 200


def test_the_sockets_of_an_ended_session_close(make_lab: MakeLab) -> None:
    lab = make_lab()
    account, other = lab.account(Role.PATIENT), lab.account(Role.PATIENT)
    api = lab.api()
    elsewhere = api.post("/api/auth/login", {"email": account.email, "password": account.password})
    here, there, stranger = lab.connect(account), lab.open(auth={"token": elsewhere["accessToken"]}), lab.connect(other)
    there.connected()
    mine = lab.api(account)
    (ended,) = [one["id"] for one in mine.get("/api/auth/sessions")["items"] if not one["current"]]
    mine.delete(f"/api/auth/sessions/{ended}")
    there.wait_for("disconnect")
    assert there.events("user:update")[-1].body["changes"] == {"sessionId": ended, "reason": "signed_out"}
    assert here.ask("ping")["ok"] is True
    mine.post("/api/auth/logout-everywhere")
    here.wait_for("disconnect")
    assert here.events("user:update")[-1].body["changes"]["reason"] == "signed_out_everywhere"
    assert stranger.ask("ping")["ok"] is True
    assert stranger.events("user:update") == stranger.events("disconnect") == []
