"""Bulk price changes: previews of a percentage or a price list, and the export.

Nothing here writes. ``services.catalog.reprice`` applies a preview.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import ColumnElement, select

from labapp.errors import InvalidPayload
from labapp.eventloop import in_thread
from labapp.files import price_list
from labapp.files.csv_cells import BYTE_ORDER_MARK, PLAIN, Notation, escape_formula, format_row
from labapp.files.price_list import PRICE_LIMIT, Fault, PriceList
from labapp.locale import N_
from labapp.models import Category, Exam
from labapp.unit_of_work import reading

_CENT = Decimal("0.01")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class PricedExam:
    """An exam and its price."""

    id: int
    code: str
    name: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """A price change of one exam; ``price`` is the new price."""

    exam: PricedExam
    price: Decimal

    @property
    def difference(self) -> Decimal:
        """The new price minus the current one."""
        return self.price - self.exam.price


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes. ``unchanged`` exams already have the price, ``missing`` ones are no longer in the catalogue."""

    changes: tuple[Change, ...]
    unchanged: int = 0
    missing: int = 0
    faults: tuple[Fault, ...] = ()


def apply_percent(price: Decimal, percent: Decimal) -> Decimal:
    """Return ``price`` changed by ``percent``, rounded to the cent, half a cent up."""
    return (price * (100 + percent) / 100).quantize(_CENT, ROUND_HALF_UP)


def _find_exams(*criteria: ColumnElement[bool]) -> list[PricedExam]:
    rows = select(Exam.id, Exam.code, Exam.name, Exam.price).where(Exam.deleted_at.is_(None), *criteria)
    with reading() as session:
        return [PricedExam(row.id, row.code, row.name, row.price) for row in session.execute(rows.order_by(Exam.code))]


def _preview(prices: Iterable[tuple[PricedExam, Decimal]], *, missing: int = 0) -> Preview:
    every = [Change(exam, price) for exam, price in prices]
    changes = tuple(change for change in every if change.difference)
    return Preview(changes, unchanged=len(every) - len(changes), missing=missing)


def preview_percent(exam_ids: Sequence[int], percent: Decimal) -> Preview:
    """Preview a change of the prices of these exams by ``percent``.

    Raises InvalidPayload where a new price would be negative or not below ``PRICE_LIMIT``.
    """
    exams = _find_exams(Exam.id.in_(exam_ids))
    prices = [(exam, apply_percent(exam.price, percent)) for exam in exams]
    if any(not 0 <= price < PRICE_LIMIT for _, price in prices):
        raise InvalidPayload(errors={"percent": [N_("Con este porcentaje hay un precio que no es posible.")]})
    return _preview(prices, missing=len(set(exam_ids)) - len(exams))


def preview_list(prices: PriceList, exams: Iterable[PricedExam]) -> Preview:
    """Preview a price list against ``exams``. A list with faults changes nothing."""
    by_code = {exam.code: exam for exam in exams}
    unknown = [Fault("unknown_code", entry.line, entry.code) for entry in prices.entries if entry.code not in by_code]
    if faults := sorted([*prices.faults, *unknown], key=lambda fault: fault.line or 0):
        return Preview((), faults=tuple(faults))
    return _preview((by_code[entry.code], entry.price) for entry in prices.entries)


def preview_csv(content: bytes) -> Preview:
    """Preview a CSV file. It is parsed in gevent's thread pool, so that the event loop is not blocked."""
    exams = _find_exams()

    def read() -> Preview:
        return preview_list(price_list.read(content), exams)

    return in_thread(read)


def export(columns: Sequence[str], notation: Notation = PLAIN) -> Iterator[str]:
    """Yield the price list as CSV in chunks. ``columns`` is the header of code, name, category and price."""
    yield BYTE_ORDER_MARK + format_row(columns, notation)
    last = ""
    while True:
        page = select(Exam.code, Exam.name, Category.name, Exam.price).join(Category, Category.id == Exam.category_id)
        page = page.where(Exam.deleted_at.is_(None), Exam.code > last).order_by(Exam.code).limit(_CHUNK)
        with reading() as session:
            found = session.execute(page).all()
        yield "".join(
            format_row([*map(escape_formula, texts), f"{price:.2f}".replace(".", notation.decimal)], notation)
            for *texts, price in found
        )
        if len(found) < _CHUNK:
            return
        last = found[-1][0]
