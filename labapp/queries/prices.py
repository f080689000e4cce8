"""Prices of many exams at once: what a percentage or a file would change, before anything is changed.

Nothing here writes; what was previewed is applied by ``catalog.reprice``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import ColumnElement, select

from labapp.errors import InvalidPayload
from labapp.eventloop import in_thread
from labapp.files import price_list
from labapp.files.csv_cells import BYTE_ORDER_MARK, guarded, line
from labapp.files.price_list import PRICES_END, Fault, PriceList
from labapp.locale import N_
from labapp.models import Category, Exam
from labapp.unit_of_work import reading

_CENT = Decimal("0.01")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Priced:
    """An exam and its price."""

    id: int
    code: str
    name: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """One exam's price, as it is and as it would be."""

    exam: Priced
    price: Decimal

    @property
    def difference(self) -> Decimal:
        """How much it would go up, or down."""
        return self.price - self.exam.price


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change; ``unchanged`` have that price already, ``missing`` are in the catalogue no longer."""

    changes: tuple[Change, ...]
    unchanged: int = 0
    missing: int = 0
    faults: tuple[Fault, ...] = ()


def adjusted(price: Decimal, percent: Decimal) -> Decimal:
    """Return ``price`` changed by ``percent``, to the cent; half a cent goes up."""
    return (price * (100 + percent) / 100).quantize(_CENT, ROUND_HALF_UP)


def _priced(*wanted: ColumnElement[bool]) -> list[Priced]:
    rows = select(Exam.id, Exam.code, Exam.name, Exam.price).where(Exam.deleted_at.is_(None), *wanted)
    with reading() as session:
        return [Priced(row.id, row.code, row.name, row.price) for row in session.execute(rows.order_by(Exam.code))]


def _preview(wanted: Iterable[tuple[Priced, Decimal]], *, missing: int = 0) -> Preview:
    every = [Change(exam, price) for exam, price in wanted]
    changes = tuple(change for change in every if change.difference)
    return Preview(changes, unchanged=len(every) - len(changes), missing=missing)


def by_percent(exam_ids: Sequence[int], percent: Decimal) -> Preview:
    """Return what a change of these exams' prices by ``percent`` does.

    Raises InvalidPayload where one of them would become a price that there cannot be.
    """
    exams = _priced(Exam.id.in_(exam_ids))
    wanted = [(exam, adjusted(exam.price, percent)) for exam in exams]
    if any(not 0 <= price < PRICES_END for _, price in wanted):
        raise InvalidPayload(errors={"percent": [N_("Con este porcentaje hay un precio que no es posible.")]})
    return _preview(wanted, missing=len(set(exam_ids)) - len(exams))


def compared(prices: PriceList, exams: Iterable[Priced]) -> Preview:
    """Return what a price list changes of ``exams``; one with faults changes nothing."""
    by_code = {exam.code: exam for exam in exams}
    unknown = [Fault("unknown_code", one.line, one.code) for one in prices.entries if one.code not in by_code]
    if faults := sorted([*prices.faults, *unknown], key=lambda fault: fault.line or 0):
        return Preview((), faults=tuple(faults))
    return _preview((by_code[one.code], one.price) for one in prices.entries)


def from_csv(content: bytes) -> Preview:
    """Return what a file changes; it is read in gevent's thread pool, away from the event loop."""
    exams = _priced()

    def read() -> Preview:
        return compared(price_list.read(content), exams)

    return in_thread(read)


def export(columns: Sequence[str]) -> Iterator[str]:
    """Yield the price list as CSV below a header that names ``columns``: code, name, category, price."""
    yield BYTE_ORDER_MARK + line(columns)
    last = ""
    while True:
        page = select(Exam.code, Exam.name, Category.name, Exam.price).join(Category, Category.id == Exam.category_id)
        page = page.where(Exam.deleted_at.is_(None), Exam.code > last).order_by(Exam.code).limit(_CHUNK)
        with reading() as session:
            found = session.execute(page).all()
        yield "".join(
            line([guarded(code), guarded(name), guarded(group), f"{price:.2f}"]) for code, name, group, price in found
        )
        if len(found) < _CHUNK:
            return
        last = found[-1][0]
