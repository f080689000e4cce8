"""Who has looked at a patient's results: the readings that the event log holds, told to the patient they concern."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from labapp.identity import Identity
from labapp.models import EventEntry, Result, User
from labapp.unit_of_work import reading

Part = Literal["detail", "file"]


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
        total = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
        rows = session.execute(query.order_by(EventEntry.seq.desc()).limit(per_page).offset((page - 1) * per_page))
        return [_access(*row) for row in rows], total


def _access(entry: EventEntry, exam_name: str, reader_name: str, reader_role: str) -> Access:
    part: Part = "file" if (entry.after or {}).get("part") == "file" else "detail"
    return Access(entry.created_at, entry.entity_id or 0, exam_name, reader_name, reader_role, part)
