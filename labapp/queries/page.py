"""Pagination: one page of a query, and the total number of rows."""

from collections.abc import Sequence
from typing import TypeVarTuple

from sqlalchemy import Result, Select, SQLColumnExpression, func
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption

Columns = TypeVarTuple("Columns")


def count(session: Session, query: Select[*Columns]) -> int:
    """Return the number of rows of ``query``, which must not group or limit them."""
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)) or 0


def paginate(
    session: Session,
    query: Select[*Columns],
    *order: SQLColumnExpression[object],
    page: int,
    per_page: int,
    options: Sequence[ExecutableOption] = (),
) -> tuple[Result[*Columns], int]:
    """Return one page of ``query``, sorted by ``order``, and the total number of rows.

    ``page`` counts from 1. ``options`` are loader options for the rows of the page.
    """
    window = query.order_by(*order).limit(per_page).offset((page - 1) * per_page)
    return session.execute(window.options(*options)), count(session, query)
