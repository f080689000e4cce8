"""Who may see what: one SQL criterion per role and entity, which lists, records and subscriptions all ask."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, true

from labapp.contract.events import CatalogUpdate
from labapp.contract.facts import AGGREGATES
from labapp.contract.records import RECORDS
from labapp.identity import Identity, Role
from labapp.models import Appointment, Result, User

Criterion = Callable[[int], ColumnElement[bool]]

# What can be followed; messages are events only.
ENTITIES: dict[str, type[Any]] = {kind: record.model for kind, record in RECORDS.items() if kind != "message"}
CATALOG = frozenset(kind for kind, aggregate in AGGREGATES.items() if aggregate in CatalogUpdate.aggregates)


def _all(_user_id: int) -> ColumnElement[bool]:
    return true()


def _none(_user_id: int) -> ColumnElement[bool]:
    return false()


# What is not in the table is the catalogue, which everybody may see, or is seen by nobody.
POLICY: dict[tuple[Role, type[Any]], Criterion] = {
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


def visible_to(by: Identity | None, model: type[Any]) -> ColumnElement[bool]:
    """Return the criterion for the rows of ``model`` that ``by`` may see; deleted rows are seen by nobody.

    None is the system itself, which sees every row.
    """
    live: ColumnElement[bool] = model.deleted_at.is_(None)
    if by is None:
        return live
    rule = POLICY.get((by.role, model), _all if model in _CATALOG_MODELS else _none)
    return and_(live, rule(by.user_id))


def may_see_kind(by: Identity, entity: str) -> bool:
    """Whether ``by`` may follow all rows of an entity."""
    return entity in CATALOG or by.is_admin
