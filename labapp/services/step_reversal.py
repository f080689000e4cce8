"""Undoing the last step of an appointment: within a minute, by the administrator who took it.

The reversal is a step of its own, with a fact and an event of its own: the event of the step has been seen already.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.facts import READINGS, FactName
from labapp.contract.records import dump
from labapp.errors import Conflict, ErrorCode, Forbidden
from labapp.identity import Identity
from labapp.models import Appointment, EventEntry, Location, User
from labapp.models.appointments import OPEN
from labapp.queries import slots
from labapp.services.appointments import STEPS, record
from labapp.unit_of_work import unit_of_work

WINDOW = timedelta(seconds=60)
_STEPS = frozenset(FactName.of("appointment", status) for status in STEPS)


def _last_change(session: Session, appointment_id: int) -> EventEntry | None:
    of_record = (EventEntry.entity_type == "appointment", EventEntry.entity_id == appointment_id)
    query = select(EventEntry).where(*of_record, EventEntry.name.not_in(READINGS))
    return session.scalar(query.order_by(EventEntry.seq.desc()).limit(1))


def _take_place(session: Session, row: Appointment) -> None:
    """Check that the place that a step gave up is still free, and lock it until the commit.

    The account is locked before the location, as in a booking, so that they cannot deadlock.
    """
    patient = session.get(User, row.patient_id, with_for_update={"read": True}, populate_existing=True)
    location = session.get(Location, row.location_id, with_for_update=True, populate_existing=True)
    if patient is None or patient.deleted_at is not None or location is None or location.deleted_at is not None:
        raise Conflict("El paciente o la sede de esta cita ya no existe.")
    slots.check_place(session, location, row.scheduled_at, patient_id=row.patient_id, excluding=row.id, is_return=True)


def undo_step(appointment_id: int, *, by: Identity, version: int | None = None) -> Appointment:
    """Return an appointment to its status before the last step, if that is its last change.

    Raises NotFound, Forbidden, and Conflict: ``too_late`` more than ``WINDOW`` after the step, ``illegal_step`` if the
    last change is no step or was made by somebody else, ``stale``, and, if the visit takes its place again,
    ``slot_full`` and ``already_booked``.
    """
    with unit_of_work(by) as work:
        row = work.get(Appointment, appointment_id, version=version)
        if not by.is_admin:
            raise Forbidden()
        last = _last_change(work.session, row.id)
        former = (last.before or {}).get("status") if last is not None else None
        if last is None or former is None or last.name not in _STEPS or last.user_id != by.user_id:
            raise Conflict("Solo se puede deshacer el último paso, y solo quien lo dio.", code=ErrorCode.ILLEGAL_STEP)
        if now() - last.created_at > WINDOW:
            raise Conflict("Ya pasó el tiempo para deshacerlo.", code=ErrorCode.TOO_LATE)
        if row.status not in OPEN:
            _take_place(work.session, row)
        before = dump(row)
        row.status = former
        record(work, row, before, "step_undone")
    return row
