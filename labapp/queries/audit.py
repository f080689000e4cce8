"""The event log as an audit trail: pages of entries, CSV, counts per minute, and the last verification."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from labapp.clock import now
from labapp.contract.audit import EntryView
from labapp.contract.facts import READINGS, FactName
from labapp.eventloop import checkpoint
from labapp.files.csv_cells import BYTE_ORDER_MARK, PLAIN, Notation, escape_formula, format_row
from labapp.files.text import matching
from labapp.models import EventEntry, User
from labapp.queries import subjects
from labapp.queries.page import paginate
from labapp.unit_of_work import reading

_CHUNK = 500
_COLUMNS = (
    "id",
    "createdAt",
    "name",
    "event",
    "entityType",
    "entityId",
    "action",
    "userId",
    "userName",
    "address",
    "before",
    "after",
    "data",
    "redactedAt",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of the audit log: after a number, by entity, by user, within ``[from_, to)``, by names of facts.

    ``who`` matches the name and the e-mail address of the acting user.
    """

    after_id: int | None = None
    entity_type: str | None = None
    entity_id: int | None = None
    user_id: int | None = None
    from_: datetime | None = None
    to: datetime | None = None
    names: tuple[str, ...] | None = None
    who: str | None = None


# A sign-in has no acting user yet when it is recorded: the entity of the entry is the account.
_IS_SESSION_FACT = EventEntry.name.in_((FactName.SESSION_OPENED, FactName.SESSION_REVOKED))


_CHANGES_OR_ACTS = EventEntry.name.not_in(READINGS)


