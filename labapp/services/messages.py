"""System messages of an administrator to all users, or to one role."""

from labapp.clock import iso, now
from labapp.contract.events import RoleName, SystemMessage
from labapp.contract.facts import FactName
from labapp.contract.messages import Kind
from labapp.events.log import Fact
from labapp.identity import Identity, Role
from labapp.models import Message
from labapp.unit_of_work import unit_of_work


def send(*, type: Kind, message: str, target_role: Role | None = None, by: Identity) -> Message:
    """Send ``message`` to all users, or to those with ``target_role``."""
    moment = now()
    role: RoleName | None = target_role.value if target_role else None
    with unit_of_work(by) as work:
        row = Message(type=type, message=message, target_role=role, user_id=by.user_id, created_at=moment)
        work.session.add(row)
        work.session.flush()
        payload = SystemMessage(type=type, message=message, target_role=role, timestamp=iso(moment))
        data = {"type": type, "message": message, "targetRole": role}
        work.record(Fact(FactName.MESSAGE_SENT, row.id, payload=payload, data=data, after=data))
    return row
