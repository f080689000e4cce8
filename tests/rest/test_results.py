"""Results over REST: from the order to the patient's download, with visibility and log entries at each step."""

import hashlib
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from labapp.errors import NotFound
from labapp.extensions import db
from labapp.identity import Role
from labapp.models import Appointment, Result
from labapp.services import results
from tests.support.accounts import Account, MakeAccount
from tests.support.databases import writing
from tests.support.event_log import entries, rooms
from tests.support.pdf_files import make_pdf
from tests.support.results import Ordered, ResultDesk, insert_appointment

FIELDS = {
    "id",
    "appointmentId",
    "patientId",
    "examId",
    "examName",
    "status",
    "hasFile",
    "fileName",
    "size",
    "sha256",
    "releasedAt",
    "deliveredAt",
}


def test_a_result_goes_from_the_order_to_the_patient(
    result_desk: ResultDesk, client: FlaskClient, ordered: Ordered, admin: Account, patient: Account, doctor: Account
) -> None:
    content = make_pdf()
    created = result_desk.create(ordered.appointment, ordered.exam)
    assert created.status_code == 201
    made = created.json
    where = f"/api/results/{made['id']}"
    assert created.headers["Location"] == f"/api/admin/results/{made['id']}"
    assert set(made) == FIELDS
    assert (made["appointmentId"], made["patientId"], made["examId"]) == (
        ordered.appointment,
        patient.id,
        ordered.exam,
    )
    assert (made["examName"], made["status"], made["hasFile"]) == ("Hemograma 0", "pending", False)
    assert {made[name] for name in ("fileName", "size", "sha256", "releasedAt", "deliveredAt")} == {None}

    filed = result_desk.put(made["id"], content, X_File_Name="Hemograma%20de%20Pe%C3%B1a.PDF").json
    assert (filed["status"], filed["hasFile"], filed["size"]) == ("pending", True, len(content))
    assert (filed["fileName"], filed["sha256"]) == ("Hemograma de Peña.pdf", hashlib.sha256(content).hexdigest())
    released = result_desk.release(made["id"]).json
    assert (released["status"], released["deliveredAt"]) == ("ready", None)
    assert released["releasedAt"].endswith("Z")

    # Reading the record does not deliver the file.
    assert client.get(where, headers=patient.header).json == released
    first = client.get(f"{where}/pdf", headers=patient.header)
    assert (first.status_code, first.data) == (200, content)
    delivered = client.get(where, headers=patient.header).json
    assert delivered["status"] == "delivered"
    assert delivered["deliveredAt"].endswith("Z")
    assert client.get(f"{where}/pdf", headers=patient.header).data == content
    assert client.get(where, headers=patient.header).json == delivered

    # Each download is on record before any of it is sent, and its end where it changes the state.
    steps = [entry.name for entry in entries() if entry.name in ("result.read", "result.delivered")]
    assert steps == ["result.read", "result.delivered", "result.read"]
    told = [entry for entry in entries() if entry.name != "result.read"]
    assert [entry.name for entry in told] == [
        "result.created",
        "result.file_attached",
        "result.released",
        "result.delivered",
    ]
    people = {f"user:{patient.id}", f"user:{doctor.id}", "role:Administrador"}
    assert [rooms(entry.seq, "event") for entry in told] == [people, set(), people, people]
    assert [rooms(entry.seq, "report") for entry in told] == [{"role:Administrador"}] * 4
    assert [entry.event for entry in told] == ["result:update", None, "result:update", "result:update"]
    assert [entry.payload["status"] for entry in told if entry.payload] == ["pending", "ready", "delivered"]
    assert [entry.user_id for entry in told] == [admin.id, admin.id, admin.id, patient.id]
    for entry in told:
        assert entry.report is not None
        assert entry.report["data"]["patientName"] == "Ana Peña"
        assert entry.report["data"]["examName"] == "Hemograma 0"
        if entry.payload:
            assert set(entry.payload) - {"result"} == {"resultId", "patientId", "examName", "status", "timestamp"}
    # The events after the release carry the record, as the patient's REST shows it.
    assert [(entry.payload or {}).get("result") for entry in told] == [None, None, released, delivered]
    steps = [((entry.before or {})["status"], (entry.after or {})["status"]) for entry in (told[2], told[3])]
    assert steps == [("pending", "ready"), ("ready", "delivered")]
    assert {name for entry in (told[2], told[3]) for name in entry.after or {}} == {
        "status", "releasedAt", "deliveredAt"
    }  # fmt: skip


