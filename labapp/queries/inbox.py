"""The inbox of an account, read from the event log by the stored audience of each event and the rights of now.

It contains the events for this account alone, and the messages to all users and to the account's current role. Events
about an appointment or a result that the account may no longer see are not included, nor are those older than the
account or than the retention period.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.config import current_settings
from labapp.contract.base import JsonObject
from labapp.contract.events import INBOX_EVENTS
from labapp.errors import NotFound
from labapp.identity import Identity
from labapp.models import EventAudience, EventEntry, User
from labapp.policy.audience import user_room
from labapp.policy.visibility import readable_parts
from labapp.queries.page import count, paginate
from labapp.queries.position import positioned


@dataclass(frozen=True, slots=True)
class Notice:
    """An event as it was sent, and whether it is read. Events that the account itself caused count as read."""

    event_id: int
    event: str
    payload: JsonObject
    read: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of notices; ``total`` and ``unread`` count the whole inbox."""

    items: list[Notice]
    total: int
    unread: int


def addressed_to(by: Identity, account: User) -> Select[EventEntry]:
    """Return the query for the entries of an inbox. Each half of the union uses its own index."""
    addressed = (
        select(EventEntry.seq)
        .join(EventAudience, EventAudience.seq == EventEntry.seq)
        .where(EventAudience.part == "event", readable_parts(by))
    )
    own = addressed.where(EventAudience.room == user_room(by.user_id))
    messages = addressed.where(EventEntry.entity_type == "message")
    numbers = union(own, messages).subquery()
    kept_since = now() - timedelta(days=current_settings().event_retention_days)
    return (
        select(EventEntry)
        .join(numbers, numbers.c.seq == EventEntry.seq)
        .where(EventEntry.event.in_(INBOX_EVENTS), EventEntry.created_at >= max(account.created_at, kept_since))
    )


def _unread(session: Session, by: Identity, account: User) -> int:
    newer = addressed_to(by, account).where(EventEntry.seq > account.inbox_read_to)
    return count(session, newer.where(or_(EventEntry.user_id.is_(None), EventEntry.user_id != by.user_id)))


def notice_of(row: EventEntry, by: Identity, account: User) -> Notice:
    """Return an entry of the inbox as a notice."""
    read_already = row.seq <= account.inbox_read_to or row.user_id == by.user_id
    return Notice(row.seq, row.event or "", row.payload or {}, read_already)


def _account(session: Session, by: Identity) -> User:
    account = session.get(User, by.user_id)
    if account is None:
        raise NotFound()
    return account


def find(*, by: Identity, page: int = 1, per_page: int = 50) -> Inbox:
    """Return one page of the inbox of ``by``, newest first. Raises NotFound where the account does not exist."""
    with positioned() as session:
        account = _account(session, by)
        query = addressed_to(by, account)
        rows, total = paginate(session, query, EventEntry.seq.desc(), page=page, per_page=per_page)
        items = [notice_of(row, by, account) for row in rows.scalars()]
        return Inbox(items, total, _unread(session, by, account))


def unread(session: Session, *, by: Identity) -> int:
    """Return the number of unread notices of ``by``, as seen by the transaction of ``session``."""
    return _unread(session, by, _account(session, by))
