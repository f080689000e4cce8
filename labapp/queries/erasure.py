"""What an erasure concerns: entries of the log with contents about a person, open records, and requests."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, exists, func, or_, select, union
from sqlalchemy.orm import Session, joinedload

from labapp.clock import now
from labapp.contract.erasure import ListedErasureRequest, Status
from labapp.contract.facts import READINGS, FactName
from labapp.files.text import fold_text
from labapp.models import Appointment, ErasureRequest, EventEntry, Message, Result, User
from labapp.models.appointments import OPEN
from labapp.queries.page import paginate
from labapp.unit_of_work import reading

# The kinds of entries whose entity is the account itself.
_OF_ACCOUNT = ("user", "session", "connection", "access")


@dataclass(frozen=True, slots=True)
class Extent:
    """How many results of a person are not released yet, and how many visits are still ahead."""

    open_results: int
    upcoming_appointments: int


def was_staff(session: Session, user_id: int) -> bool:
    """Whether an account ordered visits, wrote messages, or read the records of others."""
    own = select(Result.id).where(Result.patient_id == user_id)
    # A list is one entry without an id.
    of_others = or_(
        EventEntry.entity_type != "result", EventEntry.entity_id.is_(None), EventEntry.entity_id.not_in(own)
    )
    traces = (
        exists().where(Appointment.doctor_id == user_id),
        exists().where(Message.user_id == user_id),
        exists().where(EventEntry.user_id == user_id, EventEntry.name.in_(READINGS), of_others),
    )
    return bool(session.scalar(select(or_(*traces))))


def extent(session: Session, user_id: int) -> Extent:
    """Return what an erasure of this account would leave open or cancel."""
    results = select(func.count()).where(
        Result.patient_id == user_id, Result.status == "pending", Result.deleted_at.is_(None)
    )
    visits = select(func.count()).where(
        Appointment.patient_id == user_id,
        Appointment.status.in_(OPEN),
        Appointment.scheduled_at > now(),
        Appointment.deleted_at.is_(None),
    )
    return Extent(session.scalar(results) or 0, session.scalar(visits) or 0)


def entries_about(session: Session, user_id: int) -> Iterator[int]:
    """Yield the numbers of the entries about a person, and of those that the person caused.

    Readings by others stay: they contain numbers only, and are the record of who has seen the data.
    """
    seq, no_reading = EventEntry.seq, EventEntry.name.not_in(READINGS)
    visits = select(Appointment.id).where(Appointment.patient_id == user_id)
    results = select(Result.id).where(Result.patient_id == user_id)
    # Each part has an index of its own.
    parts = union(
        select(seq).where(EventEntry.user_id == user_id),
        select(seq).where(EventEntry.entity_type.in_(_OF_ACCOUNT), EventEntry.entity_id == user_id, no_reading),
        select(seq).where(EventEntry.entity_type == "appointment", EventEntry.entity_id.in_(visits), no_reading),
        select(seq).where(EventEntry.entity_type == "result", EventEntry.entity_id.in_(results), no_reading),
    ).subquery()
    yield from session.scalars(select(parts.c.seq))


def _emails(session: Session, user: User) -> set[str]:
    """Return the e-mail addresses that an account has had."""
    query = select(EventEntry.before, EventEntry.after).where(
        EventEntry.entity_type == "user", EventEntry.entity_id == user.id
    )
    values = (side.get("email") for row in session.execute(query) for side in row if side)
    return {user.email, *(value for value in values if isinstance(value, str))}


def _failed_sign_ins(session: Session, emails: set[str]) -> Iterator[int]:
    """Yield the failures with these addresses that were recorded before there was such an account, or after."""
    for email in emails:
        yield from session.scalars(
            select(EventEntry.seq).where(
                EventEntry.entity_type == "session",
                EventEntry.entity_id.is_(None),
                cast(EventEntry.after, String).contains(json.dumps(email), autoescape=True),
            )
        )


def _searches(session: Session, words: set[str]) -> Iterator[int]:
    """Yield the exports of the audit log for which somebody searched for this person: by address, or by two words.

    A single word of a name is not specific to a person.
    """
    query = select(EventEntry.seq, EventEntry.after).where(
        EventEntry.entity_type == "audit", EventEntry.name == FactName.AUDIT_EXPORTED
    )
    for seq, after in session.execute(query):
        searched = {fold_text(word) for word in str((after or {}).get("who") or "").split()}
        if searched and searched <= words and (len(searched) > 1 or "@" in next(iter(searched))):
            yield seq


def personal_entries(session: Session, user: User) -> list[int]:
    """Return the numbers of the entries whose contents can name a person, ascending; before the account is changed."""
    emails = _emails(session, user)
    words = {fold_text(word) for text in (user.name, *emails) for word in text.split()}
    return sorted({*entries_about(session, user.id), *_failed_sign_ins(session, emails), *_searches(session, words)})


def own_request(user_id: int) -> ErasureRequest | None:
    """Return the last request of an account, or None."""
    with reading() as session:
        return session.get(ErasureRequest, user_id)


def requests(*, status: Status | None = None, page: int = 1, per_page: int = 50) -> tuple[list[ErasureRequest], int]:
    """Return one page of the requests with their accounts, pending ones first, then the newest, and the total."""
    query = select(ErasureRequest).options(joinedload(ErasureRequest.user))
    if status is not None:
        query = query.where(ErasureRequest.status == status)
    with reading() as session:
        order = (ErasureRequest.status != "pending", ErasureRequest.created_at.desc(), ErasureRequest.user_id)
        rows, total = paginate(session, query, *order, page=page, per_page=per_page)
        return list(rows.scalars()), total


def listed(rows: Sequence[ErasureRequest]) -> list[ListedErasureRequest]:
    """Return the view of requests, with the extent of each."""
    with reading() as session:
        return [
            ListedErasureRequest(
                user_id=row.user_id,
                name=row.user.name,
                email=row.user.email,
                status=row.status,  # type: ignore[arg-type]
                created_at=row.created_at,
                decided_at=row.decided_at,
                reason=row.reason,
                open_results=found.open_results,
                upcoming_appointments=found.upcoming_appointments,
            )
            for row in rows
            for found in [extent(session, row.user_id)]
        ]
