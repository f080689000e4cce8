"""Appointments with exams to order results of, and an administrator's requests about results."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient

from labapp.clock import now
from labapp.models import (
    Appointment,
    AppointmentLine,
    Category,
    Exam,
    Location,
    Package,
)
from tests.support.accounts import Account
from tests.support.databases import writing
from tests.support.desk import Desk, header_names


@dataclass(frozen=True, slots=True)
class Ordered:
    """Ids of an appointment and of exams: booked directly, in a package, and not booked."""

    appointment: int
    exam: int
    packaged: int
    other: int


def insert_appointment(patient: Account, doctor: Account | None, *, status: str = "confirmed") -> Ordered:
    """Insert an appointment of ``patient``, with a catalogue of its own."""
    with writing() as session:
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
        session.flush()
        return Ordered(appointment.id, *(exam.id for exam in exams))


class ResultDesk(Desk):
    """The requests of one administrator about results."""

    def __init__(self, client: FlaskClient, admin: Account) -> None:
        super().__init__(client, admin, "/api/admin/results")

    def create(self, appointment: int, exam: int) -> Any:
        """Order a result of an exam of an appointment."""
        return self("POST", "", {"appointmentId": appointment, "examId": exam})

    def put(self, result: int, content: bytes, **headers: str | None) -> Any:
        """Attach a PDF to a result."""
        sent = self.header | {"Content-Type": "application/pdf"} | header_names(headers)
        return self.client.put(f"{self.path}/{result}/file", data=content, headers=sent)

    def release(self, result: int, **headers: str | None) -> Any:
        """Release a result to its patient."""
        return self("POST", f"{result}/release", **headers)

    def get(self, path: str = "") -> Any:
        """Read the list, or a ``path`` below it."""
        return self("GET", path)

    def issue(self, ordered: Ordered, content: bytes, *, released: bool = True) -> int:
        """Order a result, attach its file, release it if ``released``, and return its id."""
        made: int = self.create(ordered.appointment, ordered.exam).json["id"]
        assert self.put(made, content).status_code == 200
        if released:
            assert self.release(made).status_code == 200
        return made
