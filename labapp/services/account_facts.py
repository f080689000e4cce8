"""Facts of accounts, with the event for the user of the account."""

from dataclasses import replace

from labapp.clock import iso, now
from labapp.contract.events import UserUpdate
from labapp.events.log import Fact
from labapp.models import User
from labapp.unit_of_work import UnitOfWork


def record_change(work: UnitOfWork, user: User, fact: Fact | None, kind: str) -> None:
    """Record a fact of an account with the event for its user, whose ``type`` is ``kind``. Record nothing for None."""
    if fact is None:
        return
    # To its user, a new account being active is no change.
    changes = fact.after and {name: value for name, value in fact.after.items() if fact.before or name != "active"}
    payload = UserUpdate.model_validate(
        {"type": kind, "action": fact.name.action, "changes": changes, "timestamp": iso(now())}
    )
    data = {"entityName": user.name, "role": user.role}
    work.record(replace(fact, payload=payload, subject_id=user.id, data=data))
