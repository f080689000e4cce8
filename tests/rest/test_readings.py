"""Readings of other people's records over REST: each is in the audit trail once, with the ids that were shown."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from labapp.contract.facts import READINGS
from labapp.identity import Role
from labapp.models import EventAudience
from labapp.services import readings
from labapp.unit_of_work import reading
from tests.support.accounts import Account, MakeAccount
from tests.support.event_log import entries
from tests.support.pdf_files import make_pdf
from tests.support.results import Ordered, ResultDesk, insert_appointment


def recorded(by: Account) -> list[tuple[str, int | None, Any]]:
    """Return name, record and ids of the readings of an account, whose session and address are those of the request."""
    found = [entry for entry in entries() if entry.name in READINGS and entry.user_id == by.id]
    for entry in found:
        assert (entry.after or {})["session"] == by.identity.session_id
        assert entry.address == "127.0.0.1"
        assert entry.event is None
    return [(entry.name, entry.entity_id, (entry.after or {}).get("ids")) for entry in found]


def get(client: FlaskClient, path: str, by: Account, **query: Any) -> Any:
    answer = client.get(path, headers=by.header, query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_what_a_doctor_reads(
    client: FlaskClient, admin: Account, patient: Account, other_patient: Account, doctor: Account
) -> None:
    first, second = (insert_appointment(one, doctor).appointment for one in (patient, other_patient))
    insert_appointment(other_patient, None)
    ids = [item["id"] for item in get(client, "/api/appointments", doctor)["items"]]
    assert sorted(ids) == [first, second]
    get(client, "/api/appointments", doctor, perPage=1)
    get(client, f"/api/appointments/{second}", doctor)
    get(client, "/api/patients", doctor)
    get(client, "/api/results", doctor)
    get(client, "/api/appointments", doctor, status="cancelled")
    assert recorded(doctor) == [
        ("appointment.listed", None, ids),
        ("appointment.listed", None, ids[:1]),
        ("appointment.read", second, None),
        ("user.listed", None, [item["id"] for item in get(client, "/api/patients", doctor)["items"]]),
    ]
    (read,) = (entry for entry in entries() if entry.name == "appointment.read")
    assert (read.after or {})["patientId"] == other_patient.id
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(EventAudience)) == 0


def test_what_an_administrator_reads(
    client: FlaskClient, admin: Account, patient: Account, doctor: Account, ordered: Ordered
) -> None:
    result = ResultDesk(client, admin).issue(ordered, make_pdf())
    get(client, "/api/admin/appointments", admin)
    get(client, f"/api/admin/appointments/{ordered.appointment}", admin)
    get(client, "/api/admin/results", admin)
    get(client, f"/api/admin/results/{result}", admin)
    accounts = [item["id"] for item in get(client, "/api/admin/users", admin)["items"]]
    get(client, f"/api/admin/users/{patient.id}", admin)
    assert set(accounts) == {admin.id, patient.id, doctor.id}
    assert recorded(admin) == [
        ("appointment.listed", None, [ordered.appointment]),
        ("appointment.read", ordered.appointment, None),
        ("result.listed", None, [result]),
        ("result.read", result, None),
        # Without the administrator's own account.
        ("user.listed", None, [one for one in accounts if one != admin.id]),
        ("user.read", patient.id, None),
    ]


def test_ones_own_data_and_the_catalogue_are_not_recorded(
    client: FlaskClient, admin: Account, patient: Account, doctor: Account, ordered: Ordered
) -> None:
    result = ResultDesk(client, admin).issue(ordered, make_pdf())
    for path in ("appointments", "results", f"appointments/{ordered.appointment}", f"results/{result}", "auth/me"):
        get(client, f"/api/{path}", patient)
    for account in (patient, doctor, admin):
        for path in ("catalog", "exams", f"exams/{ordered.exam}", "locations", "auth/me"):
            get(client, f"/api/{path}", account)
        get(client, "/api/auth/me/inbox", account)
    get(client, f"/api/admin/users/{admin.id}", admin)
    for account in (patient, doctor, admin):
        assert recorded(account) == []


def test_a_list_that_is_fetched_again_is_recorded_once_a_minute(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    patient: Account,
    doctor: Account,
    make_account: MakeAccount,
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(readings, "monotonic", lambda: clock[0])
    first = insert_appointment(patient, doctor).appointment
    other = make_account(Role.ADMIN)
    for seconds in (0, 30, 59.9):
        clock[0] = 1000.0 + seconds
        get(client, "/api/appointments", doctor)
        get(client, "/api/admin/appointments", other)
    listing = ("appointment.listed", None, [first])
    # Each session by itself.
    assert recorded(doctor) == recorded(other) == [listing]
    clock[0] += 0.1
    get(client, "/api/appointments", doctor)
    assert recorded(doctor) == [listing] * 2
    second = insert_appointment(patient, doctor).appointment
    get(client, "/api/appointments", doctor)
    assert sorted(recorded(doctor)[2][2]) == [first, second]
    get(client, f"/api/appointments/{second}", doctor)
    get(client, f"/api/appointments/{second}", doctor)
    assert recorded(doctor)[3:] == [("appointment.read", second, None)]


def test_nothing_is_shown_that_cannot_be_recorded(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, doctor: Account, ordered: Ordered
) -> None:
    def fail(*_facts: object, **_options: object) -> None:
        raise RuntimeError

    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as broken:
        broken.setattr("labapp.events.log.append", fail)
        answer = client.get("/api/appointments", headers=doctor.header)
        assert answer.status_code == 500
        assert '"items"' not in answer.text
    # The reading that failed is not remembered as recorded.
    get(client, "/api/appointments", doctor)
    assert recorded(doctor) == [("appointment.listed", None, [ordered.appointment])]


def test_a_page_that_polls_is_recorded_once_a_minute(
    app: Flask, monkeypatch: pytest.MonkeyPatch, admin: Account, patient: Account, doctor: Account
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(readings, "monotonic", lambda: clock[0])
    for seconds, ids in ((0, [admin.id]), (1, [patient.id, admin.id]), (58, [patient.id, doctor.id])):
        clock[0] = 1000.0 + seconds
        readings.record_connected(ids, by=admin.identity, view="/admin/connections?")
    assert recorded(admin) == [("user.listed", None, [patient.id])]
    readings.record_connected([patient.id], by=admin.identity, view="/admin/connections?q=a")
    clock[0] = 1061.0
    readings.record_connected([doctor.id], by=admin.identity, view="/admin/connections?")
    assert recorded(admin)[1:] == [("user.listed", None, [patient.id]), ("user.listed", None, [doctor.id])]


def test_the_memory_of_readings_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "_MAX_REMEMBERED", 3)
    recent = readings.RecentReadings()
    keys = [bytes([number]) for number in range(4)]
    for key in keys:
        recent.remember(key)
    assert [recent.is_repeated(key) for key in keys] == [False, True, True, True]
