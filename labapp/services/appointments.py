"""Appointments: booking, rescheduling, and the steps ``pending`` -> ``confirmed`` -> ``completed`` or ``cancelled``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeVar, get_args

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.base import JsonObject, Values
from labapp.contract.events import AppointmentUpdate
from labapp.contract.records import dump, view_of
from labapp.errors import Conflict, ErrorCode, Forbidden, InvalidPayload
from labapp.identity import Identity, Role
from labapp.locale import N_
from labapp.models import Appointment, AppointmentLine, Exam, Location, Package, User
from labapp.models.appointments import OPEN as OPEN
from labapp.models.catalog import package_exam
from labapp.queries import slots
from labapp.queries.appointments import count_coming, ordering_doctor
from labapp.unit_of_work import UnitOfWork, unit_of_work

MAX_ADVANCE = timedelta(days=5 * 366)
# A shared lock on each booked exam and package. A concurrent delete waits for the commit, then finds the row in use.
_SHARED = {"read": True}
# A lock on the account of a patient, under which the references of new rows to it do not wait.
_EXCLUSIVE = {"key_share": True}
# The states in which each step is allowed.
STEPS: dict[str, tuple[str, ...]] = {"confirmed": ("pending",), "cancelled": OPEN, "completed": ("confirmed",)}
_EVENT_ACTIONS = get_args(AppointmentUpdate.model_fields["action"].annotation)
Bookable = TypeVar("Bookable", Exam, Package)


def record(work: UnitOfWork, row: Appointment, before: JsonObject | None, verb: str = "updated") -> None:
    """Record how an appointment differs from ``before``, with its event. Record nothing without a difference."""
    fact = work.changed(row, before, verb)
    if fact is None:
        return
    view = view_of(row)
    payload = AppointmentUpdate.model_validate(
        {
            "appointment_id": row.id,
            "patient_id": row.patient_id,
            # Other verbs are updates on the wire; the status shows the difference.
            "action": verb if verb in _EVENT_ACTIONS else "updated",
            "appointment": view,
            "timestamp": iso(now()),
        }
    )
    data = {"patientName": row.patient.name, "locationName": row.location.name}
    data |= view.model_dump(mode="json", by_alias=True, include={"patient_id", "scheduled_at", "status"})
    work.record(replace(fact, payload=payload, doctor_id=ordering_doctor(row), data=data))


def _check_time(moment: datetime) -> None:
    if not now() < moment <= now() + MAX_ADVANCE:
        raise InvalidPayload(errors={"scheduledAt": [N_("Debe estar en el futuro, como máximo a cinco años.")]})


def _lock_free_place(
    session: Session, location_id: int, moment: datetime, *, patient_id: int, moving: Appointment | None = None
) -> Location:
    """Lock the location until the commit and check that a place is free for the patient at ``moment``.

    The lock is exclusive: of two concurrent bookings of the last place, the second waits and then finds the slot full.
    """
    location = session.get(Location, location_id, with_for_update=True)
    keeps_location = moving is not None and moving.location_id == location_id
    if location is None or location.deleted_at is not None or not (location.active or keeps_location):
        raise InvalidPayload(errors={"locationId": [N_("La sede no existe o no está activa.")]})
    excluding = moving.id if moving else None
    slots.check_place(session, location, moment, patient_id=patient_id, excluding=excluding)
    return location


def _check_account(session: Session, user_id: int, role: Role, field: str, *, lock: bool = False) -> None:
    # At least a shared lock: an account that is being erased gets no new visit.
    strength = _EXCLUSIVE if lock else _SHARED
    user = session.get(User, user_id, with_for_update=strength, populate_existing=True)
    if user is None or user.role != role or not user.active or user.deleted_at is not None:
        raise InvalidPayload(errors={field: [N_("No existe o no está activo.")]})


def _check_number(session: Session, patient_id: int) -> None:
    """Check that the patient can book one more. The caller has locked the account until the commit."""
    limit = current_settings().open_appointments_per_patient
    if count_coming(session, patient_id) >= limit:
        detail = gettext("Ya tiene %(limit)s citas por delante. Si necesita otra, llame al laboratorio.", limit=limit)
        raise Conflict(detail, code=ErrorCode.TOO_MANY_APPOINTMENTS)


def _current_prices(session: Session, model: type[Bookable], ids: Sequence[int], field: str) -> dict[int, Decimal]:
    prices: dict[int, Decimal] = {}
    # Locked in ascending order everywhere, so that concurrent transactions cannot deadlock.
    for row_id in sorted(ids):
        row = session.get(model, row_id, with_for_update=_SHARED)
        if row is None or row.deleted_at is not None or not row.active:
            raise InvalidPayload(errors={field: [N_("No existe, no está activo o está repetido.")]})
        prices[row_id] = row.price
    return {row_id: prices[row_id] for row_id in ids}


def _set_lines(session: Session, row: Appointment, exam_ids: Sequence[int], package_ids: Sequence[int]) -> None:
    """Set the exams and packages of an appointment. Lines that remain keep their order and their booked price.

    An exam that one of the packages contains gets no line of its own, since the price of the package covers it.
    """
    if not exam_ids and not package_ids:
        raise InvalidPayload(errors={"examIds": [N_("Elija al menos un examen o un paquete.")]})
    for ids, field in ((exam_ids, "examIds"), (package_ids, "packageIds")):
        if len(set(ids)) != len(ids):
            raise InvalidPayload(errors={field: [N_("No existe, no está activo o está repetido.")]})
    if set(exam_ids) == set(row.exam_ids) and set(package_ids) == set(row.package_ids):
        return
    if exam_ids and package_ids:
        contents = select(package_exam.c.exam_id).where(package_exam.c.package_id.in_(package_ids))
        contained = set(session.scalars(contents))
        exam_ids = [exam_id for exam_id in exam_ids if exam_id not in contained]
    requested = {*((exam_id, None) for exam_id in exam_ids), *((None, package_id) for package_id in package_ids)}
    current = {(line.exam_id, line.package_id) for line in row.lines}
    if requested == current:
        return
    new_exams = [exam_id for exam_id in exam_ids if (exam_id, None) not in current]
    new_packages = [package_id for package_id in package_ids if (None, package_id) not in current]
    exam_prices = _current_prices(session, Exam, new_exams, "examIds")
    package_prices = _current_prices(session, Package, new_packages, "packageIds")
    row.lines = [
        *(line for line in row.lines if (line.exam_id, line.package_id) in requested),
        *(AppointmentLine(exam_id=exam_id, price=price) for exam_id, price in exam_prices.items()),
        *(AppointmentLine(package_id=package_id, price=price) for package_id, price in package_prices.items()),
    ]
    if row.id is not None:
        # The lines are in another table: marking a column makes SQLAlchemy increment the appointment's version.
        flag_modified(row, "notes")


def book(
    *,
    location_id: int,
    scheduled_at: datetime,
    exam_ids: Sequence[int] = (),
    package_ids: Sequence[int] = (),
    notes: str = "",
    doctor_id: int | None = None,
    patient_id: int | None = None,
    by: Identity,
) -> Appointment:
    """Book an appointment at current prices. Patients book for themselves, administrators for ``patient_id``.

    Patients can have a limited number of coming appointments; administrators can book more for them. Raises
    InvalidPayload with the name of the invalid field, and Conflict (``already_booked``, ``slot_full``,
    ``too_many_appointments``).
    """
    owner = patient_id if by.is_admin and patient_id is not None else by.user_id
    with unit_of_work(by) as work:
        # Locked, so that concurrent bookings of a patient count each other.
        _check_account(work.session, owner, Role.PATIENT, "patientId", lock=not by.is_admin)
        _check_time(scheduled_at)
        if not by.is_admin:
            _check_number(work.session, owner)
        _lock_free_place(work.session, location_id, scheduled_at, patient_id=owner)
        if doctor_id is not None:
            _check_account(work.session, doctor_id, Role.DOCTOR, "doctorId")
        row = Appointment(
            patient_id=owner,
            doctor_id=doctor_id,
            location_id=location_id,
            scheduled_at=scheduled_at,
            notes=notes,
            status="pending",
            created_at=now(),
        )
        _set_lines(work.session, row, exam_ids, package_ids)
        work.session.add(row)
        record(work, row, None, "created")
    return row


def _move(session: Session, row: Appointment, values: Values) -> None:
    moment, location_id = values.get("scheduled_at", row.scheduled_at), values.get("location_id", row.location_id)
    if moment != row.scheduled_at:
        _check_time(moment)
    if (moment, location_id) != (row.scheduled_at, row.location_id):
        # The old location needs no lock: freeing a place there violates no limit.
        location = _lock_free_place(session, location_id, moment, patient_id=row.patient_id, moving=row)
        row.scheduled_at, row.location = moment, location
        session.flush()


def update(appointment_id: int, values: Values, *, by: Identity, version: int | None = None) -> Appointment:
    """Change time, place, exams or notes of an open appointment. Patients can change it only before its time.

    Raises NotFound where the appointment is not visible to the caller, Forbidden for doctors, InvalidPayload, and
    Conflict (``stale``, ``illegal_step``, ``already_booked``, ``slot_full``).
    """
    with unit_of_work(by) as work:
        row = work.get(Appointment, appointment_id, version=version)
        if by.role is Role.DOCTOR:
            raise Forbidden()
        if row.status not in OPEN or (not by.is_admin and row.scheduled_at <= now()):
            raise Conflict("Esta cita ya no se puede cambiar.", code=ErrorCode.ILLEGAL_STEP)
        before = dump(row)
        _move(work.session, row, values)
        if "doctor_id" in values and values["doctor_id"] != row.doctor_id:
            if values["doctor_id"] is not None:
                _check_account(work.session, values["doctor_id"], Role.DOCTOR, "doctorId")
            row.doctor_id = values["doctor_id"]
        if "notes" in values:
            row.notes = values["notes"]
        if "exam_ids" in values or "package_ids" in values:
            exams, packages = values.get("exam_ids", row.exam_ids), values.get("package_ids", row.package_ids)
            _set_lines(work.session, row, exams, packages)
        record(work, row, before)
    return row


def step(
    appointment_id: int, to: Literal["confirmed", "cancelled", "completed"], *, by: Identity, version: int | None = None
) -> Appointment:
    """Confirm, cancel or complete an appointment. Patients can only cancel, and only before its time.

    Raises NotFound, Forbidden, and Conflict (``illegal_step``, ``stale``).
    """
    with unit_of_work(by) as work:
        row = work.get(Appointment, appointment_id, version=version)
        # The ordering doctor has read access only, and the patient can only cancel.
        if not by.is_admin and (by.role is not Role.PATIENT or to != "cancelled"):
            raise Forbidden()
        if row.status not in STEPS[to] or (not by.is_admin and row.scheduled_at <= now()):
            raise Conflict("La cita no está en un estado que lo permita.", code=ErrorCode.ILLEGAL_STEP)
        before = dump(row)
        row.status = to
        record(work, row, before, to)
    return row
