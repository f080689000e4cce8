"""Who may see what: one table of role x entity, by owner. Reads over REST and subscriptions both ask here."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from labapp.errors import InvalidPayload, NotFound
from labapp.identity import Identity, Role
from labapp.locale import N_
from labapp.models import Appointment, Category, Exam, Location, Package, Result, User
from labapp.unit_of_work import reading

Rule = Callable[[Identity, Any], bool]


def doctor_of(visit: Appointment) -> int | None:
    """Return who ordered a visit, as long as that is a doctor: what an account once was gives it no rights."""
    session = object_session(visit)
    doctor = session.get(User, visit.doctor_id) if session is not None and visit.doctor_id is not None else None
    return doctor.id if doctor is not None and doctor.role == Role.DOCTOR else None


def _everybody(_identity: Identity, _row: Any) -> bool:
    return True


def _nobody(_identity: Identity, _row: Any) -> bool:
    return False


def _own(identity: Identity, row: Any) -> bool:
    return bool(row.patient_id == identity.user_id)


def _ordered(identity: Identity, row: Any) -> bool:
    return bool(row.doctor_id == identity.user_id)


def _own_released(identity: Identity, row: Result) -> bool:
    return row.patient_id == identity.user_id and row.status != "pending"


def _ordered_result(identity: Identity, row: Result) -> bool:
    return row.appointment.doctor_id == identity.user_id


def _oneself(identity: Identity, row: User) -> bool:
    return row.id == identity.user_id


ENTITIES: dict[str, type[Any]] = {
    "exam": Exam,
    "category": Category,
    "package": Package,
    "location": Location,
    "appointment": Appointment,
    "result": Result,
    "user": User,
}
_CATALOGUE = ("exam", "category", "package", "location")
# A rule for one row; what is not in the table is the catalogue, which everybody may see.
POLICY: dict[tuple[Role, str], Rule] = {
    (Role.ADMIN, "appointment"): _everybody,
    (Role.ADMIN, "result"): _everybody,
    (Role.ADMIN, "user"): _everybody,
    (Role.PATIENT, "appointment"): _own,
    (Role.PATIENT, "result"): _own_released,
    (Role.PATIENT, "user"): _oneself,
    (Role.DOCTOR, "appointment"): _ordered,
    (Role.DOCTOR, "result"): _ordered_result,
    (Role.DOCTOR, "user"): _oneself,
}


def allows(identity: Identity, entity: str, row: Any) -> bool:
    """Whether ``identity`` may see this row of ``entity``."""
    rule = POLICY.get((identity.role, entity), _everybody if entity in _CATALOGUE else _nobody)
    return rule(identity, row)


def _find(session: Session, entity: str, entity_id: int) -> Any:
    row = session.scalar(select(ENTITIES[entity]).where(ENTITIES[entity].id == entity_id))
    return None if row is None or row.deleted_at is not None else row


def may_see(identity: Identity, entity: str, entity_id: int | None) -> bool:
    """Whether ``identity`` may see an entity, or all of its kind where ``entity_id`` is None.

    Raises InvalidPayload for an unknown kind, NotFound for what does not exist, where the caller may know that.
    """
    if entity not in ENTITIES:
        raise InvalidPayload(errors={"entity": [N_("No existe.")]})
    if entity_id is None:
        return entity in _CATALOGUE or identity.is_admin
    with reading() as session:
        row = _find(session, entity, entity_id)
        if row is not None:
            return allows(identity, entity, row)
    if identity.is_admin or entity in _CATALOGUE:
        raise NotFound()
    # Whether somebody else's record exists is not theirs to learn.
    return False
