"""Reading the inbox moves its position forward."""

from sqlalchemy import update

from labapp.events import log
from labapp.identity import Identity
from labapp.models import User
from labapp.queries import inbox
from labapp.unit_of_work import unit_of_work


def mark_read(*, up_to: int, by: Identity) -> int:
    """Note that ``by`` has read everything up to an event, and return how many are unread; it never goes back.

    Beyond the last event there is nothing that could be read: what happens next is unread.
    """
    with unit_of_work(by) as work:
        position = min(up_to, log.head(work.session).seq)
        # Below the version of the row: a reading disturbs nobody who changes the account meanwhile.
        forward = update(User).where(User.id == by.user_id, User.inbox_read_to < position)
        work.session.execute(forward.values(inbox_read_to=position).execution_options(synchronize_session=False))
        return inbox.unread(work.session, by=by)
