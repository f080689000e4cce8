"""Accounts: lists, searched, filtered and paged in the database, and single ones."""

from collections.abc import Collection

from sqlalchemy import func, select

from labapp.contract.accounts import Sort
from labapp.errors import NotFound
from labapp.files.text import fold_column, matching
from labapp.identity import Identity, Role
from labapp.models import Appointment, User
from labapp.policy.visibility import visible_to
from labapp.queries.page import paginate
from labapp.unit_of_work import reading

_MAX_PARAMETERS = 10_000


def names(ids: Collection[int], *, q: str | None = None) -> dict[int, tuple[str, str]]:
    """Return the name and e-mail address of these accounts, including deleted ones, by id. ``q`` filters them."""
    query = select(User.id, User.name, User.email).order_by(fold_column(User.name), User.id)
    if q:
        query = query.where(matching(q, User.name, User.email, func.coalesce(User.document_number, "")))
    account_ids = sorted(ids)
    found: dict[int, tuple[str, str]] = {}
    with reading() as session:
        # Both databases accept about ten thousand parameters, so in practice this is one query.
        for start in range(0, len(account_ids), _MAX_PARAMETERS):
            rows = session.execute(query.where(User.id.in_(account_ids[start : start + _MAX_PARAMETERS])))
            found |= {row.id: (row.name, row.email) for row in rows}
    return found


def find(
    *,
    q: str | None = None,
    role: Role | None = None,
    active: bool | None = None,
    document_proposed: bool | None = None,
    sort: Sort = "name",
    page: int = 1,
    per_page: int = 50,
) -> tuple[list[User], int]:
    """Return one page of the accounts, and the total.

    ``q`` matches name, e-mail address and document number. ``document_proposed`` selects the accounts with a proposed
    document number, or those without.
    """
    query = select(User).where(User.deleted_at.is_(None))
    if q:
        query = query.where(matching(q, User.name, User.email, func.coalesce(User.document_number, "")))
    if role is not None:
        query = query.where(User.role == role)
    if active is not None:
        query = query.where(User.active.is_(active))
    if document_proposed is not None:
        query = query.where(User.document_proposed_at.is_not(None) == document_proposed)
    keys = {"name": fold_column(User.name), "email": User.email, "createdAt": User.created_at}
    key = keys[sort.removeprefix("-")]
    order = key.desc() if sort.startswith("-") else key
    with reading() as session:
        rows, total = paginate(session, query, order, User.id, page=page, per_page=per_page)
        return list(rows.scalars()), total


def find_patients(
    *, by: Identity, q: str | None = None, ids: Collection[int] | None = None, page: int = 1, per_page: int = 50
) -> tuple[list[User], int]:
    """Return one page of the patients with an appointment ordered by the doctor ``by``, by name, and the total.

    ``q`` matches name and document number. ``ids`` restricts the result to these accounts.
    """
    ordered = select(Appointment.id).where(Appointment.patient_id == User.id, visible_to(by, Appointment))
    query = select(User).where(ordered.exists())
    if q:
        query = query.where(matching(q, User.name, func.coalesce(User.document_number, "")))
    if ids is not None:
        query = query.where(User.id.in_(ids))
    with reading() as session:
        rows, total = paginate(session, query, fold_column(User.name), User.id, page=page, per_page=per_page)
        return list(rows.scalars()), total


def get(user_id: int) -> User:
    """Return an account. Raises NotFound."""
    with reading() as session:
        user = session.get(User, user_id)
        if user is None or user.deleted_at is not None:
            raise NotFound()
        return user


def by_email(email: str) -> User:
    """Return the account with an e-mail address. Raises NotFound."""
    with reading() as session:
        user = session.scalar(select(User).where(User.email == email.strip().lower(), User.deleted_at.is_(None)))
        if user is None:
            raise NotFound()
        return user
