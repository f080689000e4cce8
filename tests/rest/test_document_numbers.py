"""Document numbers over REST: users propose them and learn nothing about others, the staff decide."""

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from labapp import queries
from labapp.clock import now
from labapp.errors import Conflict
from labapp.extensions import db
from labapp.identity import Role
from labapp.models import User
from labapp.services import document_numbers, sessions, users
from tests.support.accounts import Account, MakeAccount, create_account
from tests.support.appointments import MISSING
from tests.support.desk import Desk
from tests.support.event_log import changes, entries, rooms
from tests.support.lab import MakeLab
from tests.support.rest import UNLIMITED
from tests.support.results import insert_appointment

# Headers that differ with the length of an address or of a token.
DIFFERENT = ("Set-Cookie", "Content-Length", "Location")
PATH = "/api/admin/users/{}/document-number/confirm"
TAKEN, FREE = "44556677", "99887766"
# What differs between two accounts and two answers, whatever the document numbers are.
OWN = re.compile(r'"(id|email|accessToken|refreshToken)": ?("[^"]*"|\d+)|nonce-[\w-]+')


@pytest.fixture
def environment() -> dict[str, str]:
    """More proposals than a day has; their limit is tested with the others."""
    return {"RATE_LIMITS": UNLIMITED}


@pytest.fixture
def holder(make_account: MakeAccount) -> Account:
    """A patient whose document number is confirmed."""
    return make_account(Role.PATIENT, name="Rosa Díaz", document_number=TAKEN)


@pytest.fixture
def desk(client: FlaskClient, admin: Account) -> Desk:
    return Desk(client, admin, "/api/admin/users")


def propose(client: FlaskClient, account: Account, number: str | None) -> TestResponse:
    return client.patch("/api/auth/me", json={"documentNumber": number}, headers=account.header)


def proposing(number: str) -> dict[str, Any]:
    """Return the columns of an account with an open proposal."""
    return {"proposed_document_number": number, "document_proposed_at": now()}


