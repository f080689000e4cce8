"""Reading appointments: those that the caller may see, filtered, sorted and paged in the database; or one, whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from labapp.errors import NotFound
from labapp.identity import Identity, Role
from labapp.models import Appointment, Exam, Package, User
from labapp.services.matching import folded, matching
from labapp.unit_of_work import reading

Status = Literal["pending", "confirmed", "cancelled", "completed"]
Sort = Literal["scheduledAt", "-scheduledAt"]
Order = Sort | Literal["patient", "-patient", "status", "-status"]


@dataclass(frozen=True, slots=True)
class Whole:
    """An appointment with everything that it refers to, also what is no longer on offer.

    ``exams`` holds those of its packages, too.
    """

    appointment: Appointment
    doctor: User | None
    packages: dict[int, Package]
    exams: dict[int, Exam]


def visible_to(by: Identity) -> Select[Appointment]:
    """Return the query for what ``by`` may see; the policy table's rules as SQL."""
    query = select(Appointment).where(Appointment.deleted_at.is_(None))
    if by.role is Role.PATIENT:
        return query.where(Appointment.patient_id == by.user_id)
    if by.role is Role.DOCTOR:
        return query.where(Appointment.doctor_id == by.user_id)
    return query


def find(
    *,
    by: Identity,
    status: Status | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    location_id: int | None = None,
    patient_id: int | None = None,
    q: str | None = None,
    sort: Order = "-scheduledAt",
    page: int = 1,
    per_page: int = 50,
    named: bool = False,
) -> tuple[list[Appointment], int]:
    """Return one page of the appointments and how many there are; ``to`` itself is not among them.

    ``q`` is looked for in the patient's name and document. ``named`` ones come with their patient and location.
    """
    query = visible_to(by).join(Appointment.patient).join(Appointment.location)
    if q:
        query = query.where(matching(q, User.name, func.coalesce(User.document_number, "")))
    if named:
        query = query.options(contains_eager(Appointment.patient), contains_eager(Appointment.location))
    if status is not None:
        query = query.where(Appointment.status == status)
    if from_ is not None:
        query = query.where(Appointment.scheduled_at >= from_)
    if to is not None:
        query = query.where(Appointment.scheduled_at < to)
    if location_id is not None:
        query = query.where(Appointment.location_id == location_id)
    if patient_id is not None:
        query = query.where(Appointment.patient_id == patient_id)
    keys = {"patient": folded(User.name), "status": Appointment.status}
    key = keys.get(sort.removeprefix("-"), Appointment.scheduled_at)
    order = (key.desc(), Appointment.id.desc()) if sort.startswith("-") else (key, Appointment.id)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        return list(session.scalars(query.order_by(*order).limit(per_page).offset((page - 1) * per_page))), total


def whole(appointment_id: int, *, by: Identity) -> Whole:
    """Return an appointment with all of it. Raises NotFound for what the caller may not see."""
    query = visible_to(by).where(Appointment.id == appointment_id)
    with reading() as session:
        row = session.scalar(query.options(joinedload(Appointment.patient), joinedload(Appointment.location)))
        if row is None:
            raise NotFound()
        packages = session.scalars(select(Package).where(Package.id.in_(row.package_ids))).all()
        exams = session.scalars(select(Exam).where(Exam.id.in_(row.exam_ids))).all()
        doctor = session.get(User, row.doctor_id) if row.doctor_id is not None else None
        held = {exam.id: exam for exam in (*exams, *(one for package in packages for one in package.exams))}
        return Whole(row, doctor, {one.id: one for one in packages}, held)
