"""Demo data for an empty database: a laboratory in the middle of its month, in one transaction."""

import hashlib
import random
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from labapp.auth.passwords import hash_password
from labapp.clock import now
from labapp.errors import Conflict
from labapp.events.log import Fact
from labapp.identity import Role
from labapp.models import (
    Appointment,
    AppointmentLine,
    Category,
    Exam,
    Location,
    Message,
    Package,
    Result,
    ResultFile,
    User,
)
from labapp.seeds import catalog_data, people_data
from labapp.seeds.report_pdf import Report, render
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work

ACCOUNTS = (
    (people_data.ADMIN[0], people_data.ADMIN[2]),
    (people_data.DOCTORS[0][0], people_data.DOCTORS[0][2]),
    (people_data.PATIENTS[0][0], people_data.PATIENT_PASSWORD),
)
_APPOINTMENTS = 64
_DAYS = 14


def _people(session: Session, hashes: dict[str, str], moment: datetime) -> dict[Role, list[User]]:
    def user(role: Role, email: str, name: str, password: str, document: str | None = None) -> User:
        phone = f"555-{1000 + len(session.new):04d}" if document else None
        row = User(
            role=role,
            email=email,
            name=name,
            document_number=document,
            phone=phone,
            password_hash=hashes[password],
            created_at=moment,
        )
        session.add(row)
        return row

    people = {
        Role.ADMIN: [user(Role.ADMIN, *people_data.ADMIN)],
        Role.DOCTOR: [user(Role.DOCTOR, *doctor) for doctor in people_data.DOCTORS],
        Role.PATIENT: [
            user(Role.PATIENT, email, name, people_data.PATIENT_PASSWORD, document)
            for email, name, document in people_data.PATIENTS
        ],
    }
    session.flush()
    return people


def _catalog(session: Session) -> tuple[dict[str, Exam], list[Package], list[Location]]:
    categories = {name: Category(name=name, description=text) for name, text in catalog_data.CATEGORIES.items()}
    session.add_all(categories.values())
    session.flush()
    exams = {
        code: Exam(
            code=code,
            name=name,
            category_id=categories[category].id,
            price=Decimal(price),
            description=f"{name}: estudio en {sample.lower()}.",
            preparation=preparation,
            sample_type=sample,
            turnaround_hours=hours,
        )
        for code, name, category, price, sample, hours, preparation in catalog_data.EXAMS
    }
    packages = [
        Package(code=code, name=name, price=Decimal(price), description=text, exams=[exams[one] for one in codes])
        for code, name, price, text, codes in catalog_data.PACKAGES
    ]
    locations = [
        Location(name=name, address=address, phone=phone, opening_hours=hours)
        for name, address, phone, hours in catalog_data.LOCATIONS
    ]
    session.add_all([*exams.values(), *packages, *locations])
    session.flush()
    return exams, packages, locations


