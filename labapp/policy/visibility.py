"""Visibility: one SQL criterion per role and entity, used by lists, single records and subscriptions.

The same criteria decide which entries of the log a user may read later, in the inbox and in a replay.
"""

from collections.abc import Callable
from functools import cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    and_,
    bindparam,
    exists,
    false,
    literal,
    or_,
    select,
    true,
    union_all,
)

from labapp.contract.events import DOMAIN_EVENTS, CatalogUpdate, Recipient
from labapp.contract.facts import AGGREGATES
from labapp.contract.records import RECORDS
from labapp.identity import Identity, Role
from labapp.models import Appointment, EventAudience, EventEntry, Result, User
from labapp.models.catalog import Versioned
from labapp.policy.audience import rooms_of

Criterion = Callable[[int], ColumnElement[bool]]

# The entities that clients can subscribe to. Messages are events only.
ENTITIES: dict[str, type[Versioned]] = {kind: record.model for kind, record in RECORDS.items() if kind != "message"}
CATALOG = frozenset(kind for kind, aggregate in AGGREGATES.items() if aggregate in CatalogUpdate.aggregates)


def _all(_user_id: int) -> ColumnElement[bool]:
    return true()


def _none(_user_id: int) -> ColumnElement[bool]:
    return false()


# Missing pairs: all roles see the catalogue, and no role sees anything else.
POLICY: dict[tuple[Role, type[Versioned]], Criterion] = {
    (Role.ADMIN, Appointment): _all,
    (Role.ADMIN, Result): _all,
    (Role.ADMIN, User): _all,
    (Role.PATIENT, Appointment): lambda user_id: Appointment.patient_id == user_id,
    (Role.PATIENT, Result): lambda user_id: and_(Result.patient_id == user_id, Result.status != "pending"),
    (Role.PATIENT, User): lambda user_id: User.id == user_id,
    (Role.DOCTOR, Appointment): lambda user_id: Appointment.doctor_id == user_id,
    (Role.DOCTOR, Result): lambda user_id: Result.appointment.has(Appointment.doctor_id == user_id),
    (Role.DOCTOR, User): lambda user_id: User.id == user_id,
}
# Events about results differ in one pair: a patient receives that a result was ordered, before it can be read.
_EVENT_POLICY: dict[tuple[Role, type[Versioned]], Criterion] = POLICY | {
    (Role.PATIENT, Result): lambda user_id: Result.patient_id == user_id
}
# The kinds of records whose events go to the parties of the record. Being a party can end.
_PARTIES = frozenset({Recipient.PATIENT, Recipient.DOCTOR})
PARTY_KINDS = tuple(
    kind
    for kind, aggregate in AGGREGATES.items()
    if any(aggregate in event.aggregates and _PARTIES & set(event.recipients) for event in DOMAIN_EVENTS.values())
)
_CATALOG_MODELS = frozenset(ENTITIES[name] for name in CATALOG)


def visible_to(by: Identity | None, model: type[Versioned]) -> ColumnElement[bool]:
    """Return the criterion for the rows of ``model`` that are visible to ``by``. Deleted rows are never visible.

    None is the system itself, which sees all other rows.
    """
    live: ColumnElement[bool] = model.deleted_at.is_(None)
    if by is None:
        return live
    rule = POLICY.get((by.role, model), _all if model in _CATALOG_MODELS else _none)
    return and_(live, rule(by.user_id))


def readable_parts(by: Identity) -> ColumnElement[bool]:
    """Return the criterion for the parts of entries that ``by`` may read now: rows of EventAudience with EventEntry.

    A part must have been addressed to a room of ``by``: the account, its present role, or everybody. Of the events
    about an appointment or a result, patients and doctors read those whose record they may see now, so none about a
    deleted one. Administrators see all records, and the history of deleted ones. Only they are addressed by reports.
    """
    addressed = EventAudience.room.in_(rooms_of(by))
    if by.is_admin:
        return addressed
    readable = or_(EventEntry.entity_type.not_in(PARTY_KINDS), events_as_party(by))
    return and_(addressed, EventAudience.part == "event", readable)


def events_as_party(by: Identity) -> ColumnElement[bool]:
    """Return the criterion for the entries about appointments and results whose events ``by`` may read as a party."""
    return or_(
        *(
            and_(
                EventEntry.entity_type == kind,
                exists().where(ENTITIES[kind].id == EventEntry.entity_id, _as_party(by.role, kind, by.user_id)),
            )
            for kind in PARTY_KINDS
        )
    )


def needs_party(by: Identity, entity_type: str) -> bool:
    """Return whether ``by`` reads events about such records only as a party of the record."""
    return not by.is_admin and entity_type in PARTY_KINDS


@cache
def records_as_party(role: Role) -> CompoundSelect[str, int]:
    """Return the statement for the kind and id of those records of whose events a user with ``role`` is a party now.

    Its parameters are ``user``, and for each kind the ids to choose from: ``appointment`` and ``result``.
    """
    user: int = bindparam("user", type_=Integer)  # type: ignore[assignment]
    return union_all(
        *(
            select(literal(kind), ENTITIES[kind].id).where(
                ENTITIES[kind].id.in_(bindparam(kind, expanding=True)), _as_party(role, kind, user)
            )
            for kind in PARTY_KINDS
        )
    )


def _as_party(role: Role, kind: str, user_id: int) -> ColumnElement[bool]:
    model = ENTITIES[kind]
    return and_(model.deleted_at.is_(None), _EVENT_POLICY[(role, model)](user_id))


def may_see_kind(by: Identity, entity: str) -> bool:
    """Return whether ``by`` may subscribe to all rows of an entity."""
    return entity in CATALOG or by.is_admin
