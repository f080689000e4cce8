"""What tests of results need: appointments to order them of, PDF files, and the administrator's desk."""

import io
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.extensions import db
from labapp.models import (
    Appointment,
    AppointmentLine,
    Category,
    EventAudience,
    EventEntry,
    Exam,
    Location,
    Package,
)
from labapp.unit_of_work import reading
from tests.support.accounts import Account

PDF = {"Content-Type": "application/pdf"}


def make_pdf(text: str = "Resultado", *, size: int | None = None) -> bytes:
    """Return a PDF of one page, of exactly ``size`` bytes where one is asked for."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 700, text)
    canvas.save()
    made = target.getvalue()
    return made if size is None else made + b"\n" * (size - len(made))


def encrypted_pdf(password: str) -> bytes:
    """Return a PDF that opens with ``password``; where it is empty, only what one may do with it is restricted."""
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf()))
    writer.encrypt(password, "propietario", algorithm="RC4-128")
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
