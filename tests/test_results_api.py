"""Results over REST: from the order to the patient's download, who may see each step, and what is on record."""

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.extensions import db
from labapp.identity import Role
from labapp.models import (
    Appointment,
    AppointmentLine,
    Category,
    EventAudience,
    EventEntry,
    Exam,
    Location,
    Package,
    Result,
)
from labapp.services import pdf
from labapp.unit_of_work import reading
from tests.conftest import MakeAccount
from tests.support.accounts import Account

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
PDF = {"Content-Type": "application/pdf"}


def make_pdf(text: str = "Resultado", *, size: int | None = None) -> bytes:
    """Return a PDF of one page, of exactly ``size`` bytes where one is asked for."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 700, text)
    canvas.save()
    made = target.getvalue()
    return made if size is None else made + b"\n" * (size - len(made))


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf()))
    writer.encrypt("secreto", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """Return a file with these objects; the first is its catalogue, which names the second as its pages."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, tail)


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was booked: the exam directly, ``packaged`` through a package, ``other`` not at all."""

    appointment: int
    exam: int
    packaged: int
    other: int


def book(patient: Account, doctor: Account | None, *, status: str = "confirmed") -> Ordered:
    """Insert an appointment of ``patient``, with a catalogue of its own."""
    with Session(db.engine.execution_options(write=True)) as session:
        mark = f"{session.query(Appointment).count()}"
        category = Category(name=f"Hematología {mark}")
        location = Location(name=f"Sede {mark}")
        session.add_all([category, location])
        session.flush()
        exams = [
            Exam(code=f"{name}{mark}", name=f"{name} {mark}", category_id=category.id, price=Decimal("10.00"))
            for name in ("Hemograma", "Glucosa", "Orina")
        ]
        package = Package(code=f"P{mark}", name="Perfil", price=Decimal("5.00"), exams=[exams[1]])
        session.add_all([*exams, package])
        session.flush()
        appointment = Appointment(
            patient_id=patient.id,
            doctor_id=doctor.id if doctor else None,
            location_id=location.id,
            scheduled_at=now() + timedelta(days=1),
            status=status,
            created_at=now(),
            lines=[
                AppointmentLine(exam_id=exams[0].id, price=Decimal("10.00")),
                AppointmentLine(package_id=package.id, price=Decimal("5.00")),
            ],
        )
        session.add(appointment)
        session.commit()
        return Ordered(appointment.id, *(exam.id for exam in exams))


def entries() -> list[EventEntry]:
    with reading() as session:
        return list(session.scalars(select(EventEntry).order_by(EventEntry.seq)))


def rooms(seq: int, part: str) -> set[str]:
    with reading() as session:
        query = select(EventAudience.room).where(EventAudience.seq == seq, EventAudience.part == part)
        return set(session.scalars(query))


class Desk:
    """What an administrator does with results, over REST."""

    def __init__(self, client: FlaskClient, admin: Account) -> None:
        self.client, self.header = client, admin.header

    def create(self, appointment: int, exam: int) -> Any:
        body = {"appointmentId": appointment, "examId": exam}
        return self.client.post("/api/admin/results", json=body, headers=self.header)

    def put(self, result: int, content: bytes, **headers: str) -> Any:
        sent = self.header | PDF | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.put(f"/api/admin/results/{result}/file", data=content, headers=sent)

    def release(self, result: int, **headers: str) -> Any:
        sent = self.header | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/admin/results/{result}/release", headers=sent)

    def get(self, path: str = "") -> Any:
        return self.client.get(f"/api/admin/results{path}", headers=self.header)

    def issue(self, ordered: Ordered, content: bytes, *, released: bool = True) -> int:
        """Carry a result as far as its file, or its release, and return its id."""
        made: int = self.create(ordered.appointment, ordered.exam).json["id"]
        assert self.put(made, content).status_code == 200
        if released:
            assert self.release(made).status_code == 200
        return made


@pytest.fixture
def desk(client: FlaskClient, admin: Account) -> Desk:
    return Desk(client, admin)


@pytest.fixture
def patient(make_account: MakeAccount) -> Account:
    return make_account(Role.PATIENT, name="Ana Peña")


@pytest.fixture
def ordered(app: Flask, patient: Account, doctor: Account) -> Ordered:
    return book(patient, doctor)


def test_a_result_goes_from_the_order_to_the_patient(
    desk: Desk, client: FlaskClient, ordered: Ordered, admin: Account, patient: Account, doctor: Account
) -> None:
    content = make_pdf()
    created = desk.create(ordered.appointment, ordered.exam)
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

    filed = desk.put(made["id"], content, X_File_Name="Hemograma%20de%20Pe%C3%B1a.PDF").json
    assert (filed["status"], filed["hasFile"], filed["size"]) == ("pending", True, len(content))
    assert (filed["fileName"], filed["sha256"]) == ("Hemograma de Peña.pdf", hashlib.sha256(content).hexdigest())
    released = desk.release(made["id"]).json
    assert (released["status"], released["deliveredAt"]) == ("ready", None)
    assert released["releasedAt"].endswith("Z")

    # Looking at it is not yet having it.
    assert client.get(where, headers=patient.header).json == released
    first = client.get(f"{where}/pdf", headers=patient.header)
    assert (first.status_code, first.data) == (200, content)
    delivered = client.get(where, headers=patient.header).json
    assert delivered["status"] == "delivered"
    assert delivered["deliveredAt"].endswith("Z")
    assert client.get(f"{where}/pdf", headers=patient.header).data == content
    assert client.get(where, headers=patient.header).json == delivered

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
            assert set(entry.payload) == {"resultId", "patientId", "examName", "status", "timestamp"}
    assert [(entry.before, (entry.after or {})["status"]) for entry in (told[2], told[3])] == [
        ({"status": "pending"}, "ready"),
        ({"status": "ready"}, "delivered"),
    ]


def test_a_result_belongs_to_what_was_ordered(
    desk: Desk, ordered: Ordered, other_patient: Account, patient: Account
) -> None:
    foreign = book(other_patient, None)
    cancelled = book(patient, None, status="cancelled")
    assert desk.create(ordered.appointment, ordered.packaged).status_code == 201
    assert desk.create(ordered.appointment, ordered.exam).status_code == 201
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
        answer = desk.create(appointment, exam)
        assert (answer.status_code, answer.json["code"]) == (status, code), (appointment, exam)
    body = {"appointmentId": foreign.appointment, "examId": foreign.exam, "patientId": patient.id}
    assert desk.client.post("/api/admin/results", json=body, headers=desk.header).status_code == 422
    assert len(entries()) == before
    assert desk.get().json["total"] == 2


def test_steps_that_are_out_of_turn_change_nothing(desk: Desk, ordered: Ordered, patient: Account) -> None:
    made = desk.create(ordered.appointment, ordered.exam).json["id"]
    nothing = desk.release(made)
    assert (nothing.status_code, nothing.json["code"]) == (409, "no_file")
    assert desk.client.get(f"/api/results/{made}/pdf", headers=desk.header).status_code == 404

    assert desk.put(made, make_pdf("uno")).status_code == 200
    stale = desk.put(made, make_pdf("dos"), If_Match='"v1"')
    assert (stale.status_code, stale.json["code"]) == (409, "stale")
    right = make_pdf("tres")
    # A wrong file is replaced while nobody has it.
    assert desk.put(made, right).json["sha256"] == hashlib.sha256(right).hexdigest()
    assert desk.release(made, If_Match='"v1"').json["code"] == "stale"
    assert desk.release(made).status_code == 200

    before = len(entries())
    again = desk.release(made)
    assert (again.status_code, again.json["code"]) == (409, "illegal_step")
    replaced = desk.put(made, make_pdf("cuatro"))
    assert (replaced.status_code, replaced.json["code"]) == (409, "already_released")
    assert len(entries()) == before
    url = f"/api/results/{made}/pdf"
    assert desk.client.get(url, headers=patient.header).data == right
    assert desk.put(made, make_pdf("cinco")).json["code"] == "already_released"
    assert desk.release(made).json["code"] == "illegal_step"
    for answer in (desk.put(999_999, right), desk.release(999_999), desk.get("/999999")):
        assert answer.status_code == 404


def test_the_wrong_user_learns_and_changes_nothing(
    desk: Desk,
    client: FlaskClient,
    ordered: Ordered,
    patient: Account,
    other_patient: Account,
    doctor: Account,
    make_account: MakeAccount,
) -> None:
    content = make_pdf()
    released = desk.issue(ordered, content)
    made_pending = desk.create(ordered.appointment, ordered.packaged).json["id"]
    assert desk.put(made_pending, content).status_code == 200
    stranger = make_account(Role.DOCTOR)
    unknown = client.get("/api/results/999999", headers=other_patient.header).json
    before = len(entries())
    for account, result in (
        (other_patient, released),
        (other_patient, made_pending),
        (stranger, released),
        (stranger, made_pending),
        # His own, but not his to see before it is released.
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
    states = {item["id"]: (item["status"], item["sha256"]) for item in desk.get().json["items"]}
    digest = hashlib.sha256(content).hexdigest()
    assert states == {released: ("ready", digest), made_pending: ("pending", digest)}
    assert {entry.name for entry in entries()[before:]} == {"access.refused"}


def test_reading_by_staff_and_doctor_is_on_record(
    desk: Desk, client: FlaskClient, ordered: Ordered, admin: Account, doctor: Account, patient: Account
) -> None:
    content = make_pdf()
    made = desk.issue(ordered, content, released=False)
    before = len(entries())
    # The ordering doctor follows a result from its order on.
    assert client.get(f"/api/results/{made}", headers=doctor.header).json["status"] == "pending"
    assert client.get(f"/api/results/{made}/pdf", headers=doctor.header).data == content
    assert desk.get(f"/{made}").json["id"] == made
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
    # Nobody's reading but the patient's own delivers.
    assert desk.release(made).status_code == 200
    client.get(f"/api/results/{made}/pdf", headers=doctor.header)
    client.get(f"/api/results/{made}/pdf", headers=admin.header)
    assert client.get(f"/api/results/{made}", headers=patient.header).json["status"] == "ready"


def test_lists_are_filtered_and_paged_and_never_read_a_file(
    desk: Desk, client: FlaskClient, ordered: Ordered, patient: Account, other_patient: Account, doctor: Account
) -> None:
    foreign = book(other_patient, None)
    ready = desk.issue(ordered, make_pdf())
    pending = desk.create(ordered.appointment, ordered.packaged).json["id"]
    theirs = desk.issue(foreign, make_pdf())
    statements: list[str] = []

    def ids(answer: Any) -> list[int]:
        assert answer.status_code == 200
        assert set(answer.json) == {"items", "total", "page", "perPage"}
        assert all(set(item) == FIELDS for item in answer.json["items"])
        return [item["id"] for item in answer.json["items"]]

    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert ids(desk.get()) == [theirs, pending, ready]
    assert ids(desk.get("?status=pending")) == [pending]
    assert ids(desk.get(f"?patientId={other_patient.id}")) == [theirs]
    assert ids(desk.get(f"?appointmentId={ordered.appointment}&status=ready")) == [ready]
    assert ids(desk.get("?page=2&perPage=1")) == [pending]
    assert ids(desk.get("?page=9")) == []
    assert desk.get("?page=9").json["total"] == 3
    assert ids(client.get("/api/results", headers=patient.header)) == [ready]
    assert ids(client.get("/api/results", headers=doctor.header)) == [pending, ready]
    assert ids(client.get("/api/results", headers=other_patient.header)) == [theirs]
    for query in ("status=lost", "page=0", "perPage=201", "patientId=x", "nope=1"):
        assert desk.get(f"?{query}").status_code == 422, query
    assert any("FROM result" in statement for statement in statements)
    assert not any("result_file" in statement for statement in statements)


def test_the_file_is_an_attachment_that_nobody_caches_or_guesses_about(
    desk: Desk, client: FlaskClient, ordered: Ordered, patient: Account
) -> None:
    content = make_pdf()
    made = desk.create(ordered.appointment, ordered.exam).json["id"]
    desk.put(made, content, X_File_Name="Peña%20%22x%22.pdf")
    desk.release(made)

    def get(**headers: str) -> Any:
        sent = patient.header | {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(f"/api/results/{made}/pdf", headers=sent)

    whole = get()
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "application/pdf", content)
    disposition = whole.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''Pe%C3%B1a%20x.pdf" in disposition
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Cache-Control"] == "private, no-store"
    assert (whole.headers["ETag"], whole.headers["Accept-Ranges"]) == (tag, "bytes")

    same = get(If_None_Match=tag)
    assert (same.status_code, same.data) == (304, b"")
    assert get(If_None_Match='"another"').status_code == 200
    for asked, start, end in (("0-9", 0, 10), ("5-", 5, len(content)), ("-7", len(content) - 7, len(content))):
        part = get(Range=f"bytes={asked}")
        assert (part.status_code, part.data) == (206, content[start:end])
        assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(content)}"
        assert part.headers["Cache-Control"] == "private, no-store"
    assert get(Range="bytes=0-9", If_Range='"another"').data == content
    beyond = get(Range=f"bytes={len(content)}-")
    assert (beyond.status_code, beyond.json["code"]) == (416, "range_not_satisfiable")


def test_an_answer_without_content_delivers_nothing(
    desk: Desk, client: FlaskClient, ordered: Ordered, patient: Account
) -> None:
    content = make_pdf()
    made = desk.issue(ordered, content)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    for method, header, status in (
        ("HEAD", {}, 200),
        ("GET", {"Range": "bytes=99999999-"}, 416),
        ("GET", {"Range": "bytes=0-1,4-5"}, 416),
        ("GET", {"Range": "bytes=x"}, 416),
        ("GET", {"If-None-Match": tag}, 304),
        ("GET", {"If-None-Match": f"W/{tag}"}, 304),
    ):
        answer = client.open(f"/api/results/{made}/pdf", method=method, headers=patient.header | header)
        assert answer.status_code == status, header
        assert content not in answer.data
    assert client.get(f"/api/results/{made}", headers=patient.header).json["status"] == "ready"
    part = client.get(f"/api/results/{made}/pdf", headers=patient.header | {"Range": "bytes=0-9"})
    assert part.status_code == 206
    assert client.get(f"/api/results/{made}", headers=patient.header).json["status"] == "delivered"


def test_a_file_comes_as_it_is_or_in_a_form(desk: Desk, client: FlaskClient, ordered: Ordered) -> None:
    content = make_pdf()
    made = desk.create(ordered.appointment, ordered.exam).json["id"]
    url = f"/api/admin/results/{made}/file"

    def form(name: str, data: bytes = content, media: str = "application/pdf", field: str = "file") -> Any:
        return client.put(url, headers=desk.header, data={field: (io.BytesIO(data), name, media)})

    answer = form("../informes/Glucosa.pdf")
    assert (answer.status_code, answer.json["fileName"]) == (200, "Glucosa.pdf")
    assert answer.json["sha256"] == hashlib.sha256(content).hexdigest()
    assert form("a.pdf", media="image/png").status_code == 415
    assert form("a.pdf", field="other").json["errors"] == {"file": ["Es obligatorio."]}
    for media in ("text/plain", "application/json", "application/octet-stream", ""):
        refused = client.put(url, headers=desk.header | {"Content-Type": media}, data=content)
        assert (refused.status_code, refused.json["code"]) == (415, "unsupported_media_type"), media
    for name in (
        "..%2F..%2Fetc%2Fpasswd",
        "C:%5Cinformes%5CGlucosa",
        "a%0d%0aX-Evil%3A 1",
        "%00",
        "....",
        "x" * 500,
        "%E2%80%AEfdp.exe",
        "",
    ):
        kept = desk.put(made, content, X_File_Name=name).json["fileName"]
        assert kept.endswith(".pdf")
        assert len(kept) <= 200
        assert kept.isprintable()
        assert not set(kept) & set('/\\"<>|:*?')


def test_the_limit_is_ten_mebibytes(desk: Desk, client: FlaskClient, ordered: Ordered) -> None:
    made = desk.create(ordered.appointment, ordered.exam).json["id"]
    largest = make_pdf(size=pdf.MAX_BYTES)
    assert desk.put(made, largest).json["size"] == pdf.MAX_BYTES == 10 * 1024 * 1024
    before = len(entries())
    # Put together here: the test client would leave a temporary file open.
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf'
    over = {
        "data": head + b"\r\n\r\n" + largest + b"\n\r\n--x--\r\n",
        "content_type": "multipart/form-data; boundary=x",
    }
    for answer in (
        desk.put(made, largest + b"\n"),
        desk.put(made, largest * 2),
        client.put(f"/api/admin/results/{made}/file", headers=desk.header, **over),
    ):
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert len(entries()) == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>%PDF-1.4</html>", id="html"),
        pytest.param(b"%PDF-1.4\n", id="header alone"),
        pytest.param(b"%PDF-1.4\n" + bytes(range(256)) * 400, id="garbage"),
        pytest.param(make_pdf()[:300], id="truncated"),
        pytest.param(encrypted_pdf(), id="encrypted"),
        pytest.param(pdf_of(b"<</Type/Pages/Kids[]/Count 3>>"), id="no pages"),
        pytest.param(pdf_of(b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), id="cycle"),
        pytest.param(pdf_of(b"[" * 3000), id="nesting"),
        pytest.param(b"%PDF-1.4\n" + b"1 0 obj\n" * 100_000, id="objects without end"),
        pytest.param(b"%PDF-1.4\n" + b"\n" * 5_000_000, id="blank"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_is_no_pdf_is_refused(desk: Desk, ordered: Ordered, content: bytes) -> None:
    made = desk.create(ordered.appointment, ordered.exam).json["id"]
    before = len(entries())
    answer = desk.put(made, content)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_payload")
    assert set(answer.json["errors"]) == {"file"}
    assert len(entries()) == before
    with reading() as session:
        assert session.get_one(Result, made).has_file is False
