"""The system messages that were sent."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from labapp.models import Message
from labapp.queries.page import paginate
from labapp.unit_of_work import reading


def find(*, page: int = 1, per_page: int = 50, load_related: bool = False) -> tuple[list[Message], int]:
    """Return one page of the messages, newest first, and the total. ``load_related`` loads the senders."""
    options = (joinedload(Message.user),) if load_related else ()
    with reading() as session:
        rows, total = paginate(
            session, select(Message), Message.id.desc(), page=page, per_page=per_page, options=options
        )
        return list(rows.scalars()), total
