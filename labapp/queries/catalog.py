"""The catalogue: lists, searched and paged in the database, and a snapshot with its version.

The version is the number of the last catalogue event in the log. It is read before the rows, so a snapshot is never
older than its version.
"""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Select, SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from labapp.cache import LatestCache
from labapp.contract.catalog import Row, Sort
from labapp.errors import NotFound
from labapp.events import log
from labapp.events.log import LogHead
from labapp.files.text import fold_column, matching
from labapp.models import Category, EventEntry, Exam, Location, Package
from labapp.policy.visibility import CATALOG
from labapp.queries import position
from labapp.queries.page import paginate
from labapp.queries.position import positioned
from labapp.unit_of_work import reading


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All active rows. ``version`` is the number of the last catalogue event that they include."""

    version: int
    categories: list[Category]
    exams: list[Exam]
    packages: list[Package]
    locations: list[Location]


def _order(model: type[Row], sort: Sort) -> SQLColumnExpression[str]:
    column: InstrumentedAttribute[str] = getattr(model, sort.removeprefix("-"), model.name)
    key = fold_column(column) if column is model.name else column
    return key.desc() if sort.startswith("-") else key


def _active(model: type[Row]) -> Select[Row]:
    return (
        select(model)
        .where(model.deleted_at.is_(None), model.active.is_(True))
        .order_by(fold_column(model.name), model.id)
    )


def _filtered(model: type[Row], *, q: str | None, category_id: int | None, active: bool | None) -> Select[Row]:
    query = select(model).where(model.deleted_at.is_(None))
    if q:
        texts = [getattr(model, name) for name in ("code", "name") if hasattr(model, name)]
        query = query.where(matching(q, *texts))
    if category_id is not None and issubclass(model, Exam):
        query = query.where(Exam.category_id == category_id)
    if category_id is not None and issubclass(model, Package):
        query = query.where(Package.exams.any(Exam.category_id == category_id))
    if active is not None:
        query = query.where(model.active.is_(active))
    return query


def find(
    model: type[Row],
    *,
    q: str | None = None,
    category_id: int | None = None,
    active: bool | None = None,
    sort: Sort = "name",
    page: int = 1,
    per_page: int = 50,
) -> tuple[list[Row], int]:
    """Return one page of the rows of ``model``, and the total.

    ``q`` matches code and name. ``category_id`` selects the exams of a category, or the packages with at least one of
    them. Models without the ``sort`` column are sorted by name.
    """
    query = _filtered(model, q=q, category_id=category_id, active=active)
    with positioned() as session:
        rows, total = paginate(session, query, _order(model, sort), model.id, page=page, per_page=per_page)
        return list(rows.scalars()), total


def ids(
    model: type[Row], *, q: str | None = None, category_id: int | None = None, active: bool | None = None
) -> list[int]:
    """Return the ids of all rows that ``find`` returns page by page, ascending."""
    query = _filtered(model, q=q, category_id=category_id, active=active)
    with reading() as session:
        return list(session.scalars(query.with_only_columns(model.id).order_by(model.id)))


def _last_change(session: Session, after: int) -> int:
    last = select(func.max(EventEntry.seq)).where(EventEntry.seq > after, EventEntry.entity_type.in_(CATALOG))
    return session.scalar(last) or 0


def version() -> tuple[str, int]:
    """Return the log's epoch and the catalogue's version in it.

    Reads one row while the log is unchanged, otherwise also the entries since the last call.
    """
    cache: LatestCache = current_app.extensions["cache"]
    with reading() as session:
        head = log.head(session)
        # No event of the catalogue lies between its version and the head of the log.
        position.note(head)

        def find_version() -> int:
            seen, last = cache.peek("catalog.version") or (None, 0)
            if not isinstance(seen, LogHead) or not isinstance(last, int):
                return _last_change(session, 0)
            if seen.epoch != head.epoch or seen.seq > head.seq:
                return _last_change(session, 0)
            return max(last, _last_change(session, seen.seq))

        return head.epoch, cache.get("catalog.version", head, find_version)


def snapshot(*, at: int) -> Snapshot:
    """Return all active rows. ``at`` is the version, which must be read before this call."""
    with reading() as session:
        return Snapshot(
            at,
            list(session.scalars(_active(Category))),
            list(session.scalars(_active(Exam))),
            list(session.scalars(_active(Package))),
            list(session.scalars(_active(Location))),
        )


def get(model: type[Row], row_id: int, *, active_only: bool = False) -> Row:
    """Return a row of the catalogue. Raises NotFound, with ``active_only`` for inactive rows as well."""
    with positioned() as session:
        row = session.get(model, row_id)
        if row is None or row.deleted_at is not None or (active_only and not row.active):
            raise NotFound()
        return row
