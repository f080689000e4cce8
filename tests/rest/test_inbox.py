"""The inbox: events and notices addressed to a user, from the log, and a read position that only grows."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, update

from labapp import queries
from labapp.clock import now
from labapp.identity import Role
from labapp.models import EventEntry, User
from labapp.services import users
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account, MakeAccount, bearer
from tests.support.desk import read_uncached
from tests.support.event_log import entries
from tests.support.pdf_files import make_pdf
from tests.support.results import ResultDesk, insert_appointment

INBOX = "/api/auth/me/inbox"


def inbox(client: FlaskClient, account: Account, **query: int) -> Any:
    return read_uncached(client, INBOX, account.header, **query)


def read(client: FlaskClient, account: Account, upto: int) -> int:
    answer = client.post(f"{INBOX}/read", headers=account.header, json={"upTo": upto})
    assert answer.status_code == 200
    assert answer.json is not None
    unread: int = answer.json["unread"]
    return unread


def tell(client: FlaskClient, admin: Account, message: str, role: Role | None = None) -> None:
    body = {"type": "info", "message": message} | ({"targetRole": role} if role else {})
    assert client.post("/api/admin/messages", headers=admin.header, json=body).status_code == 201


def said(page: Any) -> list[str]:
    return [item["payload"].get("message", item["event"]) for item in page["items"]]


def test_everybody_finds_what_was_addressed_to_them(
    client: FlaskClient, admin: Account, patient: Account, other_patient: Account, doctor: Account
) -> None:
    ordered = insert_appointment(patient, doctor, status="pending")
    confirm = f"/api/admin/appointments/{ordered.appointment}/confirm"
    assert client.post(confirm, headers=admin.header).status_code == 200
    result = ResultDesk(client, admin).issue(ordered, make_pdf())
    price = {"price": "99.00"}
    assert client.patch(f"/api/admin/exams/{ordered.exam}/price", headers=admin.header, json=price).status_code == 200
    tell(client, admin, "Para todos")
    tell(client, admin, "Para médicos", Role.DOCTOR)
    assert client.patch("/api/auth/me", headers=other_patient.header, json={"name": "Otra"}).status_code == 200

    mine = inbox(client, patient)
    assert said(mine) == ["Para todos", "result:update", "result:update", "appointment:update"]
    assert (mine["total"], mine["unread"], mine["page"], mine["perPage"]) == (4, 4, 1, 50)
    notice, ready, ordered_one, confirmed = mine["items"]
    assert set(notice) == {"eventId", "event", "payload", "read"}
    assert (ready["payload"]["resultId"], ready["payload"]["status"]) == (result, "ready")
    assert ordered_one["payload"]["status"] == "pending"
    assert confirmed["payload"]["action"] == "confirmed"
    logged = {entry.seq: entry for entry in entries()}
    for item in mine["items"]:
        assert (logged[item["eventId"]].event, logged[item["eventId"]].payload) == (item["event"], item["payload"])

    assert said(inbox(client, doctor)) == ["Para médicos", *said(mine)]
    assert said(inbox(client, other_patient)) == ["user:update", "Para todos"]
    # Changes to other people's records appear on the dashboard, not in an administrator's inbox.
    assert said(inbox(client, admin)) == ["Para todos"]


def test_what_is_read_stays_read(client: FlaskClient, admin: Account, patient: Account, other_patient: Account) -> None:
    for number in range(4):
        tell(client, admin, f"Aviso {number}")
    first, second, third, last = (item["eventId"] for item in reversed(inbox(client, patient)["items"]))
    version = queries.users.get(patient.id).version
    assert read(client, patient, second) == 2
    page = inbox(client, patient)
    assert page["unread"] == 2
    assert [item["read"] for item in page["items"]] == [False, False, True, True]
    # The read position never decreases, and belongs to one user.
    assert read(client, patient, first) == 2
    assert inbox(client, other_patient)["unread"] == 4
    assert read(client, patient, third) == 1
    # Nor can it exceed the last entry.
    assert read(client, patient, last + 1000) == 0
    tell(client, admin, "Uno más")
    assert inbox(client, patient)["unread"] == 1
    # Reading the inbox does not change the account's version.
    assert queries.users.get(patient.id).version == version
    assert {entry.name for entry in entries()} == {"message.sent"}


def test_reading_needs_an_event(client: FlaskClient, patient: Account) -> None:
    for body in ({}, {"upTo": 0}, {"upTo": -1}, {"upTo": "5"}, {"upTo": None}, {"upTo": 2**31}, {"upTo": 1, "x": 1}):
        assert client.post(f"{INBOX}/read", headers=patient.header, json=body).status_code == 422
    with reading() as session:
        assert session.get_one(User, patient.id).inbox_read_to == 0


def test_ones_own_deeds_are_listed_and_no_news(client: FlaskClient, patient: Account, admin: Account) -> None:
    assert client.patch("/api/auth/me", headers=patient.header, json={"phone": "999 111"}).status_code == 200
    body = {"name": "Corregido"}
    changed = client.patch(f"/api/admin/users/{patient.id}", headers=admin.header, json=body)
    assert changed.status_code == 200
    page = inbox(client, patient)
    assert [(item["event"], item["read"]) for item in page["items"]] == [("user:update", False), ("user:update", True)]
    assert page["unread"] == 1


def test_it_begins_with_the_account_and_ends_with_the_retention(
    client: FlaskClient, admin: Account, patient: Account, make_account: MakeAccount
) -> None:
    for number in range(3):
        tell(client, admin, f"Aviso {number}")
    # The clock has a resolution of milliseconds, and all of this may happen within one.
    late = make_account(Role.PATIENT, created_at=now() + timedelta(milliseconds=1))
    old = make_account(Role.PATIENT, created_at=now() - timedelta(days=400))
    assert inbox(client, late)["total"] == 0
    assert inbox(client, old)["total"] == 3
    with unit_of_work() as work:
        oldest = work.session.scalar(func.min(EventEntry.seq).select())
        move = update(EventEntry).where(EventEntry.seq == oldest)
        work.session.execute(move.values(created_at=now() - timedelta(days=31)))
    kept = inbox(client, old)
    assert (said(kept), kept["unread"]) == (["Aviso 2", "Aviso 1"], 2)


def test_another_role_finds_its_own_notices(client: FlaskClient, admin: Account, patient: Account) -> None:
    tell(client, admin, "Para pacientes", Role.PATIENT)
    tell(client, admin, "Para médicos", Role.DOCTOR)
    assert said(inbox(client, patient)) == ["Para pacientes"]
    users.update(patient.id, values={}, role=Role.DOCTOR, by=admin.identity)
    body = {"email": patient.email, "password": patient.password}
    token = client.post("/api/auth/login", json=body).get_json()["accessToken"]
    page = client.get(INBOX, headers=bearer(token)).get_json()
    assert said(page) == ["user:update", "Para médicos"]


def test_it_comes_in_pages(client: FlaskClient, admin: Account, patient: Account) -> None:
    for number in range(5):
        tell(client, admin, f"Aviso {number}")
    pages = [inbox(client, patient, page=page, perPage=2) for page in (1, 2, 3, 4)]
    assert [said(page) for page in pages] == [["Aviso 4", "Aviso 3"], ["Aviso 2", "Aviso 1"], ["Aviso 0"], []]
    assert {(page["total"], page["unread"], page["perPage"]) for page in pages} == {(5, 5, 2)}
