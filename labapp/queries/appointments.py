"""Appointments that are visible to the caller: lists, filtered and paged in the database, and single ones."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, object_session

from labapp.clock import now
from labapp.contract.appointments import Order, Status
from labapp.errors import NotFound
from labapp.files.text import fold_column, matching
from labapp.identity import Identity, Role
from labapp.models import Appointment, Exam, Location, Package, User
from labapp.models.appointments import OPEN
from labapp.policy.visibility import visible_to
from labapp.queries.page import paginate
from labapp.queries.position import positioned
from labapp.unit_of_work import reading

# The number of an appointment, on a label followed by that of an exam.
_BARCODE = re.compile(r"([0-9]{1,9})(?:-[0-9]{1,9})?")
# The start and the end of some days in UTC, and the function that returns them for a time zone.
Bounds = tuple[datetime | None, datetime | None]
BoundsIn = Callable[[ZoneInfo], Bounds]


@dataclass(frozen=True, slots=True)
class AppointmentDetails:
    """An appointment with everything that it refers to, including deleted exams and packages.

    ``exams`` includes those of its packages.
    """

    appointment: Appointment
    doctor: User | None
    packages: dict[int, Package]
    exams: dict[int, Exam]

    @property
    def booked_exams(self) -> list[Exam]:
        """Each exam once, in the order of the booking, those of packages included."""
        booked: dict[int, Exam] = {}
        for line in self.appointment.lines:
            exams = [self.exams[line.exam_id]] if line.exam_id else self.packages[line.package_id or 0].exams
            booked |= {exam.id: exam for exam in exams}
        return list(booked.values())


def ordering_doctor(visit: Appointment) -> int | None:
    """Return the id of the ordering doctor. None where the account is no longer a doctor's, which ends its access."""
    session = object_session(visit)
    doctor = session.get(User, visit.doctor_id) if session is not None and visit.doctor_id is not None else None
    return doctor.id if doctor is not None and doctor.role == Role.DOCTOR else None


def count_coming(session: Session, patient_id: int) -> int:
    """Return the number of open appointments of a patient whose time is still ahead."""
    criteria = (Appointment.status.in_(OPEN), Appointment.deleted_at.is_(None), Appointment.scheduled_at > now())
    query = select(func.count()).select_from(Appointment).where(Appointment.patient_id == patient_id, *criteria)
    return session.scalar(query) or 0


def _visible(by: Identity) -> Select[Appointment]:
    return select(Appointment).where(visible_to(by, Appointment))


def _matching(q: str) -> ColumnElement[bool]:
    criterion = matching(q, User.name, func.coalesce(User.document_number, ""))
    code = _BARCODE.fullmatch(q.strip())
    return criterion | (Appointment.id == int(code[1])) if code else criterion


def _between(start: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    since = [] if start is None else [Appointment.scheduled_at >= start]
    return since if end is None else [*since, Appointment.scheduled_at < end]


def _within(session: Session, bounds: BoundsIn) -> ColumnElement[bool]:
    """Return the criterion that an appointment, joined with its location, is within the bounds of its zone."""
    found = {zone: bounds(ZoneInfo(zone)) for zone in session.scalars(select(Location.timezone).distinct())}
    in_zones = or_(false(), *(and_(Location.timezone == zone, *_between(*one)) for zone, one in found.items()))
    # The criterion of all zones together can use the index.
    starts, ends = zip(*found.values(), strict=True) if found else ((), ())
    widest = min((one for one in starts if one), default=None), max((one for one in ends if one), default=None)
    return and_(in_zones, *_between(*widest))


def find(
    *,
    by: Identity,
    status: Status | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    within: BoundsIn | None = None,
    location_id: int | None = None,
    patient_id: int | None = None,
    q: str | None = None,
    sort: Order = "-scheduledAt",
    page: int = 1,
    per_page: int = 50,
    load_related: bool = False,
) -> tuple[list[Appointment], int]:
    """Return one page of the appointments, and the total. ``to`` is exclusive.

    ``within`` returns the bounds for the time zone of each location, which are None for all zones or for none.
    ``q`` matches the name and the document number of the patient, and the barcodes of the appointment.
    ``load_related`` loads patient and location.
    """
    query = _visible(by).join(Appointment.patient).join(Appointment.location)
    if q:
        query = query.where(_matching(q))
    options = (contains_eager(Appointment.patient), contains_eager(Appointment.location)) if load_related else ()
    if status is not None:
        query = query.where(Appointment.status == status)
    query = query.where(*_between(from_, to))
    if location_id is not None:
        query = query.where(Appointment.location_id == location_id)
    if patient_id is not None:
        query = query.where(Appointment.patient_id == patient_id)
    keys = {"patient": fold_column(User.name), "status": Appointment.status}
    key = keys.get(sort.removeprefix("-"), Appointment.scheduled_at)
    order = (key.desc(), Appointment.id.desc()) if sort.startswith("-") else (key, Appointment.id)
    with positioned() as session:
        if within is not None:
            query = query.where(_within(session, within))
        rows, total = paginate(session, query, *order, page=page, per_page=per_page, options=options)
        return list(rows.scalars()), total


def details(appointment_id: int, *, by: Identity) -> AppointmentDetails:
    """Return an appointment with everything that it refers to. Raises NotFound where it is not visible to ``by``."""
    query = _visible(by).where(Appointment.id == appointment_id)
    with reading() as session:
        row = session.scalar(query.options(joinedload(Appointment.patient), joinedload(Appointment.location)))
        if row is None:
            raise NotFound()
        packages = session.scalars(select(Package).where(Package.id.in_(row.package_ids))).all()
        exams = session.scalars(select(Exam).where(Exam.id.in_(row.exam_ids))).all()
        doctor = session.get(User, row.doctor_id) if row.doctor_id is not None else None
        packaged = [exam for package in packages for exam in package.exams]
        return AppointmentDetails(
            row, doctor, {package.id: package for package in packages}, {exam.id: exam for exam in (*exams, *packaged)}
        )


def names_of_lines(rows: Sequence[Appointment]) -> dict[int, list[str]]:
    """Return the names of the exams and packages of each appointment, by its id, including deleted ones."""
    lines = [line for row in rows for line in row.lines]
    with reading() as session:
        exams = select(Exam.id, Exam.name).where(Exam.id.in_({line.exam_id for line in lines}))
        packages = select(Package.id, Package.name).where(Package.id.in_({line.package_id for line in lines}))
        names: dict[tuple[int | None, int | None], str] = {}
        names |= {(row_id, None): name for row_id, name in session.execute(exams)}
        names |= {(None, row_id): name for row_id, name in session.execute(packages)}
    return {row.id: [names[line.exam_id, line.package_id] for line in row.lines] for row in rows}


def get(appointment_id: int, *, by: Identity) -> Appointment:
    """Return an appointment. Raises NotFound where it is not visible to ``by``."""
    with positioned() as session:
        row = session.scalar(_visible(by).where(Appointment.id == appointment_id))
        if row is None:
            raise NotFound()
        return row
