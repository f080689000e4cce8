"""Results: ``pending`` -> ``ready`` (released with its PDF) -> ``delivered`` (the patient has fetched it)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.contract.events import ResultUpdate
from labapp.errors import Conflict, InvalidPayload, NotFound
from labapp.eventloop import in_thread
from labapp.events.log import Fact
from labapp.files import pdf
from labapp.identity import Identity, Role
from labapp.locale import N_
from labapp.models import Appointment, EventEntry, Exam, Result, ResultFile, User
from labapp.queries.appointments import ordering_doctor
from labapp.queries.results import ordered_exams, visible_result
from labapp.unit_of_work import reading, unit_of_work

# How long one may take to read a file to its end, over however many connections.
_ONE_READING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The PDF of a result, and the result as it is after it was opened."""

    result: Result
    content: bytes


def _fact(
    session: Session,
    row: Result,
    name: str,
    action: str,
    *,
    sent: bool,
    before: dict[str, Any] | None = None,
    **data: Any,
) -> Fact:
    payload = ResultUpdate(
        result_id=row.id,
        patient_id=row.patient_id,
        exam_name=row.exam_name,
        status=row.status,  # type: ignore[arg-type]
        timestamp=iso(now()),
    )
    patient = session.get(User, row.patient_id)
    shown = {
        "patientId": row.patient_id,
        "patientName": patient.name if patient else None,
        "examName": row.exam_name,
        "status": row.status,
    }
    return Fact(
        f"result.{name}",
        "result",
        row.id,
        action,
        payload=payload if sent else None,
        doctor_id=ordering_doctor(row.appointment),
        data=shown,
        before=before,
        after={"status": row.status} | data,
    )


def _file_of(row: Result) -> dict[str, Any]:
    return {"fileName": row.file_name, "size": row.size, "sha256": row.sha256}


def _read(row: Result, part: str) -> Fact:
    return Fact(
        "result.read", "result", row.id, "read", report=False, after={"part": part, "patientId": row.patient_id}
    )


def create(*, appointment_id: int, exam_id: int, by: Identity) -> Result:
    """Open the result of an exam that the appointment is for.

    Raises InvalidPayload where it is not for that exam, Conflict (``already_exists``, ``illegal_step``).
    """
    with unit_of_work(by) as work:
        appointment = work.session.get(Appointment, appointment_id, with_for_update=True)
        if appointment is None:
            raise InvalidPayload(errors={"appointmentId": [N_("La cita no existe.")]})
        if appointment.status == "cancelled":
            raise Conflict("La cita está cancelada.", code="illegal_step")
        if exam_id not in ordered_exams(work.session, appointment):
            raise InvalidPayload(errors={"examId": [N_("La cita no incluye ese examen.")]})
        same = select(Result.id).where(Result.appointment_id == appointment_id, Result.exam_id == exam_id)
        if work.session.scalar(same) is not None:
            raise Conflict("Ese resultado ya existe.", code="already_exists")
        exam = work.session.get_one(Exam, exam_id)
        row = Result(
            appointment=appointment,
            patient_id=appointment.patient_id,
            exam=exam,
            exam_name=exam.name,
            status="pending",
            created_at=now(),
        )
        work.session.add(row)
        work.session.flush()
        work.record(_fact(work.session, row, "created", "created", sent=True))
    return row


def attach(
    result_id: int, *, content: bytes, file_name: str | None, by: Identity, version: int | None = None
) -> Result:
    """Attach the PDF, or replace it while the result is not released.

    Raises NotFound, InvalidPayload and TooLarge for what is no acceptable PDF, Conflict (``already_released``,
    ``stale``).
    """
    pdf.check(content)
    digest = in_thread(lambda: hashlib.sha256(content).hexdigest())
    with unit_of_work(by) as work:
        row = work.get(Result, result_id, lock=True, version=version)
        if row.status != "pending":
            raise Conflict("El resultado ya se entregó con su archivo.", code="already_released")
        replaced = _file_of(row) if row.has_file else None
        row.file_name, row.size, row.sha256 = pdf.safe_name(file_name), len(content), digest
        work.session.merge(ResultFile(result_id=row.id, content=content))
        work.session.flush()
        attached = _file_of(row)
        work.record(_fact(work.session, row, "file_attached", "updated", sent=False, before=replaced, **attached))
    return row


def release(result_id: int, *, by: Identity, version: int | None = None) -> Result:
    """Make a result ready for its patient. Raises NotFound, Conflict (``no_file``, ``illegal_step``, ``stale``)."""
    with unit_of_work(by) as work:
        row = work.get(Result, result_id, lock=True, version=version)
        if row.status != "pending":
            raise Conflict("El resultado ya está liberado.", code="illegal_step")
        if not row.has_file:
            raise Conflict("Falta adjuntar el PDF.", code="no_file")
        row.status, row.released_at = "ready", now()
        work.session.flush()
        work.record(_fact(work.session, row, "released", "released", sent=True, before={"status": "pending"}))
    return row


def get(result_id: int, *, by: Identity) -> Result:
    """Return a result; that staff or a doctor read it is recorded. Raises NotFound for what one may not see."""
    with reading() as session:
        row = visible_result(session, result_id, by)
    if by.role is not Role.PATIENT:
        with unit_of_work(by) as work:
            work.record(_read(row, "detail"))
    return row


def _taken(_row: Result) -> bool:
    return True


def _begun(session: Session, row: Result, by: Identity) -> bool:
    """Whether it is on record that ``by`` began to read this very file a while ago."""
    query = select(EventEntry.name, EventEntry.after).where(
        EventEntry.entity_type == "result",
        EventEntry.entity_id == row.id,
        EventEntry.created_at >= now() - _ONE_READING,
        or_(EventEntry.user_id == by.user_id, EventEntry.name == "result.file_attached"),
    )
    for name, after in session.execute(query.order_by(EventEntry.seq.desc())):
        if name == "result.file_attached":
            return False
        if name == "result.delivered" or (name == "result.read" and after["part"] == "file"):
            return True
    return False


def open_file(
    result_id: int,
    *,
    by: Identity,
    taken: Callable[[Result], bool] = _taken,
    sha256: str | None = None,
    resumed: bool = False,
) -> OpenedFile:
    """Return the PDF; a patient's first time makes the result ``delivered``, and every reading is recorded.

    ``taken`` says whether the caller passes any of the file on: who only looks at its name has not got it.
    ``sha256`` is that of the file a part of which the caller has; ``resumed`` says that he goes on with it, which
    is no other reading where its beginning is on record. Raises NotFound for what one may not see, and where there is
    no file yet, Conflict (``conflict``) where it is another file now.
    """
    stored = select(ResultFile.content).where(ResultFile.result_id == result_id)
    with reading() as session:
        seen = visible_result(session, result_id, by)
        content = session.scalar(stored)
    if content is None:
        raise NotFound()
    took = taken(seen)
    with unit_of_work(by) as work:
        row = work.get(Result, result_id, lock=True)
        if row.sha256 != seen.sha256:
            # Replaced between the two: name, size and digest are those of what is handed out.
            content = work.session.scalars(stored).one()
        if sha256 is not None and row.sha256 != sha256:
            raise Conflict("El archivo ya es otro; descárguelo de nuevo.")
        if by.role is Role.PATIENT and took and row.status == "ready":
            row.status, row.delivered_at = "delivered", now()
            work.session.flush()
            work.record(_fact(work.session, row, "delivered", "delivered", sent=True, before={"status": "ready"}))
        elif not resumed or not _begun(work.session, row, by):
            work.record(_read(row, "file" if took else "detail"))
    return OpenedFile(row, content)
