"""One page of a list, and how many rows the whole list has."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Result, Select, SQLColumnExpression, func
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption


def count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    """Return how many rows ``query`` finds; it must not group or limit them."""
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)) or 0


def paginate(
    session: Session,
    query: Select[*tuple[Any, ...]],
    *order: SQLColumnExpression[object],
    page: int,
    per_page: int,
    options: Sequence[ExecutableOption] = (),
) -> tuple[Result[*tuple[Any, ...]], int]:
    """Return one page of ``query``, sorted by ``order``, and how many rows there are in all.

    ``page`` counts from 1. ``options`` are loader options, which only the page itself needs.
    """
    window = query.order_by(*order).limit(per_page).offset((page - 1) * per_page)
    return session.execute(window.options(*options)), count(session, query)