def test_a_result_belongs_to_what_was_ordered(
    result_desk: ResultDesk, ordered: Ordered, other_patient: Account, patient: Account
) -> None:
    foreign = insert_appointment(other_patient, None)
    cancelled = insert_appointment(patient, None, status="cancelled")
    assert result_desk.create(ordered.appointment, ordered.packaged).status_code == 201
    assert result_desk.create(ordered.appointment, ordered.exam).status_code == 201
    before = len(entries())
    for appointment, exam, status, code in (
        (ordered.appointment, ordered.exam, 409, "already_exists"),
        (ordered.appointment, ordered.packaged, 409, "already_exists"),
        (ordered.appointment, ordered.other, 422, "invalid_payload"),
        (ordered.appointment, foreign.exam, 422, "invalid_payload"),
        (ordered.appointment, 999_999, 422, "invalid_payload"),
        (999_999, ordered.exam, 422, "invalid_payload"),
        (cancelled.appointment, cancelled.exam, 409, "illegal_step"),
    ):
        answer = result_desk.create(appointment, exam)
        assert (answer.status_code, answer.json["code"]) == (status, code), (appointment, exam)
    body = {"appointmentId": foreign.appointment, "examId": foreign.exam, "patientId": patient.id}
    assert result_desk.client.post("/api/admin/results", json=body, headers=result_desk.header).status_code == 422
    assert len(entries()) == before
    assert result_desk.get().json["total"] == 2


def test_steps_that_are_out_of_turn_change_nothing(result_desk: ResultDesk, ordered: Ordered, patient: Account) -> None:
    made = result_desk.create(ordered.appointment, ordered.exam).json["id"]
    nothing = result_desk.release(made)
    assert (nothing.status_code, nothing.json["code"]) == (409, "no_file")
    assert result_desk.client.get(f"/api/results/{made}/pdf", headers=result_desk.header).status_code == 404

    assert result_desk.put(made, make_pdf("uno")).status_code == 200
    stale = result_desk.put(made, make_pdf("dos"), If_Match='"v1"')
    assert (stale.status_code, stale.json["code"]) == (409, "stale")
    right = make_pdf("tres")
    # A file can be replaced as long as it is not delivered.
    assert result_desk.put(made, right).json["sha256"] == hashlib.sha256(right).hexdigest()
    assert result_desk.release(made, If_Match='"v1"').json["code"] == "stale"
    assert result_desk.release(made).status_code == 200

    before = len(entries())
    again = result_desk.release(made)
    assert (again.status_code, again.json["code"]) == (409, "illegal_step")
    replaced = result_desk.put(made, make_pdf("cuatro"))
    assert (replaced.status_code, replaced.json["code"]) == (409, "already_released")
    assert len(entries()) == before
    url = f"/api/results/{made}/pdf"
    assert result_desk.client.get(url, headers=patient.header).data == right
    assert result_desk.put(made, make_pdf("cinco")).json["code"] == "already_released"
    assert result_desk.release(made).json["code"] == "illegal_step"
    for answer in (result_desk.put(999_999, right), result_desk.release(999_999), result_desk.get("/999999")):
        assert answer.status_code == 404


def test_the_wrong_user_learns_and_changes_nothing(
    result_desk: ResultDesk,
    client: FlaskClient,
    ordered: Ordered,
    patient: Account,
    other_patient: Account,
    doctor: Account,
    make_account: MakeAccount,
) -> None:
    content = make_pdf()
    released = result_desk.issue(ordered, content)
    made_pending = result_desk.create(ordered.appointment, ordered.packaged).json["id"]
    assert result_desk.put(made_pending, content).status_code == 200
    stranger = make_account(Role.DOCTOR)
    unknown = client.get("/api/results/999999", headers=other_patient.header).json
    before = len(entries())
    for account, result in (
        (other_patient, released),
        (other_patient, made_pending),
        (stranger, released),
        (stranger, made_pending),
        # The patient's own result is hidden until it is released.
        (patient, made_pending),
    ):
        for path in (f"/api/results/{result}", f"/api/results/{result}/pdf"):
            answer = client.get(path, headers=account.header)
            assert (answer.status_code, answer.json) == (404, unknown), (account.role, path)
    for account in (other_patient, stranger):
        for query in ("", f"?appointmentId={ordered.appointment}", "?status=ready"):
            assert client.get(f"/api/results{query}", headers=account.header).json["total"] == 0
    assert client.get("/api/results?status=pending", headers=patient.header).json["total"] == 0
    assert client.get(f"/api/results?patientId={patient.id}", headers=other_patient.header).status_code == 422
    assert len(entries()) == before

    body = {"appointmentId": ordered.appointment, "examId": ordered.exam}
    for account in (patient, other_patient, doctor, None):
        header = account.header if account else {}
        for method, path, options in (
            ("GET", "", {}),
            ("POST", "", {"json": body}),
            ("GET", f"/{released}", {}),
            ("PUT", f"/{made_pending}/file", {"data": make_pdf("falso"), "content_type": "application/pdf"}),
            ("POST", f"/{made_pending}/release", {}),
        ):
            answer = client.open(f"/api/admin/results{path}", method=method, headers=header, **options)
            assert answer.status_code == (403 if account else 401), (method, path)
    for path in ("", f"/{released}", f"/{released}/pdf"):
        assert client.get(f"/api/results{path}").status_code == 401
    assert {entry.name for entry in entries()[before:]} == {"access.refused"}
    states = {item["id"]: (item["status"], item["sha256"]) for item in result_desk.get().json["items"]}
    digest = hashlib.sha256(content).hexdigest()
    assert states == {released: ("ready", digest), made_pending: ("pending", digest)}


