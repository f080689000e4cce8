"""The access log of a patient: who read the patient's results, from the event log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from labapp.contract.results import Part
from labapp.identity import Identity
from labapp.models import EventEntry, Result, User
from labapp.queries.page import paginate
from labapp.unit_of_work import reading


@dataclass(frozen=True, slots=True)
class Access:
    """A reading of a result by another user. ``part`` is ``detail`` for its data and ``file`` for its PDF."""

    at: datetime
    result_id: int
    exam_name: str
    reader_name: str
    reader_role: str
    part: Part


def of_patient(user_id: int) -> Select[EventEntry, str, str, str]:
    """Return the query for the readings of a patient's results: entry, exam, and name and role of the reader."""
    # Filtered by entity, which has an index in the log, so that only entries of results are read.
    return (
        select(EventEntry, Result.exam_name, User.name, User.role)
        .join(Result, Result.id == EventEntry.entity_id)
        .join(User, User.id == EventEntry.user_id)
        .where(
            EventEntry.entity_type == "result",
            EventEntry.name == "result.read",
            EventEntry.user_id != user_id,
            Result.patient_id == user_id,
        )
    )


def find(*, by: Identity, page: int = 1, per_page: int = 50) -> tuple[list[Access], int]:
    """Return one page of the readings of the results of ``by``, newest first, and the total."""
    with reading() as session:
        query = of_patient(by.user_id)
        rows, total = paginate(session, query, EventEntry.seq.desc(), page=page, per_page=per_page)
        return [access_of(*row) for row in rows], total


def access_of(entry: EventEntry, exam_name: str, reader_name: str, reader_role: str) -> Access:
    """Return a row of the query as a reading."""
    part: Part = "file" if (entry.after or {}).get("part") == "file" else "detail"
    return Access(entry.created_at, entry.entity_id or 0, exam_name, reader_name, reader_role, part)
