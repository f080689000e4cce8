"""The dashboard's results over HTTP: access to the PDF, its headers, and the log entries of each reading."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp import queries
from labapp.dashboard.results import file_size
from labapp.identity import Role
from tests.support.accounts import Account, MakeAccount, open_dashboard
from tests.support.event_log import entries
from tests.support.pdf_files import make_pdf
from tests.support.results import Ordered, ResultDesk, insert_appointment


@pytest.fixture
def desk(app: Flask, admin: Account) -> ResultDesk:
    # A client of its own, without the cookies of the pages.
    return ResultDesk(app.test_client(), admin)


def signed_in(client: FlaskClient, account: Account) -> FlaskClient:
    client.set_cookie("lab_access", open_dashboard(account).access)
    return client


def readings(result: int) -> list[tuple[int | None, str, str | None]]:
    return [
        (entry.user_id, entry.name, (entry.after or {}).get("part"))
        for entry in entries()
        if entry.entity_type == "result"
        and entry.entity_id == result
        and entry.name in ("result.read", "result.delivered")
    ]


def test_the_pdf_opens_in_the_dashboards_frame_and_nowhere_else(
    client: FlaskClient, desk: ResultDesk, ordered: Ordered, admin: Account
) -> None:
    content = make_pdf()
    made = desk.issue(ordered, content, released=False)
    answer = signed_in(client, admin).get(f"/admin/results/{made}/file")
    assert (answer.status_code, answer.data) == (200, content)
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert answer.headers["Cache-Control"] == "no-store"
    # The whole file, whatever range a viewer requests: that is one reading.
    part = client.get(f"/admin/results/{made}/file", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (200, content)
    assert "Accept-Ranges" not in part.headers
    # No other page may be framed.
    assert client.get(f"/admin/results/{made}").headers["X-Frame-Options"] == "DENY"


def test_opening_the_record_and_the_pdf_is_on_record_and_delivers_nothing(
    client: FlaskClient, desk: ResultDesk, ordered: Ordered, admin: Account, patient: Account
) -> None:
    made = desk.issue(ordered, make_pdf())
    signed_in(client, admin)
    assert client.get(f"/admin/results/{made}").status_code == 200
    assert readings(made) == [(admin.id, "result.read", "detail")]
    # The page's own request is the same reading.
    assert client.get(f"/admin/results/{made}/now").status_code == 200
    assert len(readings(made)) == 1
    assert client.get(f"/admin/results/{made}/file").status_code == 200
    assert readings(made)[1:] == [(admin.id, "result.read", "file")]
    page = client.get(f"/admin/results/{made}").text
    assert "abrió el PDF" in page
    assert desk.get(f"/{made}").json["status"] == "ready"


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/now", "/{id}/file", "/new"])
@pytest.mark.parametrize("who", ["nobody", "patient", "doctor"])
def test_the_pages_are_closed_to_anyone_but_administrators(
    client: FlaskClient, desk: ResultDesk, ordered: Ordered, patient: Account, doctor: Account, who: str, path: str
) -> None:
    content = make_pdf()
    made = desk.issue(ordered, content)
    before = readings(made)
    # The patient and the ordering doctor have access through REST, not through the dashboard.
    if who != "nobody":
        signed_in(client, patient if who == "patient" else doctor)
    answer = client.get("/admin/results" + path.format(id=made))
    assert answer.status_code == 403
    assert content not in answer.data
    assert "Hemograma" not in answer.text
    assert readings(made) == before
    assert desk.get(f"/{made}").json["status"] == "ready"


def test_what_does_not_exist_is_missing(
    client: FlaskClient, desk: ResultDesk, ordered: Ordered, admin: Account
) -> None:
    made = desk.create(ordered.appointment, ordered.exam).json["id"]
    signed_in(client, admin)
    assert client.get(f"/admin/results/{made}/file").status_code == 404
    for path in ("999", "999/now", "999/file", "new?appointmentId=999"):
        assert client.get(f"/admin/results/{path}").status_code == 404, path
    assert client.get("/admin/results?stage=lost").status_code == 422


def test_the_list_is_filtered_by_stage_and_searched_by_patient_and_exam(
    client: FlaskClient, desk: ResultDesk, make_account: MakeAccount, admin: Account
) -> None:
    people = [make_account(Role.PATIENT, name=name) for name in ("Ana Peña", "Luis Gómez", "Eva Ríos", "Iván Sáenz")]
    visits = [insert_appointment(one, None) for one in people]
    missing = desk.create(visits[0].appointment, visits[0].exam).json["id"]
    filed = desk.issue(visits[1], make_pdf(), released=False)
    ready = desk.issue(visits[2], make_pdf())
    taken = desk.issue(visits[3], make_pdf())
    assert desk.client.get(f"/api/results/{taken}/pdf", headers=people[3].header).data
    signed_in(client, admin)

    def shown(query: str) -> list[int]:
        answer = client.get(f"/admin/results?{query}", headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return [int(one) for one in re.findall(r'id="result-(\d+)"', answer.text)]

    assert shown("") == [taken, ready, filed, missing]
    for stage, only in (("missing", missing), ("filed", filed), ("ready", ready), ("delivered", taken)):
        assert shown(f"stage={stage}") == [only]
    assert shown("q=gomez") == [filed]
    assert shown("q=PENA+hemograma") == [missing]
    assert shown("q=hemograma+2") == [ready]
    assert shown("q=gomez&stage=ready") == []
    assert shown(f"patientId={people[0].id}") == [missing]
    assert shown(f"appointmentId={visits[2].appointment}") == [ready]
    assert shown("perPage=2&page=2") == [filed, missing]
    assert "Luis Gómez" in client.get(f"/admin/results?patientId={people[1].id}").text


def test_only_what_a_visit_is_for_and_has_no_result_yet_can_be_opened(
    desk: ResultDesk, ordered: Ordered, patient: Account, admin: Account
) -> None:
    def open_for(appointment: int) -> list[int]:
        return [exam.id for exam in queries.results.openable(appointment, by=admin.identity)]

    # Sorted by name: the package's exam, then the one booked itself.
    assert open_for(ordered.appointment) == [ordered.packaged, ordered.exam]
    assert desk.create(ordered.appointment, ordered.exam).status_code == 201
    assert open_for(ordered.appointment) == [ordered.packaged]
    assert open_for(insert_appointment(patient, None, status="cancelled").appointment) == []


def test_sizes_read_as_people_write_them(app: Flask) -> None:
    with app.test_request_context("/admin", headers={"Cookie": "lang=es"}):
        assert [file_size(n) for n in (999, 1024, 43_315, 10 * 1024**2)] == ["999 B", "1 KiB", "42,3 KiB", "10 MiB"]