def test_reading_by_staff_and_doctor_is_on_record(
    result_desk: ResultDesk, client: FlaskClient, ordered: Ordered, admin: Account, doctor: Account, patient: Account
) -> None:
    content = make_pdf()
    made = result_desk.issue(ordered, content, released=False)
    before = len(entries())
    # The ordering doctor sees a result from its order on.
    assert client.get(f"/api/results/{made}", headers=doctor.header).json["status"] == "pending"
    assert client.get(f"/api/results/{made}/pdf", headers=doctor.header).data == content
    assert result_desk.get(f"/{made}").json["id"] == made
    assert client.get(f"/api/results/{made}/pdf", headers=admin.header).data == content
    read = entries()[before:]
    assert [(entry.name, entry.user_id, entry.entity_id) for entry in read] == [
        ("result.read", doctor.id, made),
        ("result.read", doctor.id, made),
        ("result.read", admin.id, made),
        ("result.read", admin.id, made),
    ]
    assert [(entry.after or {})["part"] for entry in read] == ["detail", "file", "detail", "file"]
    assert all(entry.event is None and entry.report is None for entry in read)
    assert not any(rooms(entry.seq, part) for entry in read for part in ("event", "report"))
    # Only reading by the patient delivers.
    assert result_desk.release(made).status_code == 200
    client.get(f"/api/results/{made}/pdf", headers=doctor.header)
    client.get(f"/api/results/{made}/pdf", headers=admin.header)
    assert client.get(f"/api/results/{made}", headers=patient.header).json["status"] == "ready"


def test_what_is_taken_away_meanwhile_is_not_handed_out(
    result_desk: ResultDesk, ordered: Ordered, doctor: Account
) -> None:
    made = result_desk.issue(ordered, make_pdf())
    before = len(entries())

    def reassign(_seen: Result) -> bool:
        with writing() as session:
            session.get_one(Appointment, ordered.appointment).doctor_id = None
        return True

    with pytest.raises(NotFound):
        results.open_file(made, by=doctor.identity, serves_content=reassign)
    assert len(entries()) == before


def test_lists_are_filtered_and_paged_and_never_read_a_file(
    result_desk: ResultDesk,
    client: FlaskClient,
    ordered: Ordered,
    patient: Account,
    other_patient: Account,
    doctor: Account,
) -> None:
    foreign = insert_appointment(other_patient, None)
    ready = result_desk.issue(ordered, make_pdf())
    pending = result_desk.create(ordered.appointment, ordered.packaged).json["id"]
    theirs = result_desk.issue(foreign, make_pdf())
    statements: list[str] = []

    def ids(answer: Any) -> list[int]:
        assert answer.status_code == 200
        assert set(answer.json) == {"items", "total", "page", "perPage"}
        assert all(set(item) == FIELDS for item in answer.json["items"])
        return [item["id"] for item in answer.json["items"]]

    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert ids(result_desk.get()) == [theirs, pending, ready]
    assert ids(result_desk.get("?status=pending")) == [pending]
    assert ids(result_desk.get(f"?patientId={other_patient.id}")) == [theirs]
    assert ids(result_desk.get(f"?appointmentId={ordered.appointment}&status=ready")) == [ready]
    assert ids(result_desk.get("?page=2&perPage=1")) == [pending]
    assert ids(result_desk.get("?page=9")) == []
    assert result_desk.get("?page=9").json["total"] == 3
    assert ids(client.get("/api/results", headers=patient.header)) == [ready]
    assert ids(client.get("/api/results", headers=doctor.header)) == [pending, ready]
    assert ids(client.get("/api/results", headers=other_patient.header)) == [theirs]
    for query in ("status=lost", "page=0", "perPage=201", "patientId=x", "nope=1"):
        assert result_desk.get(f"?{query}").status_code == 422, query
    assert any("FROM result" in statement for statement in statements)
    # A release makes a result the newest one of the patient and the doctor.
    last = result_desk.issue(insert_appointment(patient, doctor), make_pdf())
    assert result_desk.put(pending, make_pdf()).status_code == 200
    assert result_desk.release(pending).status_code == 200
    for account in (patient, doctor):
        assert ids(client.get("/api/results", headers=account.header)) == [pending, last, ready]
    assert ids(client.get("/api/results?perPage=1&page=2", headers=patient.header)) == [last]
    assert not any("FROM result_file" in one for one in statements if "count(*)" in one or "LIMIT" in one)
