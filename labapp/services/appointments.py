"""Appointments: booking, moving, and the steps ``pending`` -> ``confirmed`` -> ``completed``, or ``cancelled``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from labapp.clock import iso, now
from labapp.contract.base import JsonObject, Values
from labapp.contract.events import AppointmentUpdate
from labapp.contract.records import dump
from labapp.errors import Conflict, ErrorCode, Forbidden, InvalidPayload
from labapp.identity import Identity, Role
from labapp.locale import N_
from labapp.models import Appointment, AppointmentLine, Exam, Location, Package, User
from labapp.models.appointments import OPEN as OPEN
from labapp.queries import slots
from labapp.queries.appointments import ordering_doctor
from labapp.unit_of_work import UnitOfWork, unit_of_work

MAX_ADVANCE = timedelta(days=5 * 366)
# What is booked stays as it is until the booking is committed: whoever deletes it waits, and finds it in use.
_SHARED: Any = {"read": True}
# From which states each step leads on.
STEPS: dict[str, tuple[str, ...]] = {"confirmed": ("pending",), "cancelled": OPEN, "completed": ("confirmed",)}


def _record(work: UnitOfWork, row: Appointment, before: JsonObject | None, happened: str = "updated") -> None:
    """Record that an appointment differs from ``before``, with the event that goes out; nothing where it does not."""
    fact = work.changed(row, before, happened)
    if fact is None:
        return
    view = dump(row)
    payload = AppointmentUpdate.model_validate(
        {
            "appointment_id": row.id,
            "patient_id": row.patient_id,
            # The wire knows four actions; a completed appointment is an update whose status shows it.
            "action": "updated" if happened == "completed" else happened,
            "appointment": {name: value for name, value in view.items() if value is not None},
            "timestamp": iso(now()),
        }
    )
    data = {"patientName": row.patient.name, "locationName": row.location.name}
    data |= {name: view[name] for name in ("patientId", "scheduledAt", "status")}
    work.record(replace(fact, payload=payload, doctor_id=ordering_doctor(row), data=data))


def _check_time(moment: datetime) -> None:
    if not now() < moment <= now() + MAX_ADVANCE:
        raise InvalidPayload(errors={"scheduledAt": [N_("Debe estar en el futuro, como máximo a cinco años.")]})


def _place(session: Session, location_id: int, moment: datetime, *, moving: Appointment | None = None) -> Location:
    """Hold the location and make sure of a place at ``moment``, until the commit.

    Not shared: who asks for the last place at the same time waits here and then finds it taken.
    """
    location = session.get(Location, location_id, with_for_update=True)
    stays = moving is not None and moving.location_id == location_id
    if location is None or location.deleted_at is not None or not (location.active or stays):
        raise InvalidPayload(errors={"locationId": [N_("La sede no existe o no está activa.")]})
    slots.check_place(session, location, moment, besides=moving.id if moving else None)
    return location


def _check_person(session: Session, user_id: int, role: Role, field: str) -> None:
    user = session.get(User, user_id)
    if user is None or user.role != role or not user.active or user.deleted_at is not None:
        raise InvalidPayload(errors={field: [N_("No existe o no está activo.")]})


def _priced(session: Session, model: type[Exam] | type[Package], ids: Sequence[int], field: str) -> dict[int, Decimal]:
    prices: dict[int, Decimal] = {}
    # In one order everywhere, so that two who want the same rows wait for each other and not in a circle.
    for one in sorted(ids):
        row: Any = session.get(model, one, with_for_update=_SHARED)
        if row is None or row.deleted_at is not None or not row.active:
            raise InvalidPayload(errors={field: [N_("No existe, no está activo o está repetido.")]})
        prices[one] = row.price
    return {one: prices[one] for one in ids}


def _set_lines(session: Session, row: Appointment, exam_ids: Sequence[int], package_ids: Sequence[int]) -> None:
    """Make the lines those of the ids; what stays keeps its place and the price it was booked at."""
    if not exam_ids and not package_ids:
        raise InvalidPayload(errors={"examIds": [N_("Elija al menos un examen o un paquete.")]})
    for ids, field in ((exam_ids, "examIds"), (package_ids, "packageIds")):
        if len(set(ids)) != len(ids):
            raise InvalidPayload(errors={field: [N_("No existe, no está activo o está repetido.")]})
    wanted = {*((one, None) for one in exam_ids), *((None, one) for one in package_ids)}
    held = {(line.exam_id, line.package_id) for line in row.lines}
    if wanted == held:
        return
    exams = _priced(session, Exam, [one for one in exam_ids if (one, None) not in held], "examIds")
    packages = _priced(session, Package, [one for one in package_ids if (None, one) not in held], "packageIds")
    row.lines = [
        *(line for line in row.lines if (line.exam_id, line.package_id) in wanted),
        *(AppointmentLine(exam_id=one, price=price) for one, price in exams.items()),
        *(AppointmentLine(package_id=one, price=price) for one, price in packages.items()),
    ]
    if row.id is not None:
        # The lines are in another table: without this the appointment's version would not grow.
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
    """Book an appointment at today's prices; a patient books for himself, an administrator for ``patient_id``.

    Raises InvalidPayload naming the field that is at fault, Conflict (``slot_full``).
    """
    owner = patient_id if by.is_admin and patient_id is not None else by.user_id
    with unit_of_work(by) as work:
        _check_person(work.session, owner, Role.PATIENT, "patientId")
        _check_time(scheduled_at)
        _place(work.session, location_id, scheduled_at)
        if doctor_id is not None:
            _check_person(work.session, doctor_id, Role.DOCTOR, "doctorId")
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
        _record(work, row, None, "created")
    return row


def _move(session: Session, row: Appointment, values: Values) -> None:
    moment, location_id = values.get("scheduled_at", row.scheduled_at), values.get("location_id", row.location_id)
    if moment != row.scheduled_at:
        _check_time(moment)
    if (moment, location_id) != (row.scheduled_at, row.location_id):
        # The place it leaves need not be held: that one more is free there can break nothing.
        location = _place(session, location_id, moment, moving=row)
        row.scheduled_at, row.location = moment, location
        session.flush()


def update(appointment_id: int, values: Values, *, by: Identity, version: int | None = None) -> Appointment:
    """Move an appointment or change what it is for; only while it is open, and a patient's not once it is past.

    Raises NotFound for what the caller may not see, InvalidPayload, Conflict (``stale``, ``illegal_step``,
    ``slot_full``).
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
                _check_person(work.session, values["doctor_id"], Role.DOCTOR, "doctorId")
            row.doctor_id = values["doctor_id"]
        if "notes" in values:
            row.notes = values["notes"]
        if "exam_ids" in values or "package_ids" in values:
            exams, packages = values.get("exam_ids", row.exam_ids), values.get("package_ids", row.package_ids)
            _set_lines(work.session, row, exams, packages)
        _record(work, row, before)
    return row


def step(
    appointment_id: int, to: Literal["confirmed", "cancelled", "completed"], *, by: Identity, version: int | None = None
) -> Appointment:
    """Confirm, cancel or complete; a patient may only cancel.

    Raises NotFound, Forbidden, Conflict (``illegal_step``, ``stale``).
    """
    with unit_of_work(by) as work:
        row = work.get(Appointment, appointment_id, version=version)
        # The ordering doctor may read it, and its patient may only call it off.
        if not by.is_admin and (by.role is not Role.PATIENT or to != "cancelled"):
            raise Forbidden()
        if row.status not in STEPS[to] or (not by.is_admin and row.scheduled_at <= now()):
            raise Conflict("La cita no está en un estado que lo permita.", code=ErrorCode.ILLEGAL_STEP)
        before = dump(row)
        row.status = to
        _record(work, row, before, to)
    return row
