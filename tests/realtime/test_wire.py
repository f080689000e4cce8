"""The event contract: each change reaches exactly its audience, once, with exactly the contract's fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.connected_people import EVERYBODY, ConnectedPeople
from tests.support.python_client import PythonClient
from tests.support.rest_steps import numbers

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
# Required and optional fields of each event.
FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "catalog:update": (
        {"type", "action", "entityId", "entity", "version", "timestamp", "eventId"},
        {"entityName"},
    ),
    "user:update": ({"type", "action", "timestamp", "eventId"}, {"changes"}),
    "admin:event": ({"eventType", "entityType", "entityId", "action", "userId", "timestamp", "eventId"}, {"data"}),
    "appointment:update": ({"appointmentId", "patientId", "action", "timestamp", "eventId"}, {"appointment"}),
    "result:update": ({"resultId", "patientId", "examName", "status", "timestamp", "eventId"}, {"result"}),
    "system:message": ({"type", "message", "timestamp", "eventId"}, {"targetRole"}),
}


@dataclass(frozen=True)
class Case:
    """One change: its preparation, the action, and the expected events."""

    event: str
    recipients: tuple[str, ...]
    act: Callable[[ConnectedPeople, dict[str, Any]], Any]
    expected: dict[str, Any]
    prepare: Callable[[ConnectedPeople], dict[str, Any]] = lambda people: {}
    report: str | None = None


def collect(people: ConnectedPeople, result: int) -> None:
    """Download the file of a result as its patient, to the end."""
    people.patient.request("GET", f"/api/results/{result}/pdf").raise_for_status()
    # The end of a download is recorded after its last byte, and before the next request of the connection is read.
    assert people.patient.get(f"/api/results/{result}")["status"] == "delivered"


def cases_of(noun: str, kind: str) -> dict[str, Case]:
    """Return the changes of one kind of the catalogue, which everybody receives."""

    def create(people: ConnectedPeople) -> dict[str, Any]:
        return people.create(noun)

    def case(action: str, act: Callable[[ConnectedPeople, dict[str, Any]], Any]) -> Case:
        expected = {"type": kind, "action": action}
        return Case("catalog:update", EVERYBODY, act, expected, create, f"{kind}.{action}")

    def path(row: dict[str, Any]) -> str:
        return f"/api/admin/{noun}/{row['id']}"

    cases = {
        f"{kind} created": Case(
            "catalog:update",
            EVERYBODY,
            lambda people, _: create(people),
            {"type": kind, "action": "created"},
            report=f"{kind}.created",
        ),
        f"{kind} renamed": case(
            "updated", lambda people, row: people.admin.patch(path(row), {"name": f"N{row['id']}"})
        ),
        f"{kind} deleted": case("deleted", lambda people, row: people.admin.delete(path(row))),
    }
    if kind in ("exam", "package"):
        cases[f"{kind} price"] = Case(
            "catalog:update",
            EVERYBODY,
            lambda people, row: people.admin.patch(f"{path(row)}/price", {"price": "77.50"}),
            {"type": "price", "action": "updated"},
            create,
        )
    return cases


OWN = ("patient", "doctor", "admin")
CASES = {
    **cases_of("exams", "exam"),
    **cases_of("categories", "category"),
    **cases_of("packages", "package"),
    **cases_of("locations", "location"),
    "prices in bulk": Case(
        "catalog:update",
        EVERYBODY,
        lambda people, row: people.admin.post(
            "/api/admin/prices", {"changes": [{"examId": row["id"], "price": "88.00"}]}
        ),
        {"type": "price", "action": "updated"},
        prepare=lambda people: people.create("exams"),
    ),
    "an administrator changes the account": Case(
        "user:update",
        ("patient",),
        lambda people, _: people.admin.patch(
            f"/api/admin/users/{people.accounts['patient'].id}", {"name": f"Nombre {next(numbers)}"}
        ),
        {"type": "profile", "action": "updated"},
        report="user.updated",
    ),
    "the patient changes the account": Case(
        "user:update",
        ("patient",),
        lambda people, _: people.patient.patch("/api/auth/me", {"phone": f"555-{next(numbers):05}"}),
        {"type": "profile", "action": "updated"},
        report="user.updated",
    ),
    "an appointment is booked for the patient": Case(
        "appointment:update", OWN, lambda people, _: people.book(), {"action": "created"}
    ),
    "the patient books": Case(
        "appointment:update",
        ("patient", "admin"),
        lambda people, _: people.patient.post(
            "/api/appointments",
            {"locationId": 1, "scheduledAt": f"2031-04-{next(numbers) % 28 + 1:02}T12:00:00Z", "examIds": [1, 2]},
        ),
        {"action": "created"},
    ),
    "the patient moves": Case(
        "appointment:update",
        OWN,
        lambda people, row: people.patient.patch(
            f"/api/appointments/{row['id']}", {"scheduledAt": f"2031-05-{next(numbers) % 28 + 1:02}T12:00:00Z"}
        ),
        {"action": "updated"},
        prepare=lambda people: people.book(),
    ),
    "the patient cancels": Case(
        "appointment:update",
        OWN,
        lambda people, row: people.patient.post(f"/api/appointments/{row['id']}/cancel"),
        {"action": "cancelled"},
        prepare=lambda people: people.book(),
    ),
    "an administrator confirms": Case(
        "appointment:update",
        OWN,
        lambda people, row: people.admin.post(f"/api/admin/appointments/{row['id']}/confirm"),
        {"action": "confirmed"},
        prepare=lambda people: people.book(),
    ),
    "an administrator cancels": Case(
        "appointment:update",
        OWN,
        lambda people, row: people.admin.post(f"/api/admin/appointments/{row['id']}/cancel"),
        {"action": "cancelled"},
        prepare=lambda people: people.book(),
    ),
    "a result is ordered": Case(
        "result:update",
        OWN,
        lambda people, row: people.admin.post("/api/admin/results", {"appointmentId": row["id"], "examId": 1}),
        {"status": "pending"},
        prepare=lambda people: people.book(),
    ),
    "a result is released": Case(
        "result:update",
        OWN,
        lambda people, row: people.admin.post(f"/api/admin/results/{row['id']}/release"),
        {"status": "ready"},
        prepare=lambda people: people.order(stage="filed"),
    ),
    "the patient collects the result": Case(
        "result:update",
        OWN,
        lambda people, row: collect(people, row["id"]),
        {"status": "delivered"},
        prepare=lambda people: people.order(stage="ready"),
    ),
    "a message to everybody": Case(
        "system:message",
        EVERYBODY,
        lambda people, _: people.admin.post(
            "/api/admin/messages", {"type": "warning", "message": "Hoy cerramos a las 14"}
        ),
        {"type": "warning", "message": "Hoy cerramos a las 14"},
    ),
    "a message to patients": Case(
        "system:message",
        ("patient", "other"),
        lambda people, _: people.admin.post(
            "/api/admin/messages", {"type": "info", "message": "Pacientes", "targetRole": "Paciente"}
        ),
        {"message": "Pacientes", "targetRole": "Paciente"},
    ),
    "a message to doctors": Case(
        "system:message",
        ("doctor",),
        lambda people, _: people.admin.post(
            "/api/admin/messages", {"type": "success", "message": "Médicos", "targetRole": "Medico"}
        ),
        {"message": "Médicos", "targetRole": "Medico"},
    ),
    "a message to administrators": Case(
        "system:message",
        ("admin",),
        lambda people, _: people.admin.post(
            "/api/admin/messages", {"type": "error", "message": "Admins", "targetRole": "Administrador"}
        ),
        {"message": "Admins", "targetRole": "Administrador"},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_change_reaches_exactly_its_people(people: ConnectedPeople, case: Case) -> None:
    row = case.prepare(people)
    came = people.during(lambda: case.act(people, row))
    for who in EVERYBODY:
        events = ["admin:event"] if who == "admin" else []
        if who in case.recipients:
            events.append(case.event)
        assert [received.event for received in came[who]] == events, who
    bodies = [came[who][-1].body for who in case.recipients]
    assert all(body == bodies[0] for body in bodies), "not the same for every recipient"
    assert bodies[0] | case.expected == bodies[0]
    report = came["admin"][0].body
    assert report["eventId"] == bodies[0]["eventId"]
    if case.report:
        assert report["eventType"] == case.report
    if case.event in ("appointment:update", "result:update"):
        assert bodies[0]["patientId"] == people.accounts["patient"].id
    if case.event == "catalog:update" and row:
        assert bodies[0]["entityId"] == row["id"]
    for who, client in people.clients.items():
        for received in came[who]:
            required, optional = FIELDS[received.event]
            assert required <= set(received.body) <= required | optional, received
            assert TIME.match(received.body["timestamp"])
            assert type(received.body["eventId"]) is int
            if isinstance(client, PythonClient):
                assert len(received.args) == 1
                continue
            # The report is sent first, with the previous offset, if the event follows.
            follows = received.event == "admin:event" and who in case.recipients
            assert received.args[1:] == (str(received.body["eventId"] - follows),)


def test_a_failed_sign_in_is_reported_to_administrators_alone(people: ConnectedPeople) -> None:
    body = {"email": people.accounts["patient"].email, "password": "no-es-esta-1"}
    came = people.during(lambda: people.lab.api().request("POST", "/api/auth/login", body))
    assert {who: [r.event for r in events] for who, events in came.items()} == {
        "patient": [],
        "other": [],
        "doctor": [],
        "admin": ["admin:event"],
    }
    assert "no-es-esta-1" not in str(came)


def test_what_is_refused_is_at_most_reported_to_administrators(people: ConnectedPeople) -> None:
    refused = [
        ("PATCH", "/api/admin/exams/1/price", {"price": "-1.00"}),
        ("PATCH", "/api/admin/exams/1/price", {"price": "10.00", "unknown": 1}),
        (
            "POST",
            "/api/admin/prices",
            {"changes": [{"examId": 1, "price": "99.00"}, {"examId": 10**6, "price": "1.00"}]},
        ),
        ("DELETE", "/api/admin/categories/1", None),
        ("POST", "/api/admin/messages", {"type": "shout", "message": "x"}),
    ]

    def act() -> None:
        for method, path, body in refused:
            assert 400 <= people.admin.request(method, path, body).status_code < 500
            assert people.patient.request(method, path, body).status_code == 403

    came = people.during(act)
    reports = [received.body for received in came.pop("admin")]
    assert came == {"patient": [], "other": [], "doctor": []}
    # An administrator's invalid request is not reported; a patient's refused one is, by its route only.
    assert [(r["eventType"], r["userId"]) for r in reports] == [
        ("access.refused", people.accounts["patient"].id)
    ] * len(refused)
    assert {r["data"]["route"] for r in reports} == {re.sub(r"/1\b", "/<int:row_id>", path) for _, path, _ in refused}


def test_connected_is_the_first_event_and_says_who_and_where(people: ConnectedPeople) -> None:
    for who, client in people.clients.items():
        account = people.accounts[who]
        names = [received.event for received in client.events() if received.event != "upgrade"]
        assert names[:2] == ["connect", "connected"]
        assert len(client.events("connected")) == 1
        first = client.events("connected")[0]
        assert set(first.body) == {"message", "userId", "role", "lastEventId", "epoch", "recovered", "expiresAt"}
        assert (first.body["userId"], first.body["role"]) == (account.id, account.role)
        assert first.body["recovered"] is False
        assert TIME.match(first.body["expiresAt"])
        # Without it a client that drops before its first event has no position to resume from.
        assert first.args[1:] == (() if isinstance(client, PythonClient) else (str(first.body["lastEventId"]),))
