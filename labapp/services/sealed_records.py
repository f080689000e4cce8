"""The records of erased patients, which law obliges to keep: read on the command line only, deleted after their time.

Their time is ``RECORD_RETENTION_YEARS``, counted for each result from its release, and for each visit from its day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.erasure_facts import RecordPruningDetails
from labapp.contract.facts import FactName, ReadingDetails
from labapp.errors import NotFound
from labapp.events.log import Fact
from labapp.files.export import Export
from labapp.files.pdf import safe_name
from labapp.models import Appointment, AppointmentLine, Result, ResultFile, User
from labapp.unit_of_work import reading, unit_of_work

_DAYS_OF_A_YEAR = 365.25
_CHUNK = 100
_ERASED: ColumnElement[bool] = User.deleted_at.is_not(None)
_SINCE = func.coalesce(Result.released_at, Result.created_at)


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """An erased account with sealed results: its number, when it was erased, and its results and files."""

    id: int
    erased_at: datetime
    results: int
    files: int


def listed() -> list[SealedPerson]:
    """Return the erased accounts that have sealed results."""
    query = (
        select(User.id, User.deleted_at, func.count(Result.id), func.count(ResultFile.result_id))
        .join(Result, Result.patient_id == User.id)
        .outerjoin(ResultFile, ResultFile.result_id == Result.id)
        .where(_ERASED)
        .group_by(User.id, User.deleted_at)
        .order_by(User.id)
    )
    with reading() as session:
        return [SealedPerson(row[0], row[1] or now(), row[2], row[3]) for row in session.execute(query)]


def export(user_id: int) -> Iterator[bytes]:
    """Record the reading of each sealed file of an erased account, and yield a ZIP file with them in pieces.

    Raises NotFound where there is no such account, or it has no sealed file.
    """
    query = select(Result).join(User, User.id == Result.patient_id).where(_ERASED, User.id == user_id)
    with reading() as session:
        results = list(session.scalars(query.where(Result.sha256.is_not(None)).order_by(Result.id)))
    if not results:
        raise NotFound()
    with unit_of_work() as work:
        for result in results:
            details = ReadingDetails(part="file", patient_id=user_id).wire()
            work.record(Fact(FactName.RESULT_READ, result.id, report=False, after=details))
    archive = Export(now())
    for result in results:
        with reading() as session:
            content = session.scalar(select(ResultFile.content).where(ResultFile.result_id == result.id))
        yield from archive.file(f"{result.id}-{safe_name(result.exam_name)}", content or b"")
    yield archive.end()


def prune() -> tuple[int, int]:
    """Delete the sealed results and visits whose time has come; return their numbers. Short transactions, repeatable.

    A visit goes after its last result.
    """
    before = now() - timedelta(days=round(current_settings().record_retention_years * _DAYS_OF_A_YEAR) + 1)
    results = visits = 0
    while True:
        with unit_of_work() as work:
            gone = _delete_results(work.session, before), _delete_visits(work.session, before)
            if gone == (0, 0):
                return results, visits
            details = RecordPruningDetails(before=iso(before), results=gone[0], appointments=gone[1]).wire()
            work.record(Fact(FactName.AUDIT_RECORDS_PRUNED, None, report=False, after=details))
        results, visits = results + gone[0], visits + gone[1]


def _delete_results(session: Session, before: datetime) -> int:
    query = select(Result.id).join(User, User.id == Result.patient_id).where(_ERASED, before > _SINCE)
    ids = list(session.scalars(query.order_by(Result.id).limit(_CHUNK)))
    session.execute(delete(ResultFile).where(ResultFile.result_id.in_(ids)))
    session.execute(delete(Result).where(Result.id.in_(ids)))
    return len(ids)


def _delete_visits(session: Session, before: datetime) -> int:
    has_result = select(Result.id).where(Result.appointment_id == Appointment.id).exists()
    query = select(Appointment.id).join(User, User.id == Appointment.patient_id)
    query = query.where(_ERASED, Appointment.scheduled_at < before, ~has_result)
    ids = list(session.scalars(query.order_by(Appointment.id).limit(_CHUNK)))
    session.execute(delete(AppointmentLine).where(AppointmentLine.appointment_id.in_(ids)))
    session.execute(delete(Appointment).where(Appointment.id.in_(ids)))
    return len(ids)
