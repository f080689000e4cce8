"""Visibility: one SQL criterion per role and entity, used by lists, single records and subscriptions."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, true

from labapp.contract.events import CatalogUpdate
from labapp.contract.facts import AGGREGATES
from labapp.contract.records import RECORDS
from labapp.identity import Identity, Role
from labapp.models import Appointment, Result, User
from labapp.models.catalog import Versioned

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


def may_see_kind(by: Identity, entity: str) -> bool:
    """Return whether ``by`` may subscribe to all rows of an entity."""
    return entity in CATALOG or by.is_admin
