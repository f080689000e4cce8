"""The catalogue: categories, exams, packages, locations."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from labapp.clock import iso, now
from labapp.contract.base import JsonObject, Values
from labapp.contract.catalog import Row
from labapp.contract.events import CatalogUpdate
from labapp.contract.facts import FactName
from labapp.contract.records import dump, kind_of
from labapp.errors import Conflict, ErrorCode, InvalidPayload
from labapp.eventloop import in_chunks
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.locale import N_
from labapp.models import Appointment, AppointmentLine, Category, Exam, Location, Package
from labapp.models.catalog import Catalogued, package_exam
from labapp.unit_of_work import UnitOfWork, unit_of_work

# What is referred to stays until the reference is committed; ``delete`` waits for it and finds it in use.
_SHARED: Any = {"read": True}
_TAKEN = {
    "code": (ErrorCode.CODE_TAKEN, N_("Este código ya está en uso.")),
    "name": (ErrorCode.NAME_TAKEN, N_("Este nombre ya está en uso.")),
}


def _event(row: Catalogued, fact: Fact, changed_price: bool) -> Fact:
    """Return the fact with the event that goes out."""
    kind = kind_of(row)
    payload = CatalogUpdate.model_validate(
        {
            "type": "price" if changed_price else kind,
            "action": fact.name.action,
            "entity_id": row.id,
            "entity_name": row.name,
            "timestamp": iso(now()),
        }
    )
    data = {"entityName": row.name}
    if not changed_price:
        return replace(fact, payload=payload, data=data)
    prices = {"before": fact.before, "after": fact.after}
    return replace(fact, name=FactName.of(kind, "price_changed"), payload=payload, data=data | prices)


def _record(work: UnitOfWork, row: Catalogued, before: JsonObject | None, happened: str = "updated") -> None:
    fact = work.changed(row, before, happened)
    if fact is not None:
        work.record(_event(row, fact, changed_price=happened == "updated" and set(fact.after or {}) == {"price"}))


def _exams(session: Session, ids: Sequence[int]) -> list[Exam]:
    wanted = set(ids)
    found = list(
        session.scalars(
            select(Exam)
            .where(Exam.id.in_(wanted), Exam.deleted_at.is_(None))
            .order_by(Exam.id)
            .with_for_update(read=True)
        )
    )
    if len(found) != len(wanted):
        raise InvalidPayload(errors={"examIds": [N_("Hay exámenes que no existen.")]})
    return found


def _assign(session: Session, row: Catalogued, values: dict[str, object]) -> None:
    """Set ``values``; raises InvalidPayload for references to what does not exist."""
    if "category_id" in values:
        category = session.get(Category, values["category_id"], with_for_update=_SHARED)
        if category is None or category.deleted_at is not None:
            raise InvalidPayload(errors={"categoryId": [N_("La categoría no existe.")]})
    for field, value in values.items():
        if field == "exam_ids" and isinstance(row, Package) and isinstance(value, list):
            exams = _exams(session, value)
            if row.id is not None and exams != row.exams:
                # The list is in another table: without this the row's version would not grow.
                flag_modified(row, "name")
            row.exams = exams
        else:
            setattr(row, field, value)


def _check_unique(session: Session, row: Any) -> None:
    for field in ("code", "name") if isinstance(row, Category | Location) else ("code",):
        if not hasattr(row, field):
            continue
        model = type(row)
        query = select(model.id).where(getattr(model, field) == getattr(row, field), model.id != (row.id or 0))
        with session.no_autoflush:
            if session.scalar(query) is not None:
                code, detail = _TAKEN[field]
                raise Conflict(detail, code=code)


def create(model: type[Row], values: Values, *, by: Identity) -> Row:
    """Add a row. Raises Conflict (``code_taken``, ``name_taken``) and InvalidPayload for unknown references."""
    with unit_of_work(by) as work:
        row = model()
        if isinstance(row, Package):
            # Set even where none is named, so that the new row can be read after its session.
            row.exams = []
        with work.session.no_autoflush:
            _assign(work.session, row, values)
        _check_unique(work.session, row)
        work.session.add(row)
        _record(work, row, None, "created")
    return row


def update(model: type[Row], row_id: int, values: Values, *, by: Identity, version: int | None = None) -> Row:
    """Change fields of a row; what changes nothing records nothing.

    ``version`` is the one the caller saw. Raises NotFound, Conflict (``stale``, ``code_taken``, ...).
    """
    with unit_of_work(by) as work:
        row = work.get(model, row_id, version=version)
        before = dump(row)
        with work.session.no_autoflush:
            _assign(work.session, row, values)
        _check_unique(work.session, row)
        _record(work, row, before)
    return row


def _in_use(session: Session, row: Any) -> bool:
    queries: dict[str, Callable[[], Any]] = {
        "category": lambda: select(Exam.id).where(Exam.category_id == row.id, Exam.deleted_at.is_(None)),
        "exam": lambda: (
            select(package_exam.c.exam_id)
            .join(Package, Package.id == package_exam.c.package_id)
            .where(package_exam.c.exam_id == row.id, Package.deleted_at.is_(None))
        ),
        "package": lambda: _open_lines().where(AppointmentLine.package_id == row.id),
        "location": lambda: select(Appointment.id).where(
            Appointment.location_id == row.id, Appointment.status.in_(("pending", "confirmed"))
        ),
    }
    kind = kind_of(row)
    if session.scalar(queries[kind]().limit(1)) is not None:
        return True
    return kind == "exam" and session.scalar(_open_lines().where(AppointmentLine.exam_id == row.id)) is not None


def _open_lines() -> Any:
    open_appointment = Appointment.status.in_(("pending", "confirmed"))
    return select(AppointmentLine.id).join(Appointment).where(open_appointment).limit(1)


def delete(model: type[Row], row_id: int, *, by: Identity, version: int | None = None) -> None:
    """Take a row out of the catalogue; history keeps it. Raises Conflict (``in_use``, ``stale``) and NotFound."""
    with unit_of_work(by) as work:
        # Who books it holds it shared until the commit: without the lock a booking in the making would go unseen.
        row = work.get(model, row_id, lock=True, version=version)
        if _in_use(work.session, row):
            raise Conflict("Está en uso; desactívelo en su lugar.", code=ErrorCode.IN_USE)
        before = dump(row)
        row.deleted_at, row.active = now(), False
        _record(work, row, before, "deleted")


_SET_PRICE = (
    update_rows(Exam).where(Exam.id == bindparam("exam")).values(price=bindparam("to"), version=Exam.version + 1)
)


def _locked(session: Session, ids: Sequence[int]) -> dict[int, Exam]:
    # In one order, so that two lists that overlap wait for each other and no more.
    live = select(Exam).where(Exam.deleted_at.is_(None)).order_by(Exam.id).with_for_update()
    found: dict[int, Exam] = {}
    for part in in_chunks(sorted(set(ids))):
        found |= {exam.id: exam for exam in session.scalars(live.where(Exam.id.in_(part)))}
    return found


def reprice(changes: Sequence[tuple[int, Decimal]], *, by: Identity) -> int:
    """Set the prices of many exams, all or nothing; return how many really changed.

    One ``price`` event each, in the order given; many are done in slices, so that meanwhile others are served.
    Raises InvalidPayload naming every exam that does not exist or stands twice.
    """
    ids = [exam_id for exam_id, _ in changes]
    first = {exam_id: position for position, exam_id in reversed(list(enumerate(ids)))}
    with unit_of_work(by) as work:
        found = _locked(work.session, ids)
        faults = {
            f"changes.{position}.examId": [N_("El examen no existe o está repetido.")]
            for position, exam_id in enumerate(ids)
            if exam_id not in found or first[exam_id] != position
        }
        if faults:
            raise InvalidPayload(errors=faults)
        changed = [(found[exam_id], price) for exam_id, price in changes if found[exam_id].price != price]
        for part in in_chunks(changed):
            work.session.connection().execute(_SET_PRICE, [{"exam": exam.id, "to": price} for exam, price in part])
            for exam, price in part:
                was, is_now = {"price": f"{exam.price:.2f}"}, {"price": f"{price:.2f}"}
                fact = Fact(FactName.EXAM_PRICE_CHANGED, exam.id, before=was, after=is_now)
                work.record(_event(exam, fact, changed_price=True))
    return len(work.facts)
