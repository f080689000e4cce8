"""The demo data as rows, added to the open transaction of the caller."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

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
from labapp.seeds.exam_texts import DESCRIPTIONS
from labapp.seeds.visits import Finding, Visit


@dataclass(frozen=True, slots=True)
class People:
    """The accounts, in the order of the demo data."""

    admin: User
    doctors: list[User]
    patients: list[User]

    @property
    def accounts(self) -> list[User]:
        """All accounts: administrator, doctors, patients."""
        return [self.admin, *self.doctors, *self.patients]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue: categories by name, exams and packages by code."""

    categories: dict[str, Category]
    exams: dict[str, Exam]
    packages: dict[str, Package]
    locations: list[Location]


def add_people(session: Session, hashes: dict[str, str], moment: datetime) -> People:
    """Add the accounts. ``hashes`` contains the hash of each password."""
    joined = moment - timedelta(days=60)

    def user(role: Role, email: str, name: str, password: str, document: str | None, phone: str | None) -> User:
        columns = {"document_number": document, "phone": phone, "password_hash": hashes[password]}
        return User(role=role, email=email, name=name, created_at=joined, **columns)

    email, name, password = people_data.ADMIN
    people = People(
        admin=user(Role.ADMIN, email, name, password, None, "555-0100"),
        doctors=[
            user(Role.DOCTOR, email, name, password, None, f"555-02{number:02d}")
            for number, (email, name, password) in enumerate(people_data.DOCTORS, 1)
        ],
        patients=[
            user(Role.PATIENT, email, name, people_data.PATIENT_PASSWORD, document, f"555-{1000 + 37 * number}")
            for number, (email, name, document) in enumerate(people_data.PATIENTS, 1)
        ],
    )
    session.add_all(people.accounts)
    session.flush()
    return people


def add_proposals(session: Session, people: People, moment: datetime) -> None:
    """Let some patients propose a document number, which the staff have not decided on yet."""
    patients = {patient.email: patient for patient in people.patients}
    for hours, (email, number) in enumerate(people_data.PROPOSALS, 1):
        patients[email].proposed_document_number = number
        patients[email].document_proposed_at = moment - timedelta(hours=hours)
    session.flush()


def add_catalogue(session: Session) -> Catalogue:
    """Add categories, exams, packages and locations."""
    categories = {name: Category(name=name, description=text) for name, text in catalog_data.CATEGORIES.items()}
    session.add_all(categories.values())
    session.flush()
    exams = {
        code: Exam(
            code=code,
            name=name,
            category_id=categories[category].id,
            price=Decimal(price),
            description=DESCRIPTIONS[code],
            preparation=preparation,
            sample_type=sample,
            turnaround_hours=hours,
        )
        for code, name, category, price, sample, hours, preparation in catalog_data.EXAMS
    }
    session.add_all(exams.values())
    session.flush()
    packages = {
        code: Package(
            code=code,
            name=name,
            price=Decimal(price),
            description=text,
            exams=[exams[exam_code] for exam_code in codes],
        )
        for code, name, price, text, codes in catalog_data.PACKAGES
    }
    locations = [
        Location(name=name, address=address, phone=phone, opening_hours=hours, schedule=schedule)
        for name, address, phone, hours, schedule in catalog_data.LOCATIONS
    ]
    session.add_all([*packages.values(), *locations])
    session.flush()
    return Catalogue(categories, exams, packages, locations)


def add_appointments(session: Session, visits: list[Visit], people: People, catalogue: Catalogue) -> list[Appointment]:
    """Add an appointment for each visit, in the same order, at the catalogue's prices."""
    rows = []
    for visit in visits:
        lines = [
            AppointmentLine(exam_id=exam.id, price=exam.price) for exam in map(catalogue.exams.get, visit.exams) if exam
        ]
        if visit.package is not None:
            package = catalogue.packages[visit.package]
            lines.append(AppointmentLine(package_id=package.id, price=package.price))
        rows.append(
            Appointment(
                patient=people.patients[visit.patient],
                doctor_id=None if visit.doctor is None else people.doctors[visit.doctor].id,
                location=catalogue.locations[visit.location],
                scheduled_at=visit.at,
                status=visit.status,
                notes=visit.notes,
                created_at=visit.booked_at,
                lines=lines,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def _result(appointment: Appointment, exam: Exam, finding: Finding) -> Result:
    row = Result(
        appointment=appointment,
        patient_id=appointment.patient_id,
        exam=exam,
        exam_name=exam.name,
        status=finding.status,
        created_at=finding.started_at,
        released_at=finding.released_at,
        delivered_at=finding.delivered_at,
    )
    if finding.content is not None:
        row.file_name = f"{exam.code.lower()}-{finding.started_at:%Y%m%d}.pdf"
        row.size, row.sha256 = len(finding.content), hashlib.sha256(finding.content).hexdigest()
    return row


def add_results(
    session: Session, visits: list[Visit], appointments: list[Appointment], catalogue: Catalogue
) -> list[Result]:
    """Add the results of each visit, with their files, in the order of the visits."""
    created = [
        (_result(appointment, catalogue.exams[finding.exam], finding), finding.content)
        for visit, appointment in zip(visits, appointments, strict=True)
        for finding in visit.findings
    ]
    session.add_all([row for row, _ in created])
    session.flush()
    session.add_all(ResultFile(result_id=row.id, content=content) for row, content in created if content is not None)
    session.flush()
    return [row for row, _ in created]


def add_messages(session: Session, admin: User, moment: datetime) -> list[Message]:
    """Add the messages, one a day, the last one yesterday."""
    messages = list(enumerate(people_data.MESSAGES))
    rows = [
        Message(
            type=kind,
            message=text,
            target_role=role,
            user_id=admin.id,
            created_at=moment - timedelta(days=len(messages) - number),
        )
        for number, (kind, text, role) in messages
    ]
    session.add_all(rows)
    session.flush()
    return rows
