"""Who has looked at a patient's results: the readings that the event log holds, told to the patient they concern."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from labapp.contract.results import Part
from labapp.identity import Identity
from labapp.models import EventEntry, Result, User
from labapp.queries.page import paginate
from labapp.unit_of_work import reading


@dataclass(frozen=True, slots=True)
class Access:
    """One reading of a result by somebody else; ``part`` says whether of its data or of its file."""

    at: datetime
    result_id: int
    exam_name: str
    reader_name: str
    reader_role: str
    part: Part


def find(*, by: Identity, page: int = 1, per_page: int = 50) -> tuple[list[Access], int]:
    """Return one page of the readings of the results of ``by``, newest first, and how many there are."""
    # By entity, where the log has its index: only the readings of these results are looked at.
    query = (
        select(EventEntry, Result.exam_name, User.name, User.role)
        .join(Result, Result.id == EventEntry.entity_id)
        .join(User, User.id == EventEntry.user_id)
        .where(
            EventEntry.entity_type == "result",
            EventEntry.name == "result.read",
            EventEntry.user_id != by.user_id,
            Result.patient_id == by.user_id,
        )
    )
    with reading() as session:
        rows, total = paginate(session, query, EventEntry.seq.desc(), page=page, per_page=per_page)
        return [_access(*row) for row in rows], total


def _access(entry: EventEntry, exam_name: str, reader_name: str, reader_role: str) -> Access:
    part: Part = "file" if (entry.after or {}).get("part") == "file" else "detail"
    return Access(entry.created_at, entry.entity_id or 0, exam_name, reader_name, reader_role, part)
