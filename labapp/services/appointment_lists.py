"""Searching appointments: of those that the caller may see, filtered, sorted and paged in the database."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from labapp.identity import Identity, Role
from labapp.models import Appointment
from labapp.unit_of_work import reading

Status = Literal["pending", "confirmed", "cancelled", "completed"]
Sort = Literal["scheduledAt", "-scheduledAt"]


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
    sort: Sort = "-scheduledAt",
    page: int = 1,
    per_page: int = 50,
    named: bool = False,
) -> tuple[list[Appointment], int]:
    """Return one page of the appointments and how many there are; ``to`` itself is not among them.

    ``named`` ones come with their patient and location.
    """
    query = visible_to(by)
    if named:
        query = query.options(joinedload(Appointment.patient), joinedload(Appointment.location))
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
    key = Appointment.scheduled_at
    order = (key.desc(), Appointment.id.desc()) if sort.startswith("-") else (key, Appointment.id)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        return list(session.scalars(query.order_by(*order).limit(per_page).offset((page - 1) * per_page))), total
