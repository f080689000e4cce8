"""Results: ``pending`` -> ``ready`` (released with its PDF) -> ``delivered`` (downloaded by the patient)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.contract.base import JsonObject
from labapp.contract.events import ResultUpdate
from labapp.contract.facts import FactName
from labapp.contract.records import dump, view_of
from labapp.errors import Conflict, ErrorCode, InvalidPayload, LabError, NotFound
from labapp.eventloop import in_thread
from labapp.files import pdf
from labapp.identity import Identity, Role
from labapp.locale import N_
from labapp.models import Appointment, EventEntry, Exam, Result, ResultFile
from labapp.queries.appointments import ordering_doctor
from labapp.queries.position import positioned
from labapp.queries.results import ordered_exams, visible_result
from labapp.services import readings, recent_proof
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work

# Within this time, resumed downloads of a file count as one reading, over any number of connections.
_READING_WINDOW = timedelta(hours=1)
_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The PDF of a result, and the result as it was when the file was opened."""

    result: Result
    content: bytes


def _record(work: UnitOfWork, row: Result, before: JsonObject | None, verb: str) -> None:
    """Record how a result differs from ``before``, with the event of its new state."""
    fact = work.changed(row, before, verb)
    if fact is None:
        return
    view = view_of(row)
    summary = view.model_dump(mode="json", by_alias=True, include={"patient_id", "exam_name", "status"})
    # The patient may see the record from the release on, and each recipient gets the same event.
    state = None if row.status == "pending" else view
    payload = ResultUpdate.model_validate(summary | {"resultId": row.id, "result": state, "timestamp": iso(now())})
    work.record(
        replace(
            fact,
            # Attaching a file changes nothing that the patient can see.
            payload=None if fact.name is FactName.RESULT_FILE_ATTACHED else payload,
            doctor_id=ordering_doctor(row.appointment),
            data=summary | {"patientName": row.appointment.patient.name},
        )
    )


def create(*, appointment_id: int, exam_id: int, by: Identity) -> Result:
    """Create the pending result of an exam of the appointment.

    Raises InvalidPayload where the appointment does not exist or does not include the exam, and Conflict
    (``already_exists``, ``illegal_step``).
    """
    with unit_of_work(by) as work:
        appointment = work.session.get(Appointment, appointment_id, with_for_update=True)
        if appointment is None or appointment.deleted_at is not None:
            raise InvalidPayload(errors={"appointmentId": [N_("La cita no existe.")]})
        if appointment.status == "cancelled":
            raise Conflict("La cita está cancelada.", code=ErrorCode.ILLEGAL_STEP)
        if exam_id not in ordered_exams(work.session, appointment):
            raise InvalidPayload(errors={"examId": [N_("La cita no incluye ese examen.")]})
        same = select(Result.id).where(Result.appointment_id == appointment_id, Result.exam_id == exam_id)
        if work.session.scalar(same) is not None:
            raise Conflict("Ese resultado ya existe.", code=ErrorCode.ALREADY_EXISTS)
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
        _record(work, row, None, "created")
    return row


def attach(
    result_id: int, *, content: bytes, file_name: str | None, by: Identity, version: int | None = None
) -> Result:
    """Attach the PDF, or replace it while the result is pending.

    Raises NotFound, InvalidPayload, UnsafeFile and TooLarge for an unacceptable file, Unavailable where too many files
    are being checked, and Conflict (``already_released``, ``stale``).
    """
    pdf.check(content)
    digest = in_thread(lambda: hashlib.sha256(content).hexdigest())
    with unit_of_work(by) as work:
        row = work.get(Result, result_id, lock=True, version=version)
        if row.status != "pending":
            raise Conflict("El resultado ya se entregó con su archivo.", code=ErrorCode.ALREADY_RELEASED)
        before = dump(row)
        row.file_name, row.size, row.sha256 = pdf.safe_name(file_name), len(content), digest
        work.session.merge(ResultFile(result_id=row.id, content=content))
        _record(work, row, before, "file_attached")
    return row


