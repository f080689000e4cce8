"""Searching accounts: filtered, sorted and paged in the database."""

from typing import Literal

from sqlalchemy import func, select

from labapp.identity import Role
from labapp.models import User
from labapp.services.matching import folded, matching
from labapp.unit_of_work import reading

Sort = Literal["name", "-name", "email", "-email", "createdAt", "-createdAt"]


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
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(query.order_by(order, User.id).limit(per_page).offset((page - 1) * per_page))
        return list(rows), total
