"""Confirmed and proposed document numbers, for the staff who compare them."""

from sqlalchemy import select

from labapp.models import User
from labapp.queries.page import paginate
from labapp.unit_of_work import reading


def holder(number: str) -> User | None:
    """Return the account with this confirmed number, or None. A deleted account keeps its number."""
    with reading() as session:
        return session.scalar(select(User).where(User.document_number == number))


def proposing(number: str, *, limit: int) -> list[User]:
    """Return the accounts that propose this number, oldest proposal first, at most ``limit``."""
    query = select(User).where(User.proposed_document_number == number, User.deleted_at.is_(None))
    with reading() as session:
        return list(session.scalars(query.order_by(User.document_proposed_at, User.id).limit(limit)))


def waiting(*, per_page: int) -> tuple[list[User], int]:
    """Return the accounts with an open proposal, oldest first, at most ``per_page``, and their number."""
    query = select(User).where(User.document_proposed_at.is_not(None), User.deleted_at.is_(None))
    with reading() as session:
        rows, total = paginate(session, query, User.document_proposed_at, User.id, page=1, per_page=per_page)
        return list(rows.scalars()), total
