"""The sessions of others over REST: administrators list and end them, which is recorded, and nobody else does."""

from uuid import uuid4

from flask.testing import FlaskClient

from labapp.identity import Role
from tests.support.accounts import Account, bearer, open_dashboard
from tests.support.desk import read_uncached
from tests.support.event_log import changes, entries, names, rooms
from tests.support.lab import MakeLab

USERS = "/api/admin/users"


def sign_in(client: FlaskClient, account: Account) -> dict[str, str]:
    """Sign in on another device, and return its Authorization header."""
    made = client.post(
        "/api/auth/login",
        json={"email": account.email, "password": account.password},
        headers={"User-Agent": "Phone/1.0"},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    return bearer(made.json["accessToken"])


def status(client: FlaskClient, header: dict[str, str]) -> int:
    return client.get("/api/auth/me", headers=header).status_code


def test_an_administrator_lists_the_sessions_of_an_account(
    client: FlaskClient, admin: Account, patient: Account, other_patient: Account
) -> None:
    sign_in(client, patient)
    before = len(entries())
    phone, first = read_uncached(client, f"{USERS}/{patient.id}/sessions", admin.header)["items"]
    assert set(phone) == {"id", "createdAt", "usedAt", "address", "userAgent", "current", "kind"}
    assert (phone["address"], phone["userAgent"], phone["kind"]) == ("192.0.2.7", "Phone/1.0", "app")
    assert (first["id"], first["current"]) == (patient.identity.session_id, False)
    # It is a reading of that person's data.
    (read,) = entries(after=before)
    assert (read.name, read.user_id, read.entity_id) == ("user.read", admin.id, patient.id)
    opened = open_dashboard(admin)
    own = read_uncached(client, f"{USERS}/{admin.id}/sessions", admin.header)["items"]
    assert {one["id"]: (one["kind"], one["current"]) for one in own} == {
        opened.id: ("dashboard", False),
        admin.identity.session_id: ("app", True),
    }
    assert len(entries()) == before + 1
    assert client.get(f"{USERS}/999/sessions", headers=admin.header).status_code == 404


def test_others_neither_list_nor_end_them(
    client: FlaskClient, admin: Account, patient: Account, other_patient: Account, doctor: Account
) -> None:
    path = f"{USERS}/{patient.id}/sessions"
    for account in (patient, other_patient, doctor):
        for method, address in (("GET", path), ("DELETE", path), ("DELETE", f"{path}/{patient.identity.session_id}")):
            assert client.open(address, method=method, headers=account.header).status_code == 403
            assert client.open(address, method=method).status_code == 401
    assert set(names()) == {"access.refused"}
    assert status(client, patient.header) == 200


def test_an_administrator_ends_one_session(
    client: FlaskClient, admin: Account, patient: Account, other_patient: Account
) -> None:
    phone = sign_in(client, patient)
    path = f"{USERS}/{patient.id}/sessions"
    before = names()
    for wrong in (other_patient.identity.session_id, uuid4(), "nonsense"):
        assert client.delete(f"{path}/{wrong}", headers=admin.header).status_code == 404
    assert client.delete(f"{USERS}/999/sessions", headers=admin.header).status_code == 404
    assert names() == before
    mine = f"{path}/{patient.identity.session_id}"
    assert client.delete(mine, headers=admin.header).status_code == 204
    assert (status(client, patient.header), status(client, phone)) == (401, 200)
    ended = entries()[-1]
    assert (ended.name, ended.user_id, ended.entity_id) == ("session.revoked", admin.id, patient.id)
    assert ended.after == {"session": patient.identity.session_id, "reason": "ended_by_staff"}
    assert rooms(ended.seq, "event") == {f"user:{patient.id}"}
    assert rooms(ended.seq, "report") == {"role:Administrador"}
    assert client.delete(mine, headers=admin.header).status_code == 404


def test_an_administrator_ends_all_sessions(
    client: FlaskClient, admin: Account, patient: Account, other_patient: Account
) -> None:
    phone, path = sign_in(client, patient), f"{USERS}/{patient.id}/sessions"
    assert client.delete(path, headers=admin.header).status_code == 204
    assert [status(client, header) for header in (phone, patient.header, other_patient.header)] == [401, 401, 200]
    assert [entry.name for entry in changes()].count("session.revoked") == 2
    # There is none left to end, and none to list.
    assert client.delete(path, headers=admin.header).status_code == 204
    assert [entry.name for entry in changes()].count("session.revoked") == 2
    assert client.get(path, headers=admin.header).json == {"items": []}


def test_the_sockets_of_an_ended_session_close_at_once(make_lab: MakeLab) -> None:
    lab = make_lab()
    account, admin = lab.account(Role.PATIENT), lab.account(Role.ADMIN)
    elsewhere = lab.api().post("/api/auth/login", {"email": account.email, "password": account.password})
    here, there, staff = lab.connect(account), lab.open(auth={"token": elsewhere["accessToken"]}), lab.connect(admin)
    there.connected()
    api = lab.api(admin)
    api.delete(f"{USERS}/{account.id}/sessions/{account.identity.session_id}")
    here.wait_for("disconnect")
    assert here.events("user:update")[-1].body["changes"]["reason"] == "ended_by_staff"
    report = staff.wait_for("admin:event").body
    assert (report["eventType"], report["entityId"], report["userId"]) == ("session.revoked", account.id, admin.id)
    assert there.ask("ping")["ok"] is True
    api.delete(f"{USERS}/{account.id}/sessions")
    there.wait_for("disconnect")
    assert staff.ask("ping")["ok"] is True
