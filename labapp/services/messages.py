"""System messages: from an administrator to everybody, or to one role."""

from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from labapp.clock import iso, now
from labapp.events.contract import SystemMessage
from labapp.events.log import Fact
from labapp.identity import Identity, Role
from labapp.models import Message
from labapp.unit_of_work import reading, unit_of_work

Kind = Literal["info", "warning", "error", "success"]


def send(*, type: Kind, message: str, target_role: Role | None = None, by: Identity) -> Message:
    """Send ``message`` to the screens of everybody, or of ``target_role``."""
    moment = now()
    role: Any = target_role.value if target_role else None
    with unit_of_work(by) as work:
        row = Message(type=type, message=message, target_role=role, user_id=by.user_id, created_at=moment)
        work.session.add(row)
        work.session.flush()
        payload = SystemMessage(type=type, message=message, target_role=role, timestamp=iso(moment))
        data = {"type": type, "message": message, "targetRole": role}
        work.record(Fact("message.sent", "message", row.id, "sent", payload=payload, data=data, after=data))
    return row


def find(*, page: int = 1, per_page: int = 50, named: bool = False) -> tuple[list[Message], int]:
    """Return one page of the messages sent, newest first, and how many there are; ``named`` ones with who sent them."""
    query = select(Message).order_by(Message.id.desc()).limit(per_page).offset((page - 1) * per_page)
    if named:
        query = query.options(joinedload(Message.user))
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Message)) or 0
        return list(session.scalars(query)), total
