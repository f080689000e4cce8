"""Visibility of a record, or of a kind of record, for subscriptions."""

from sqlalchemy import select

from labapp.errors import InvalidPayload, NotFound
from labapp.identity import Identity
from labapp.locale import N_
from labapp.policy.visibility import CATALOG, ENTITIES, may_see_kind, visible_to
from labapp.unit_of_work import reading


def may_see(identity: Identity, entity: str, entity_id: int | None) -> bool:
    """Return whether ``identity`` may see a record, or all records of its kind where ``entity_id`` is None.

    Raises InvalidPayload for an unknown kind. Raises NotFound for a record that does not exist, but only for
    administrators and for the catalogue: all others get False, as for an invisible record.
    """
    if entity not in ENTITIES:
        raise InvalidPayload(errors={"entity": [N_("No existe.")]})
    if entity_id is None:
        return may_see_kind(identity, entity)
    model = ENTITIES[entity]
    with reading() as session:
        if session.scalar(select(model.id).where(model.id == entity_id, visible_to(identity, model))) is not None:
            return True
    if identity.is_admin or entity in CATALOG:
        raise NotFound()
    # False for missing and invisible records alike, so that it does not reveal which records exist.
    return False
