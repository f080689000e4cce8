"""Marking the inbox as read."""

from sqlalchemy import update

from labapp.events import log
from labapp.identity import Identity
from labapp.models import User
from labapp.queries import inbox
from labapp.unit_of_work import unit_of_work


def mark_read(*, up_to: int, by: Identity) -> int:
    """Mark the inbox of ``by`` as read up to an event, and return how many notices are unread.

    The position never goes back, and never beyond the last event: later events are unread.
    """
    with unit_of_work(by) as work:
        position = min(up_to, log.head(work.session).seq)
        # Leaves ``version`` alone, so that a concurrent change of the account is not refused as stale.
        forward = update(User).where(User.id == by.user_id, User.inbox_read_to < position)
        work.session.execute(forward.values(inbox_read_to=position).execution_options(synchronize_session=False))
        return inbox.unread(work.session, by=by)
