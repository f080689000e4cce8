"""Searching accounts: filtered, sorted and paged in the database."""

from collections.abc import Collection

from sqlalchemy import func, select

from labapp.contract.accounts import Sort
from labapp.errors import NotFound
from labapp.files.text import folded, matching
from labapp.identity import Identity, Role
from labapp.models import Appointment, User
from labapp.policy.visibility import visible_to
from labapp.queries.page import paginate
from labapp.unit_of_work import reading

_MOST_VALUES = 10_000


def names(ids: Collection[int], *, q: str | None = None) -> dict[int, tuple[str, str]]:
    """Return name and e-mail address of these accounts, closed ones included; with ``q`` of those that it matches."""
    query = select(User.id, User.name, User.email).order_by(folded(User.name), User.id)
    if q:
        query = query.where(matching(q, User.name, User.email, func.coalesce(User.document_number, "")))
    wanted = sorted(ids)
    found: dict[int, tuple[str, str]] = {}
    with reading() as session:
        # A statement holds some ten thousand values on either database: in practice one query.
        for start in range(0, len(wanted), _MOST_VALUES):
            rows = session.execute(query.where(User.id.in_(wanted[start : start + _MOST_VALUES])))
            found |= {row.id: (row.name, row.email) for row in rows}
    return found


def find(
    *,
    q: str | None = None,
    role: Role | None = None,
    active: bool | None = None,
    sort: Sort = "name",
    page: int = 1,
    per_page: int = 50,
) -> tuple[list[User], int]:
    """Return one page of the accounts and how many there are; ``q`` is looked for in name, address and document."""
    query = select(User).where(User.deleted_at.is_(None))
    if q:
        query = query.where(matching(q, User.name, User.email, func.coalesce(User.document_number, "")))
    if role is not None:
        query = query.where(User.role == role)
    if active is not None:
        query = query.where(User.active.is_(active))
    keys = {"name": folded(User.name), "email": User.email, "createdAt": User.created_at}
    key = keys[sort.removeprefix("-")]
    order = key.desc() if sort.startswith("-") else key
    with reading() as session:
        rows, total = paginate(session, query, order, User.id, page=page, per_page=per_page)
        return list(rows.scalars()), total


def patients_of(
    *, by: Identity, q: str | None = None, ids: Collection[int] | None = None, page: int = 1, per_page: int = 50
) -> tuple[list[User], int]:
    """Return one page of the patients for whom the doctor ``by`` has ordered, by name, and how many there are.

    ``q`` is looked for in name and document; with ``ids`` only those among these are returned.
    """
    ordered = select(Appointment.id).where(Appointment.patient_id == User.id, visible_to(by, Appointment))
    query = select(User).where(ordered.exists())
    if q:
        query = query.where(matching(q, User.name, func.coalesce(User.document_number, "")))
    if ids is not None:
        query = query.where(User.id.in_(ids))
    with reading() as session:
        rows, total = paginate(session, query, folded(User.name), User.id, page=page, per_page=per_page)
        return list(rows.scalars()), total


def get(user_id: int) -> User:
    """Return an account. Raises NotFound."""
    with reading() as session:
        user = session.get(User, user_id)
        if user is None or user.deleted_at is not None:
            raise NotFound()
        return user