def numbers_of(account: Account) -> tuple[str | None, str | None]:
    """Return the confirmed and the proposed number of an account."""
    row = queries.users.get(account.id)
    assert (row.proposed_document_number is None) == (row.document_proposed_at is None)
    return row.document_number, row.proposed_document_number


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements of a block."""
    found: list[str] = []

    def collect(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", collect)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", collect)


def seen(answer: TestResponse, number: str) -> tuple[int, list[tuple[str, str]], str]:
    """Return all that a client sees of an answer, without what differs between any two accounts."""
    headers = [(name, OWN.sub("", value)) for name, value in answer.headers if name not in DIFFERENT]
    return answer.status_code, headers, OWN.sub("", answer.text.replace(number, "<number>"))


@pytest.mark.parametrize("path", ["/api/auth/register", "/api/session/register", "/api/auth/me"])
def test_nothing_tells_whether_somebody_has_a_number(client: FlaskClient, holder: Account, path: str) -> None:
    # A process knows the end of the log from its first change on; until then, a change reads it.
    propose(client, create_account(Role.PATIENT), "10000001")
    answers, work, since = [], [], len(entries())
    for place, number in enumerate((TAKEN, FREE)):
        account = create_account(Role.PATIENT, name="Ana")
        with statements() as ran:
            if path.endswith("register"):
                body = {"email": f"nueva{place}@lab.example", "password": "una clave larga", "name": "Ana"}
                answer = client.post(path, json=body | {"documentNumber": number})
            else:
                answer = propose(client, account, number)
        answers.append(seen(answer, number))
        # The same statements take the same time.
        work.append(ran)
    assert answers[0] == answers[1]
    assert answers[0][0] in (200, 201)
    assert work[0] == work[1] != []
    assert numbers_of(holder) == (TAKEN, None)
    # So is what is recorded.
    recorded = [(entry.name, entry.event, sorted(entry.after or {})) for entry in entries()[since:]]
    assert recorded[: len(recorded) // 2] == recorded[len(recorded) // 2 :] != []


def test_a_proposal_claims_nothing(
    client: FlaskClient, desk: Desk, patient: Account, other_patient: Account, make_account: MakeAccount
) -> None:
    for account in (patient, other_patient):
        answer = propose(client, account, f" {FREE} ")
        assert answer.status_code == 200
        assert (answer.json["documentNumber"], answer.json["proposedDocumentNumber"]) == (None, FREE)
    owner = make_account(Role.PATIENT)
    assert desk("PATCH", f"/{owner.id}", {"documentNumber": FREE}).json["documentNumber"] == FREE
    assert numbers_of(patient) == numbers_of(other_patient) == (None, FREE)


def test_users_change_their_proposal_and_not_the_confirmed_number(client: FlaskClient, holder: Account) -> None:
    steps: list[tuple[str | None, str | None, list[str]]] = [
        (FREE, FREE, ["user.document_proposed"]),
        (FREE, FREE, []),
        ("1", "1", ["user.document_proposed"]),
        (TAKEN, None, ["user.document_withdrawn"]),
        (TAKEN, None, []),
        ("2", "2", ["user.document_proposed"]),
        ("", None, ["user.document_withdrawn"]),
        (None, None, []),
    ]
    for number, proposed, names in steps:
        before = len(entries())
        answer = propose(client, holder, number)
        assert (answer.status_code, answer.json["documentNumber"]) == (200, TAKEN)
        assert answer.json["proposedDocumentNumber"] == proposed
        assert [entry.name for entry in entries()[before:]] == names
        assert numbers_of(holder) == (TAKEN, proposed)
        # A page that renews its session shows the same.
        assert client.get("/api/auth/me", headers=holder.header).json == answer.json


def test_a_change_of_the_profile_leaves_the_proposal(client: FlaskClient, patient: Account) -> None:
    propose(client, patient, FREE)
    body = {"name": "Otra", "documentNumber": "1"}
    assert client.patch("/api/auth/me", json={"name": "Una"}, headers=patient.header).status_code == 200
    assert numbers_of(patient) == (None, FREE)
    assert client.patch("/api/auth/me", json=body, headers=patient.header).json["name"] == "Otra"
    assert [entry.name for entry in changes()][-2:] == ["user.updated", "user.document_proposed"]


def test_only_the_user_and_the_staff_learn_of_a_proposal(
    client: FlaskClient, desk: Desk, admin: Account, patient: Account, doctor: Account
) -> None:
    insert_appointment(patient, doctor)
    propose(client, patient, FREE)
    (entry,) = changes()
    assert rooms(entry.seq, "event") == {f"user:{patient.id}"}
    assert rooms(entry.seq, "report") == {"role:Administrador"}
    assert entry.payload is not None
    assert (entry.payload["type"], entry.payload["action"]) == ("document", "proposed")
    assert entry.payload["changes"] == {"proposedDocumentNumber": FREE}
    assert FREE not in json.dumps(entry.report)
    shown = client.get("/api/patients", headers=doctor.header).json
    assert [set(one) for one in shown["items"]] == [{"id", "name", "documentNumber"}]
    assert shown["items"][0]["documentNumber"] is None
    # Searches find a person by the confirmed number only.
    assert client.get(f"/api/patients?q={FREE}", headers=doctor.header).json["total"] == 0
    assert desk("GET", f"?q={FREE}").json["total"] == 0
    found = client.get(f"/api/admin/appointments?q={FREE}", headers=admin.header)
    assert found.status_code == 422 or found.json["total"] == 0
    for account in (patient, doctor):
        assert client.get(f"/api/admin/users/{patient.id}", headers=account.header).status_code == 403


def test_the_staff_find_open_proposals(client: FlaskClient, desk: Desk, patient: Account, holder: Account) -> None:
    propose(client, patient, FREE)
    (found,) = desk("GET", "?documentProposed=true").json["items"]
    assert (found["id"], found["proposedDocumentNumber"]) == (patient.id, FREE)
    others = {one["id"] for one in desk("GET", "?documentProposed=false").json["items"]}
    assert holder.id in others
    assert patient.id not in others
    assert desk("GET", "?documentProposed=quizá").status_code == 422


def test_what_is_confirmed_is_the_number_that_was_shown(
    client: FlaskClient, desk: Desk, admin: Account, patient: Account
) -> None:
    confirm = f"/{patient.id}/document-number/confirm"
    propose(client, patient, FREE)
    answer = desk("GET", f"/{patient.id}")
    shown, tag = answer.json["proposedDocumentNumber"], answer.headers["ETag"]
    propose(client, patient, "1")
    for headers in ({}, {"If_Match": tag}, {"If_Match": "*"}):
        refused = desk("POST", confirm, {"documentNumber": shown}, **headers)
        assert (refused.status_code, refused.json["code"]) == (409, "stale")
    # The right number on an older version: the name may have changed.
    refused = desk("POST", confirm, {"documentNumber": "1"}, If_Match=tag)
    assert (refused.status_code, refused.json["code"]) == (409, "stale")
    assert numbers_of(patient) == (None, "1")

    tag = desk("GET", f"/{patient.id}").headers["ETag"]
    done = desk("POST", confirm, {"documentNumber": "1"}, If_Match=tag)
    assert (done.status_code, done.json["documentNumber"], done.json["proposedDocumentNumber"]) == (200, "1", None)
    assert done.headers["ETag"] != tag
    assert numbers_of(patient) == ("1", None)
    again = desk("POST", confirm, {"documentNumber": "1"})
    assert (again.status_code, again.json["code"]) == (409, "stale")
    entry = changes()[-1]
    assert (entry.name, entry.user_id, entry.entity_id) == ("user.document_confirmed", admin.id, patient.id)
    assert entry.before == {"documentNumber": None, "proposedDocumentNumber": "1"}
    assert entry.after == {"documentNumber": "1", "proposedDocumentNumber": None}
    assert entry.payload is not None
    assert (entry.payload["type"], entry.payload["action"]) == ("document", "confirmed")
    assert rooms(entry.seq, "event") == {f"user:{patient.id}"}


def test_a_declined_proposal_leaves_the_confirmed_number(
    client: FlaskClient, desk: Desk, holder: Account, patient: Account
) -> None:
    propose(client, holder, FREE)
    decline = f"/{holder.id}/document-number/decline"
    assert desk("POST", decline, {"documentNumber": "1"}).json["code"] == "stale"
    done = desk("POST", decline, {"documentNumber": FREE})
    assert (done.status_code, done.json["documentNumber"], done.json["proposedDocumentNumber"]) == (200, TAKEN, None)
    assert numbers_of(holder) == (TAKEN, None)
    entry = changes()[-1]
    assert (entry.name, entry.before) == ("user.document_declined", {"proposedDocumentNumber": FREE})
    # The user reads it in the inbox, and nobody else does.
    notices = client.get("/api/auth/me/inbox", headers=holder.header).json
    assert [one["payload"]["action"] for one in notices["items"]] == ["declined", "proposed"]
    assert notices["unread"] == 1
    assert client.get("/api/auth/me/inbox", headers=patient.header).json["total"] == 0


def test_the_staff_learn_who_has_a_taken_number(
    client: FlaskClient, desk: Desk, admin: Account, holder: Account, patient: Account
) -> None:
    propose(client, patient, TAKEN)
    refused = desk("POST", f"/{patient.id}/document-number/confirm", {"documentNumber": TAKEN})
    assert (refused.status_code, refused.json["code"]) == (409, "document_number_taken")
    assert f"Rosa Díaz (n.º {holder.id})" in refused.json["detail"]
    assert (numbers_of(patient), numbers_of(holder)) == ((None, TAKEN), (TAKEN, None))
    # The name of another person was shown.
    read = [entry for entry in entries() if entry.name == "user.read"]
    assert [(entry.entity_id, entry.user_id) for entry in read] == [(holder.id, admin.id)]
    assert [entry.name for entry in changes()] == ["user.document_proposed"]


def test_the_refusal_is_in_the_language_of_the_reader(desk: Desk, holder: Account, patient: Account) -> None:
    users.update_own(values={"document_number": TAKEN}, by=patient.identity)
    path = f"/{patient.id}/document-number/confirm"
    detail = desk("POST", path, {"documentNumber": TAKEN}, Accept_Language="en").json["detail"]
    assert detail == f"The document {TAKEN} is already confirmed in the account of Rosa Díaz (no. {holder.id})."


def test_the_staff_set_a_number_directly(
    client: FlaskClient, desk: Desk, holder: Account, patient: Account, other_patient: Account
) -> None:
    for account in (patient, other_patient):
        propose(client, account, FREE)
    # The number that is open is decided by this; another one is not.
    assert desk("PATCH", f"/{patient.id}", {"documentNumber": FREE}).json["proposedDocumentNumber"] is None
    assert numbers_of(patient) == (FREE, None)
    assert changes()[-1].before == {"documentNumber": None, "proposedDocumentNumber": FREE}
    assert desk("PATCH", f"/{other_patient.id}", {"documentNumber": "1"}).status_code == 200
    assert numbers_of(other_patient) == ("1", FREE)
    refused = desk("PATCH", f"/{other_patient.id}", {"documentNumber": TAKEN})
    assert (refused.status_code, refused.json["code"]) == (409, "document_number_taken")
    assert desk("PATCH", f"/{holder.id}", {"documentNumber": None}).json["documentNumber"] is None


@pytest.mark.parametrize("verb", ["confirm", "decline"])
def test_only_an_administrator_decides(
    client: FlaskClient,
    admin: Account,
    patient: Account,
    other_patient: Account,
    doctor: Account,
    make_account: MakeAccount,
    verb: str,
) -> None:
    insert_appointment(patient, doctor)
    propose(client, patient, FREE)
    path, body = f"/api/admin/users/{patient.id}/document-number/{verb}", {"documentNumber": FREE}
    for account in (patient, other_patient, doctor):
        assert client.post(path, json=body, headers=account.header).status_code == 403
    assert client.post(path, json=body).status_code == 401
    # Rights that have ended.
    signed_out, demoted, gone = (make_account(Role.ADMIN) for _ in range(3))
    sessions.sign_out(by=signed_out.identity)
    users.update(demoted.id, values={}, role=Role.DOCTOR, by=admin.identity)
    users.deactivate(gone.id, by=admin.identity)
    for account in (signed_out, demoted, gone):
        assert client.post(path, json=body, headers=account.header).status_code == 401
    assert numbers_of(patient) == (None, FREE)
    assert client.post(path, json=body, headers=admin.header).status_code == 200


@pytest.mark.parametrize("verb", ["confirm", "decline"])
@pytest.mark.parametrize("body", [None, {}, {"documentNumber": None}, {"documentNumber": " "}, {"documentNumber": 1}])
def test_a_decision_names_its_number(
    client: FlaskClient, desk: Desk, patient: Account, verb: str, body: dict[str, Any] | None
) -> None:
    propose(client, patient, FREE)
    refused = desk("POST", f"/{patient.id}/document-number/{verb}", body)
    assert refused.status_code in (400, 422)
    assert desk("POST", f"/{MISSING}/document-number/{verb}", {"documentNumber": FREE}).status_code == 404
    more = {"documentNumber": FREE, "name": "Otra"}
    assert desk("POST", f"/{patient.id}/document-number/{verb}", more).status_code == 422
    assert numbers_of(patient) == (None, FREE)


@pytest.mark.parametrize("number", ["x" * 41, "con nulo\x00", 44556677, ["1"], {"a": 1}, True])
def test_a_number_of_the_wrong_form_changes_nothing(client: FlaskClient, patient: Account, number: Any) -> None:
    answer = client.patch("/api/auth/me", json={"documentNumber": number}, headers=patient.header)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["documentNumber"])
    assert entries() == []


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_of_two_confirmations_in_open_transactions_one_wins(
    app: Flask,
    client: FlaskClient,
    admin: Account,
    patient: Account,
    other_patient: Account,
    make_account: MakeAccount,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    colleague = make_account(Role.ADMIN)
    for account in (patient, other_patient):
        propose(client, account, FREE)
    # Both have checked before either writes. SQLite has one transaction at a time.
    both, dump = threading.Barrier(2), document_numbers.dump

    def after_both_checked(row: User) -> Any:
        both.wait(10)
        return dump(row)

    monkeypatch.setattr(document_numbers, "dump", after_both_checked)

    def confirm(account: Account, by: Account) -> str:
        with app.app_context():
            try:
                document_numbers.confirm(account.id, number=FREE, by=by.identity)
            except Conflict as refusal:
                return str(refusal.code)
            return "confirmed"

    with ThreadPoolExecutor(2) as pool:
        pairs = ((patient, admin), (other_patient, colleague))
        outcomes = [done.result(20) for done in [pool.submit(confirm, *pair) for pair in pairs]]
    assert sorted(outcomes) == ["confirmed", "document_number_taken"]
    winner, loser = (patient, other_patient) if outcomes[0] == "confirmed" else (other_patient, patient)
    assert (numbers_of(winner), numbers_of(loser)) == ((FREE, None), (None, FREE))
    assert [entry.name for entry in changes()].count("user.document_confirmed") == 1


def test_of_two_confirmations_on_a_server_one_wins(make_lab: MakeLab) -> None:
    lab = make_lab()
    desks = [lab.api(lab.account(Role.ADMIN)) for _ in range(2)]
    for number in map(str, range(5)):
        patients = [lab.account(Role.PATIENT, **proposing(number)) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            sent = [
                pool.submit(desk.request, "POST", PATH.format(account.id), {"documentNumber": number})
                for desk, account in zip(desks, patients, strict=True)
            ]
            answers = [one.result(30) for one in sent]
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        (refused,) = (answer.json() for answer in answers if answer.status_code == 409)
        assert refused["code"] == "document_number_taken"
        (winner,) = (answer.json() for answer in answers if answer.status_code == 200)
        assert f"n.º {winner['id']}" in refused["detail"]


def test_of_two_decisions_about_a_proposal_one_wins(
    client: FlaskClient, desk: Desk, patient: Account, make_account: MakeAccount
) -> None:
    propose(client, patient, FREE)
    version = desk("GET", f"/{patient.id}").headers["ETag"]
    colleague = Desk(client, make_account(Role.ADMIN), "/api/admin/users")
    first = colleague("POST", f"/{patient.id}/document-number/decline", {"documentNumber": FREE}, If_Match=version)
    second = desk("POST", f"/{patient.id}/document-number/confirm", {"documentNumber": FREE}, If_Match=version)
    assert (first.status_code, second.status_code, second.json["code"]) == (200, 409, "stale")
    assert numbers_of(patient) == (None, None)
