"""A right that has ended: the inbox and a replay contain what REST shows the user now, and nothing else."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from labapp import queries, services
from labapp.contract.events import EVERYBODY, INBOX_EVENTS
from labapp.errors import NotFound
from labapp.events import log
from labapp.identity import Identity, Role
from labapp.models import EventAudience, EventEntry, Result
from labapp.realtime.gaps import CHUNK, Claim, may_replay, read_gap
from labapp.services import appointments, messages, users
from labapp.unit_of_work import reading
from tests.support.accounts import Account, bearer, create_account
from tests.support.appointments import Catalogue, insert_catalogue
from tests.support.desk import read_uncached
from tests.support.event_log import entries
from tests.support.histories import ACTIONS, PDF, Action, History, new_history
from tests.support.pdf_files import make_pdf
from tests.support.results import ResultDesk, insert_appointment

INBOX = "/api/auth/me/inbox"
Part = tuple[int, str]


def inbox_of(client: FlaskClient, header: dict[str, str]) -> list[str]:
    return [item["event"] for item in read_uncached(client, INBOX, header)["items"]]


def replay_of(by: Identity, *, after: int = 0) -> set[Part]:
    """Return number and part of everything that a replay from ``after`` sends to ``by``."""
    found: list[tuple[EventEntry, frozenset[str]]] = []
    with reading() as session:
        head = log.head(session).seq
        while True:
            missed = read_gap(session, by, after=found[-1][0].seq if found else after, upto=head)
            found += missed
            if len(missed) < CHUNK:
                break
    numbers = [entry.seq for entry, _ in found]
    assert numbers == sorted(set(numbers))
    return {(entry.seq, part) for entry, parts in found for part in parts}


def replayed_events(by: Identity) -> list[str | None]:
    seqs = {seq for seq, part in replay_of(by) if part == "event"}
    return [entry.event for entry in entries() if entry.seq in seqs]


def test_a_doctor_who_was_taken_off_a_visit(
    client: FlaskClient, admin: Account, patient: Account, doctor: Account
) -> None:
    ordered = insert_appointment(patient, doctor, status="pending")
    appointments.step(ordered.appointment, "confirmed", by=admin.identity)
    ResultDesk(client, admin).issue(ordered, make_pdf())
    told = ["appointment:update", "result:update", "result:update"]
    assert inbox_of(client, doctor.header) == told[::-1]
    assert replayed_events(doctor.identity) == told

    appointments.update(ordered.appointment, {"doctor_id": None}, by=admin.identity)
    assert inbox_of(client, doctor.header) == []
    assert queries.inbox.find(by=doctor.identity).unread == 0
    assert replay_of(doctor.identity) == set()
    assert inbox_of(client, patient.header) == ["appointment:update", *told[::-1]]
    assert replayed_events(patient.identity) == [*told, "appointment:update"]

    # What the doctor may see again can be read again, without what was sent to others in between.
    appointments.update(ordered.appointment, {"doctor_id": doctor.id}, by=admin.identity)
    assert inbox_of(client, doctor.header) == ["appointment:update", *told[::-1]]


def test_a_doctor_who_became_a_patient(client: FlaskClient, admin: Account, patient: Account, doctor: Account) -> None:
    ordered = insert_appointment(patient, doctor, status="pending")
    appointments.step(ordered.appointment, "confirmed", by=admin.identity)
    ResultDesk(client, admin).issue(ordered, make_pdf())
    messages.send(type="info", message="Para médicos", target_role=Role.DOCTOR, by=admin.identity)
    assert len(inbox_of(client, doctor.header)) == 4

    users.update(doctor.id, values={}, role=Role.PATIENT, by=admin.identity)
    body = {"email": doctor.email, "password": doctor.password}
    token = client.post("/api/auth/login", json=body).get_json()["accessToken"]
    assert inbox_of(client, bearer(token)) == ["user:update"]
    assert replayed_events(Identity(doctor.id, Role.PATIENT, "session", 0)) == ["user:update"]


def test_a_former_administrator_reads_no_report(admin: Account, patient: Account) -> None:
    users.update(patient.id, values={"name": "Otra"}, by=admin.identity)
    assert replay_of(admin.identity) == {(1, "report")}
    assert replay_of(Identity(admin.id, Role.DOCTOR, "session", 0)) == set()


def test_an_unreadable_entry_does_not_count_for_the_limit(admin: Account, patient: Account, doctor: Account) -> None:
    ordered = insert_appointment(patient, doctor, status="pending")
    for number in range(5):
        appointments.update(ordered.appointment, {"notes": str(number)}, by=admin.identity)

    def may(by: Account) -> bool:
        with reading() as session:
            claim = Claim(log.head(session).epoch, 0)
            return may_replay(session, claim, by.identity, days=30, limit=3)

    assert not may(doctor)
    appointments.update(ordered.appointment, {"doctor_id": None}, by=admin.identity)
    assert may(doctor)
    assert not may(patient)


# --- random histories ----------------------------------------------------------------------------


def shows(read: Callable[[], object]) -> bool:
    try:
        read()
    except NotFound:
        return False
    return True


def is_announced(result_id: int, by: Identity) -> bool:
    """Whether the result is an unreleased one of the patient ``by``, which is announced before it can be read."""
    with reading() as session:
        return by.role is Role.PATIENT and session.get_one(Result, result_id).patient_id == by.user_id


def audiences(*, after: int) -> dict[Part, set[str]]:
    """Return the rooms of each part after a number."""
    found: dict[Part, set[str]] = {}
    with reading() as session:
        for row in session.scalars(select(EventAudience).where(EventAudience.seq > after)):
            found.setdefault((row.seq, row.part), set()).add(row.room)
    return found


def may_read(entry: EventEntry, part: str, by: Identity, rooms: dict[Part, set[str]]) -> bool:
    """Whether ``by`` may read a part now: it was addressed to them, and REST shows them the record, if it has one."""
    if not rooms.get((entry.seq, part), set()) & {EVERYBODY, f"role:{by.role}", f"user:{by.user_id}"}:
        return False
    row_id = entry.entity_id or 0
    match part, entry.event:
        case "report", _:
            return by.is_admin
        case _, "appointment:update":
            return shows(lambda: queries.appointments.get(row_id, by=by))
        case _, "result:update":
            return is_announced(row_id, by) or bool(queries.results.find(by=by, result_id=row_id)[1])
        case _, "user:update":
            return row_id == by.user_id
        case _, event:
            return event in ("system:message", "catalog:update")


@pytest.fixture(scope="module")
def offer(shared_app: APIFlask) -> Catalogue:
    """What can be booked in the module's application."""
    with shared_app.app_context():
        return insert_catalogue()