def _plan(rng: random.Random, moment: datetime) -> list[tuple[datetime, str]]:
    """Return when each appointment is, and in what state: a past one is over, a coming one is open."""
    today = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    plan = []
    for number in range(_APPOINTMENTS):
        day = number % (2 * _DAYS) - _DAYS
        at = today + timedelta(days=day, hours=rng.randrange(13, 22), minutes=rng.choice((0, 15, 30, 45)))
        past = at < moment
        states = ("completed", "completed", "completed", "cancelled") if past else ("pending", "confirmed")
        plan.append((at, states[number // (2 * _DAYS) % len(states)] if number % 9 else states[-1]))
    return plan


def _appointments(
    session: Session,
    rng: random.Random,
    moment: datetime,
    people: dict[Role, list[User]],
    exams: dict[str, Exam],
    packages: list[Package],
    locations: list[Location],
) -> list[Appointment]:
    rows = []
    offered = list(exams.values())
    for number, (at, status) in enumerate(_plan(rng, moment)):
        # Every fifth is the demo patient's, and every third was ordered by a doctor, mostly the demo doctor.
        patient = people[Role.PATIENT][0 if number % 5 == 0 else 1 + number % 19]
        doctor = people[Role.DOCTOR][number // 3 % 3 if number % 2 else 0] if number % 3 == 0 else None
        lines = [AppointmentLine(exam_id=one.id, price=one.price) for one in rng.sample(offered, rng.randrange(1, 4))]
        if number % 4 == 0:
            package = rng.choice(packages)
            lines.append(AppointmentLine(package_id=package.id, price=package.price))
        rows.append(
            Appointment(
                patient=patient,
                doctor_id=doctor.id if doctor else None,
                location=rng.choice(locations),
                scheduled_at=at,
                status=status,
                notes="" if number % 6 else "Paciente solicita recordatorio por teléfono.",
                created_at=min(at, moment) - timedelta(days=2),
                lines=lines,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def _reports(appointments: list[Appointment], exams: dict[int, Exam]) -> dict[tuple[int, int], bytes]:
    wanted = [
        (
            row.id,
            exam_id,
            Report(
                row.patient.name,
                row.patient.document_number or "",
                exams[exam_id].code,
                exams[exam_id].name,
                row.scheduled_at,
            ),
        )
        for row in appointments
        if row.status == "completed"
        for exam_id in row.exam_ids
    ]
    return {(appointment, exam): render(report) for appointment, exam, report in wanted}


def _results(
    session: Session, appointments: list[Appointment], exams: dict[int, Exam], files: dict[tuple[int, int], bytes]
) -> list[Result]:
    states = ("delivered", "ready", "delivered", "pending", "ready")
    rows = []
    by_id = {row.id: row for row in appointments}
    for number, ((appointment_id, exam_id), content) in enumerate(files.items()):
        appointment, exam = by_id[appointment_id], exams[exam_id]
        status = states[number % len(states)]
        done = appointment.scheduled_at + timedelta(hours=2)
        # Of those that wait for release, some have their file already.
        attached = status != "pending" or number % 2 == 0
        row = Result(
            appointment=appointment,
            patient_id=appointment.patient_id,
            exam=exam,
            exam_name=exam.name,
            status=status,
            created_at=appointment.scheduled_at,
            released_at=done if status != "pending" else None,
            delivered_at=done + timedelta(hours=1) if status == "delivered" else None,
        )
        if attached:
            row.file_name, row.size = f"{exam.code.lower()}-{appointment_id}.pdf", len(content)
            row.sha256 = hashlib.sha256(content).hexdigest()
        session.add(row)
        session.flush()
        if attached:
            session.add(ResultFile(result_id=row.id, content=content))
        rows.append(row)
    session.flush()
    return rows


def _history(work: UnitOfWork, appointments: list[Appointment], results: list[Result]) -> None:
    """Record what an activity log would show, without sending anything: nobody is to be told of it as news."""
    for row in sorted(appointments, key=lambda one: one.created_at)[-30:]:
        shown = {"patientId": row.patient_id, "patientName": row.patient.name, "locationName": row.location.name}
        work.record(Fact("appointment.created", "appointment", row.id, "created", data=shown, after={"demo": True}))
    for result in results[-20:]:
        shown = {
            "patientId": result.patient_id,
            "patientName": result.appointment.patient.name,
            "examName": result.exam_name,
            "status": result.status,
        }
        work.record(Fact("result.created", "result", result.id, "created", data=shown, after={"demo": True}))


def present_accounts() -> list[tuple[str, str]]:
    """Return e-mail and password of the demo accounts that are in the database."""
    with reading() as session:
        there = set(session.scalars(select(User.email).where(User.email.in_([email for email, _ in ACCOUNTS]))))
    return [(email, password) for email, password in ACCOUNTS if email in there]


def seed_demo() -> dict[str, int]:
    """Fill an empty database and return how many rows of each kind were made.

    Raises Conflict (``not_empty``) where there is an account already; then nothing is changed.
    """
    with reading() as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            raise Conflict("La base de datos ya tiene datos.", code="not_empty")
    passwords = {people_data.ADMIN[2], people_data.PATIENT_PASSWORD, *(one[2] for one in people_data.DOCTORS)}
    hashes = {password: hash_password(password) for password in passwords}
    moment, rng = now(), random.Random(7)
    with unit_of_work() as work:
        session = work.session
        people = _people(session, hashes, moment - timedelta(days=60))
        exams, packages, locations = _catalog(session)
        appointments = _appointments(session, rng, moment, people, exams, packages, locations)
        by_id = {exam.id: exam for exam in exams.values()}
        results = _results(session, appointments, by_id, _reports(appointments, by_id))
        for kind, text, role in people_data.MESSAGES:
            session.add(
                Message(type=kind, message=text, target_role=role, user_id=people[Role.ADMIN][0].id, created_at=moment)
            )
        _history(work, appointments, results)
    return {
        "users": sum(len(rows) for rows in people.values()),
        "categories": len(catalog_data.CATEGORIES),
        "exams": len(exams),
        "packages": len(packages),
        "locations": len(locations),
        "appointments": len(appointments),
        "results": len(results),
    }
