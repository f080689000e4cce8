"""The export of a person's own data over REST: what is in it, what is not, and who reads of it afterwards."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from labapp import queries, services
from labapp.clock import now
from labapp.contract.base import View
from labapp.contract.own_data import OwnData
from labapp.errors import NotFound, Unauthorized
from labapp.events.chain import first_altered
from labapp.identity import Role
from labapp.models import Appointment, Result, ResultFile, User
from labapp.unit_of_work import reading
from tests.support.accounts import Account, MakeAccount
from tests.support.databases import writing
from tests.support.event_log import entries
from tests.support.own_data import OwnDataFile
from tests.support.pdf_files import make_pdf
from tests.support.results import Ordered, ResultDesk, insert_appointment

PATH = "/api/auth/me/export"
CONTENT = make_pdf("Hemograma")
REFERENCE = Path(__file__).parents[2] / "docs/personal-data.md"


def export(client: FlaskClient, account: Account, path: str = PATH) -> OwnDataFile:
    """Request an export and read it."""
    answer = client.get(path, headers=account.header)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    return OwnDataFile(answer.get_data())


@pytest.fixture
def released(client: FlaskClient, admin: Account, doctor: Account, ordered: Ordered) -> int:
    """A released result of the patient, which the doctor has read, beside one that is not released."""
    desk = ResultDesk(client, admin)
    result = desk.issue(ordered, CONTENT)
    pending = desk.create(ordered.appointment, ordered.packaged).json["id"]
    assert desk.put(pending, make_pdf("todavía no")).status_code == 200
    assert client.get(f"/api/results/{result}/pdf", headers=doctor.header).status_code == 200
    return result


def test_it_holds_what_rest_shows(
    client: FlaskClient, patient: Account, released: int, ordered: Ordered, other_patient: Account, doctor: Account
) -> None:
    insert_appointment(other_patient, doctor)
    client.patch("/api/auth/me", json={"phone": "600 000 001"}, headers=patient.header)

    def shown(path: str) -> Any:
        return client.get(f"/api/{path}", headers=patient.header).json

    found = export(client, patient).document
    assert list(found) == [field.alias for field in OwnData.model_fields.values()]
    assert (found["format"], found["version"]) == ("lab-own-data", 1)
    assert {name: found["account"][name] for name in shown("auth/me")} == shown("auth/me")
    (appointment,), (listed,) = found["appointments"], shown("appointments")["items"]
    assert {name: appointment[name] for name in listed} == listed
    assert appointment["locationName"].startswith("Sede")
    assert appointment["examNames"][0].startswith("Hemograma")
    assert appointment["packageNames"] == ["Perfil"]
    (result,), (listed,) = found["results"], shown("results")["items"]
    assert result["id"] == released
    assert {name: result[name] for name in listed} == listed
    # The export itself is a notice as well, after it was read.
    assert found["inbox"] == list(reversed(shown("auth/me/inbox")["items"]))[:-1]
    assert [one["readerName"] for one in found["accessLog"]] == [queries.users.get(doctor.id).name]
    assert found["accessLog"] == shown("auth/me/access-log")["items"]
    (session,) = found["sessions"]
    assert session["id"] == patient.identity.session_id
    assert session["address"] == "127.0.0.1"
    assert "refreshJti" not in session
    changed = next(one for one in found["events"] if one["name"] == "user.updated")
    assert (changed["byYou"], changed["address"]) == (True, "127.0.0.1")
    assert changed["payload"]["changes"] == {"phone": "600 000 001"}
    published = next(one for one in found["events"] if one["name"] == "result.released")
    assert (published["byYou"], published["address"]) == (False, None)


def test_the_files_are_those_of_released_results(client: FlaskClient, patient: Account, released: int) -> None:
    found = export(client, patient)
    (result,) = found.document["results"]
    assert found.files == {result["file"]: CONTENT}
    assert result["file"].startswith(f"resultados/{released}-Hemograma")
    readme = found.members["LEAME-README.txt"].decode()
    for word in ("SUS DATOS", "YOUR DATA", *OwnData.model_fields.keys() & {"account", "inbox"}, "accessLog"):
        assert word in readme


def test_others_and_what_is_not_released_are_not_in_it(
    client: FlaskClient, patient: Account, released: int, other_patient: Account, admin: Account, doctor: Account
) -> None:
    other = insert_appointment(other_patient, doctor)
    ResultDesk(client, admin).issue(other, make_pdf("de otra persona"))
    text = export(client, patient).members["datos.json"].decode()
    for account in (other_patient, admin):
        assert queries.users.get(account.id).name not in text
    assert doctor.email not in text
    assert export(client, other_patient).document["results"][0]["id"] != released
    with writing() as session:
        session.execute(update(Appointment).where(Appointment.patient_id == patient.id).values(deleted_at=now()))
        session.execute(update(Result).where(Result.patient_id == patient.id).values(deleted_at=now()))
    found = export(client, patient)
    assert (found.document["appointments"], found.document["results"], found.files) == ([], [], {})
    assert not [one for one in found.document["events"] if one["entityType"] in ("appointment", "result")]


def test_a_doctor_gets_the_account_and_nothing_of_patients(
    client: FlaskClient, doctor: Account, patient: Account, released: int
) -> None:
    found = export(client, doctor)
    assert found.document["account"]["email"] == doctor.email
    assert found.document["appointments"] == found.document["results"] == found.document["accessLog"] == []
    assert {one["event"] for one in found.document["inbox"]} <= {"user:update", "system:message"}
    assert "Ana Peña" not in found.members["datos.json"].decode()
    assert found.files == {}


def test_people_keep_their_records_as_patients_when_their_role_changes(
    client: FlaskClient, admin: Account, patient: Account, released: int
) -> None:
    services.users.update(patient.id, values={}, role=Role.DOCTOR, by=admin.identity)
    found = export(client, admin, f"/api/admin/users/{patient.id}/export")
    assert [one["id"] for one in found.document["results"]] == [released]


def test_it_is_recorded_and_the_person_is_notified(client: FlaskClient, patient: Account, released: int) -> None:
    export(client, patient)
    entry = entries()[-1]
    assert (entry.name, entry.entity_id, entry.user_id) == ("user.exported", patient.id, patient.id)
    assert entry.after == {"files": 1, "session": patient.identity.session_id}
    assert entry.report is None
    # Nobody else has read the result.
    log = client.get("/api/auth/me/access-log", headers=patient.header).json
    assert log["total"] == 1
    notice = client.get("/api/auth/me/inbox", headers=patient.header).json["items"][0]
    assert (notice["payload"]["type"], notice["payload"]["changes"]) == ("data", {"by": "self"})


def test_an_export_by_the_laboratory_is_a_reading_of_each_result(
    client: FlaskClient, admin: Account, patient: Account, released: int
) -> None:
    own = export(client, patient)
    found = export(client, admin, f"/api/admin/users/{patient.id}/export")
    assert found.files == own.files
    assert [one["id"] for one in found.document["results"]] == [released]
    read, exported = entries()[-2:]
    assert (read.name, read.entity_id, read.user_id) == ("result.read", released, admin.id)
    assert (exported.name, exported.entity_id, exported.user_id) == ("user.exported", patient.id, admin.id)
    assert exported.report is not None
    newest = client.get("/api/auth/me/access-log", headers=patient.header).json["items"][0]
    assert (newest["readerRole"], newest["part"]) == ("Administrador", "file")
    with reading() as session:
        assert first_altered(session) is None


def test_it_is_of_ones_own_only(client: FlaskClient, admin: Account, patient: Account, other_patient: Account) -> None:
    for account in (other_patient, patient):
        answer = client.get(f"/api/admin/users/{patient.id}/export", headers=account.header)
        assert answer.status_code == 403
        assert answer.json is not None
    with pytest.raises(NotFound):
        services.own_data.export(patient.id, by=other_patient.identity)
    before = len(entries())
    services.sessions.sign_out(by=patient.identity)
    assert client.get(PATH, headers=patient.header).status_code == 401
    assert "user.exported" not in [entry.name for entry in entries()[before:]]


def test_an_administrator_who_lost_the_role_exports_nobody(
    client: FlaskClient, admin: Account, make_account: MakeAccount, patient: Account
) -> None:
    former = make_account(Role.ADMIN)
    services.users.update(former.id, values={}, role=Role.DOCTOR, by=admin.identity)
    assert client.get(f"/api/admin/users/{patient.id}/export", headers=former.header).status_code == 401


def test_a_head_request_exports_nothing(client: FlaskClient, patient: Account) -> None:
    before = len(entries())
    answer = client.head(PATH, headers=patient.header)
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert len(entries()) == before


def test_an_export_ends_with_the_session(client: FlaskClient, patient: Account, released: int) -> None:
    pieces = services.own_data.export(patient.id, by=patient.identity)
    services.sessions.sign_out(by=patient.identity)
    with pytest.raises(Unauthorized):
        list(pieces)


def test_it_is_one_state_of_the_database(
    app: Flask, monkeypatch: pytest.MonkeyPatch, admin: Account, patient: Account, ordered: Ordered
) -> None:
    """A change in the middle of the export is in none of its lists."""
    read = services.own_data.OwnData.appointments

    def change_first(found: Any) -> Iterator[Any]:
        services.appointments.step(ordered.appointment, "cancelled", by=admin.identity)
        services.users.update(patient.id, values={"name": "Otra"}, role=None, by=admin.identity)
        yield from read(found)

    monkeypatch.setattr(services.own_data.OwnData, "appointments", change_first)
    document = OwnDataFile(b"".join(services.own_data.export(patient.id, by=patient.identity))).document
    assert document["appointments"][0]["status"] == "confirmed"
    assert document["account"]["name"] == "Ana Peña"
    assert document["events"] == []
    assert document["inbox"] == []


def test_its_memory_is_bounded(app: Flask, patient: Account, ordered: Ordered) -> None:
    """Forty files of two megabytes pass through without being held together."""
    content = make_pdf().ljust(2 * 2**20, b"\0")
    with writing() as session:
        for number in range(40):
            row = Result(
                appointment_id=ordered.appointment,
                patient_id=patient.id,
                exam_id=ordered.exam,
                exam_name=f"Examen {number}",
                status="ready",
                file_name="r.pdf",
                size=len(content),
                sha256="0" * 64,
                created_at=now(),
                released_at=now(),
            )
            session.add(row)
            session.flush()
            session.add(ResultFile(result_id=row.id, content=content))
            session.flush()
            session.expunge_all()
    tracemalloc.start()
    try:
        pieces = services.own_data.export(patient.id, by=patient.identity)
        assert max(len(piece) for piece in pieces) < 256 * 1024
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * 2**20


def test_too_many_at_once_are_asked_to_wait(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, patient: Account
) -> None:
    monkeypatch.setattr(services.own_data._slots, "busy", 10)
    answer = client.get(PATH, headers=patient.header)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_an_account_that_is_gone_cannot_be_exported(app: Flask, admin: Account, patient: Account) -> None:
    with writing() as session:
        session.execute(update(User).where(User.id == patient.id).values(deleted_at=now()))
    with pytest.raises(NotFound):
        services.own_data.export(patient.id, by=admin.identity)


def names(view: type[View]) -> Iterator[str]:
    """Yield the names of a view's fields on the wire, and those of the views in its lists."""
    for field in view.model_fields.values():
        yield str(field.alias)
        inner = (field.annotation, *get_args(field.annotation))
        for one in inner:
            if isinstance(one, type) and issubclass(one, View):
                yield from names(one)


def test_every_field_is_documented() -> None:
    text = REFERENCE.read_text()
    assert not [name for name in names(OwnData) if f"`{name}`" not in text]