def _acted_by(condition: Callable[[InstrumentedAttribute[int | None]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the criterion that the acting account meets ``condition``, with an index for each half of the OR."""
    signed = and_(
        EventEntry.user_id.is_(None),
        EventEntry.entity_type == "session",
        condition(EventEntry.entity_id),
        _IS_SESSION_FACT,
    )
    return or_(condition(EventEntry.user_id), signed)


def _query(filters: Filters) -> Select[EventEntry, str | None]:
    signed_in = case((_IS_SESSION_FACT, EventEntry.entity_id))
    query = select(EventEntry, User.name).outerjoin(User, User.id == func.coalesce(EventEntry.user_id, signed_in))
    if filters.after_id is not None:
        query = query.where(EventEntry.seq > filters.after_id)
    if filters.entity_type is not None:
        query = query.where(EventEntry.entity_type == filters.entity_type)
    if filters.entity_id is not None:
        query = query.where(EventEntry.entity_id == filters.entity_id)
    if filters.user_id is not None:
        query = query.where(_acted_by(lambda account: account == filters.user_id))
    if filters.who is not None:
        found = select(User.id).where(matching(filters.who, User.name, User.email))
        query = query.where(_acted_by(lambda account: account.in_(found)))
    if filters.from_ is not None:
        query = query.where(EventEntry.created_at >= filters.from_)
    if filters.to is not None:
        query = query.where(EventEntry.created_at < filters.to)
    if filters.names is not None:
        query = query.where(EventEntry.name.in_(filters.names))
    return query


def _view(entry: EventEntry, user_name: str | None) -> EntryView:
    return EntryView(
        id=entry.seq,
        name=entry.name,
        event=entry.event,
        entity_type=entry.entity_type,
        entity_id=entry.entity_id,
        action=entry.action,
        user_id=entry.user_id,
        user_name=user_name,
        address=entry.address,
        before=entry.before,
        after=entry.after,
        data=(entry.report or {}).get("data"),
        created_at=entry.created_at,
        redacted_at=entry.redacted_at,
    )


def find(
    filters: Filters, *, page: int = 1, per_page: int = 50, with_readings: bool = True
) -> tuple[list[EntryView], int]:
    """Return one page of the entries, newest first, and the total. Without readings, only changes and actions."""
    query = _query(filters)
    if not with_readings:
        query = query.where(_CHANGES_OR_ACTS)
    with reading() as session:
        rows, total = paginate(session, query, EventEntry.seq.desc(), page=page, per_page=per_page)
        return [_view(entry, name) for entry, name in rows], total


def _cell(value: object) -> str:
    text = "" if value is None else json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return escape_formula(text)


@dataclass(frozen=True, slots=True)
class ForPeople:
    """A file for people: columns in their language come first, with times in their time zone."""

    zone: ZoneInfo
    notation: Notation


def _headings() -> list[str]:
    return [gettext("Fecha y hora"), gettext("Quién"), gettext("Qué hizo"), gettext("Paciente"), gettext("Exámenes")]


def _in_words(found: list[EntryView], zone: ZoneInfo) -> Iterator[list[str]]:
    """Yield the cells for people of each entry: time, actor, verb, patient, exams; times as spreadsheets read them."""
    about = subjects.of_entries(found)
    verbs = {name.value: str(name.label) for name in FactName}
    for entry in found:
        subject = about.get((entry.entity_type, entry.entity_id or 0))
        data = entry.data or {}
        exams = subject.exams if subject else (data["examName"],) if "examName" in data else ()
        yield [
            f"{entry.created_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            entry.user_name or "",
            verbs.get(entry.name, entry.name),
            data.get("patientName") or (subject.patient_name if subject else ""),
            ", ".join(exams),
        ]


def export_rows(filters: Filters, *, people: ForPeople | None = None) -> Iterator[str]:
    """Yield the entries as CSV in chunks, newest first."""
    notation = people.notation if people else PLAIN
    yield BYTE_ORDER_MARK + format_row([*(_headings() if people else ()), *_COLUMNS], notation)
    before: int | None = None
    while True:
        query = _query(filters).order_by(EventEntry.seq.desc()).limit(_CHUNK)
        if before is not None:
            query = query.where(EventEntry.seq < before)
        with reading() as session:
            found = [_view(entry, name) for entry, name in session.execute(query)]
        words: Iterator[list[str]] = _in_words(found, people.zone) if people else repeat([])
        rows = (entry.model_dump(mode="json", by_alias=True) for entry in found)
        yield "".join(
            format_row(map(_cell, [*said, *(row[column] for column in _COLUMNS)]), notation)
            for said, row in zip(words, rows, strict=False)
        )
        if len(found) < _CHUNK:
            return
        before = found[-1].id
        # Neither SQLite queries nor writes to a fast client yield to the event loop.
        checkpoint()


def per_minute(*, minutes: int) -> list[tuple[int, int]]:
    """Return the number of entries in each of the last ``minutes``, as pairs of start in epoch seconds and count.

    Readings do not count: the page that shows this makes some itself.
    """
    current = int(now().timestamp()) // 60
    counts = dict.fromkeys(range(current - minutes + 1, current + 1), 0)
    since = datetime.fromtimestamp(min(counts) * 60, UTC)
    with reading() as session:
        for moment in session.scalars(
            select(EventEntry.created_at).where(EventEntry.created_at >= since, _CHANGES_OR_ACTS)
        ):
            minute = int(moment.timestamp()) // 60
            counts[minute] = counts.get(minute, 0) + 1
    return [(minute * 60, number) for minute, number in sorted(counts.items())]


@dataclass(frozen=True, slots=True)
class LastVerification:
    """The result of a verification. ``altered`` is the first invalid entry, None where all are valid.

    ``keyed_from`` is the first entry that is chained with a key, None where none is. ``current_key`` is true if the
    newest entries are chained with AUDIT_KEY. ``redacted`` is the number of entries whose contents were removed.
    """

    entries: int
    altered: int | None
    keyed_from: int | None
    current_key: bool
    redacted: int
    when: datetime
    who: str | None


def last_verification() -> LastVerification | None:
    """Return the last recorded verification, or None."""
    query = (
        select(EventEntry, User.name)
        .outerjoin(User, User.id == EventEntry.user_id)
        .where(EventEntry.entity_type == "audit", EventEntry.name == FactName.AUDIT_VERIFIED)
        .order_by(EventEntry.seq.desc())
        .limit(1)
    )
    with reading() as session:
        row = session.execute(query).first()
    if row is None:
        return None
    entry, name = row
    found = entry.after or {}
    return LastVerification(
        entries=found.get("entries", 0),
        altered=found.get("altered"),
        keyed_from=found.get("keyedFrom"),
        current_key=found.get("currentKey", False),
        redacted=found.get("redacted", 0),
        when=entry.created_at,
        who=name,
    )
