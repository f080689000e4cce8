"""Readings on the dashboard: its pages record what they show, and its activity log is about changes."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from labapp.contract.facts import READINGS
from labapp.models import Appointment
from labapp.unit_of_work import reading
from tests.dashboard.conftest import SetCookies
from tests.support.accounts import Account
from tests.support.event_log import entries
from tests.support.pdf_files import make_pdf
from tests.support.results import Ordered, ResultDesk


@pytest.fixture
def result(client: FlaskClient, admin: Account, ordered: Ordered) -> int:
    return ResultDesk(client, admin).issue(ordered, make_pdf(), released=False)


def recorded(since: int) -> list[tuple[str, int | None, Any]]:
    found = [entry for entry in entries()[since:] if entry.name in READINGS]
    return [(entry.name, entry.entity_id, (entry.after or {}).get("ids")) for entry in found]


def test_each_page_records_what_it_shows(
    client: FlaskClient,
    set_cookies: SetCookies,
    admin: Account,
    patient: Account,
    doctor: Account,
    ordered: Ordered,
    result: int,
) -> None:
    set_cookies(admin)
    visit = ordered.appointment
    with reading() as session:
        booked = session.get_one(Appointment, visit)
        # A calendar has the days of the location.
        day = booked.scheduled_at.astimezone(ZoneInfo(booked.location.timezone)).date()
    of_visits, of_results = ("appointment.listed", None, [visit]), ("result.listed", None, [result])
    pages = {
        "/admin/people": [("user.listed", None, sorted([doctor.id, patient.id]))],
        f"/admin/people/{patient.id}": [("user.read", patient.id, None), of_visits, of_results],
        f"/admin/appointments?view=day&date={day}": [of_visits],
        f"/admin/appointments/day?date={day}": [of_visits],
        f"/admin/appointments/{visit}": [("appointment.read", visit, None), of_results],
        f"/admin/appointments/{visit}/sheet": [("appointment.read", visit, None)],
        f"/admin/appointments/{visit}/labels": [("appointment.read", visit, None)],
        "/admin/results": [of_results],
        f"/admin/results/{result}": [("result.read", result, None)],
        f"/admin/results/{result}/now": [("result.read", result, None)],
        f"/admin/people/{patient.id}/appointments": [of_visits],
        f"/admin/people/{patient.id}/results": [of_results],
        "/admin/panel/waiting": [of_results],
        "/admin/results/new": [of_visits],
        f"/admin/results/new?appointmentId={visit}": [("appointment.read", visit, None), of_results],
        "/admin/audit": [],
        "/admin/exams": [],
    }
    for path, expected in pages.items():
        client.application.extensions.pop("recent_readings", None)
        since = len(entries())
        assert client.get(path).status_code == 200
        found = [(name, row, ids and sorted(ids)) for name, row, ids in recorded(since)]
        assert found == expected, path
        # The same page once more, as after a change elsewhere. Only opening a result is a reading each time.
        since = len(entries())
        client.get(path)
        assert recorded(since) == ([("result.read", result, None)] if path == f"/admin/results/{result}" else []), path


def test_the_activity_log_and_histories_show_changes_and_the_audit_page_everything(
    client: FlaskClient, set_cookies: SetCookies, admin: Account, patient: Account, ordered: Ordered, result: int
) -> None:
    set_cookies(admin)
    paths = (f"/admin/people/{patient.id}", f"/admin/appointments/{ordered.appointment}", "/admin/people")
    for path in paths:
        client.get(path)
    names = {entry.name for entry in entries()}
    assert names >= {"user.read", "user.listed", "appointment.read", "appointment.listed", "result.listed"}
    for path in ("/admin", "/admin/panel/log", f"/admin/people/{patient.id}/history", paths[1]):
        assert "consultó" not in client.get(path).text, path
    assert "result.created" in client.get("/admin/panel/log").text
    page = client.get("/admin/audit").text
    for sentence in ("consultó una lista de cuentas", "consultó los datos de", "consultó la cita"):
        assert sentence in page
    assert f"n.º {patient.id}" in page
    assert "None" not in page
    assert "user.listed" not in client.get("/admin/audit?name=user.read").text.split("<table")[-1]