def release(result_id: int, *, by: Identity, version: int | None = None) -> Result:
    """Release a result to its patient.

    Raises ReauthenticationRequired, NotFound, and Conflict (``no_file``, ``illegal_step``, ``stale``).
    """
    with unit_of_work(by) as work:
        recent_proof.require(work)
        row = work.get(Result, result_id, lock=True, version=version)
        if row.status != "pending":
            raise Conflict("El resultado ya está liberado.", code=ErrorCode.ILLEGAL_STEP)
        if not row.has_file:
            raise Conflict("Falta adjuntar el PDF.", code=ErrorCode.NO_FILE)
        before, row.status, row.released_at = dump(row), "ready", now()
        _record(work, row, before, "released")
    return row


def get(result_id: int, *, by: Identity) -> Result:
    """Return a result, and record the reading, each time, unless the patient is the reader.

    Raises NotFound where the result is not visible to ``by``.
    """
    with positioned() as session:
        row = visible_result(session, result_id, by)
    readings.record(row, by=by, every_time=True)
    return row


def _always(_row: Result) -> bool:
    return True


def _reading_started(session: Session, row: Result, by: Identity) -> bool:
    """Whether the log shows that this session of ``by`` started to read the current file within the last hour."""
    query = select(EventEntry.name, EventEntry.after).where(
        EventEntry.entity_type == "result",
        EventEntry.entity_id == row.id,
        EventEntry.created_at >= now() - _READING_WINDOW,
        or_(EventEntry.user_id == by.user_id, EventEntry.name == FactName.RESULT_FILE_ATTACHED),
    )
    for name, after in session.execute(query.order_by(EventEntry.seq.desc())):
        if name == FactName.RESULT_FILE_ATTACHED:
            return False
        details = after or {}
        is_file = name == FactName.RESULT_READ and details.get("part") == "file"
        if is_file and details.get("session") == by.session_id:
            return True
    return False


def open_file(
    result_id: int,
    *,
    by: Identity,
    serves_content: Callable[[Result], bool] = _always,
    sha256: str | None = None,
    resumed: bool = False,
) -> OpenedFile:
    """Return the PDF and record the reading, before any of it is sent.

    ``serves_content`` returns whether the response contains any part of the file; a HEAD request has none.
    ``sha256`` is the digest of the file that the client has in part. With ``resumed`` the client continues a download
    of the same session, which is not recorded again where its start was. A download from the first byte is no
    continuation. Raises NotFound where the result is not visible to ``by`` or has
    no file yet, and Conflict (``conflict``) where the file was replaced.
    """
    stored = select(ResultFile.content).where(ResultFile.result_id == result_id)
    with reading() as session:
        visible = visible_result(session, result_id, by)
        content = session.scalar(stored)
    if content is None:
        raise NotFound()
    serves = serves_content(visible)
    with unit_of_work(by) as work:
        row = work.get(Result, result_id, lock=True)
        if row.sha256 != visible.sha256:
            # The file was replaced in between. Content and metadata must match.
            content = work.session.scalars(stored).one()
        if sha256 is not None and row.sha256 != sha256:
            raise Conflict("El archivo ya es otro; descárguelo de nuevo.")
        if not resumed or not _reading_started(work.session, row, by):
            work.record(readings.fact_of(row, by, part="file" if serves else "detail"))
    return OpenedFile(row, content)


def complete_download(result_id: int, *, by: Identity) -> None:
    """Mark a result as ``delivered`` if ``by`` is its patient; the last byte of its file has been sent.

    Nothing is raised where the state cannot be changed, as the file has arrived: the next download marks it.
    """
    # Nobody else's download waits for the lock.
    if by.role is not Role.PATIENT:
        return
    try:
        with unit_of_work(by) as work:
            row = work.get(Result, result_id, lock=True)
            if row.patient_id == by.user_id and row.status == "ready":
                before, row.status, row.delivered_at = dump(row), "delivered", now()
                _record(work, row, before, "delivered")
    except (LabError, SQLAlchemyError) as error:
        _logger.warning("delivery_not_recorded", result=result_id, error=type(error).__name__)