@given(actions=st.lists(ACTIONS, min_size=5, max_size=30))
@settings(max_examples=20, deadline=None)
def test_inbox_and_replay_are_what_rest_shows_now(
    shared_app: APIFlask, offer: Catalogue, actions: list[Action]
) -> None:
    with shared_app.app_context():
        history = new_history(offer)
        with reading() as session:
            start = log.head(session).seq
        history.apply(actions)
        logged, rooms = entries(after=start), audiences(after=start)
        for account in [history.admin, *history.people]:
            by = Identity(account.id, Role(queries.users.get(account.id).role), "session", 0)
            readable = {(e.seq, part) for e in logged for part in ("event", "report") if may_read(e, part, by, rooms)}
            assert replay_of(by, after=start) == readable
            personal = {
                entry.seq
                for entry in logged
                if (entry.seq, "event") in readable
                and entry.event in INBOX_EVENTS
                and (entry.event == "system:message" or f"user:{by.user_id}" in rooms[entry.seq, "event"])
            }
            assert {one.event_id for one in queries.inbox.find(by=by, per_page=200).items} == personal


def test_the_histories_end_rights(shared_app: APIFlask, offer: Catalogue) -> None:
    """The model of the property test tells apart what was addressed and what may be read."""
    with shared_app.app_context():
        people = [create_account(Role.PATIENT), create_account(Role.DOCTOR)]
        history = History(create_account(Role.ADMIN), offer, people)
        history.book(0, 1)
        history.order(0, 0)
        logged, rooms = entries()[-2:], audiences(after=0)
        patient, doctor = (one.identity for one in people)
        assert [may_read(entry, "event", by, rooms) for entry in logged for by in (patient, doctor)] == [True] * 4
        history.reassign(0, None)
        assert [may_read(entry, "event", doctor, rooms) for entry in logged] == [False, False]
        services.results.attach(history.results[0], content=PDF, file_name="a.pdf", by=history.admin.identity)
        assert [may_read(entry, "event", patient, rooms) for entry in logged] == [True, True]
