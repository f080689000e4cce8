"""The catalogue: creating, changing and deleting categories, exams, packages and locations."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Select, bindparam, select
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from labapp.clock import iso, now
from labapp.contract.base import JsonObject, Values, View
from labapp.contract.catalog import ExamView, Row
from labapp.contract.events import CatalogUpdate
from labapp.contract.facts import FactName
from labapp.contract.records import dump, kind_of, view_of
from labapp.errors import Conflict, ErrorCode, InvalidPayload, NotFound
from labapp.eventloop import in_chunks
from labapp.events.log import Fact
from labapp.extensions import table_of
from labapp.identity import Identity
from labapp.locale import N_
from labapp.models import Appointment, AppointmentLine, Category, Exam, Location, Package
from labapp.models.catalog import Catalogued, package_exam
from labapp.unit_of_work import UnitOfWork, check_version, unit_of_work

# A shared lock on the referenced row. A concurrent ``delete`` waits for the commit, then finds the row in use.
_SHARED = {"read": True}
_TAKEN = {
    "code": (ErrorCode.CODE_TAKEN, N_("Este código ya está en uso.")),
    "name": (ErrorCode.NAME_TAKEN, N_("Este nombre ya está en uso.")),
}


def _with_event(fact: Fact, view: View | None, name: str, *, is_price: bool) -> Fact:
    """Return ``fact`` with its event and, for a price change, the name of that fact. ``view`` is the offered record."""
    kind = fact.name.entity_type
    payload = CatalogUpdate.model_validate(
        {
            "type": "price" if is_price else kind,
            "action": fact.name.action,
            "entity_id": fact.entity_id,
            "entity_name": name,
            "entity": view,
            "timestamp": iso(now()),
        }
    )
    data = {"entityName": name}
    if not is_price:
        return replace(fact, payload=payload, data=data)
    prices = {"before": fact.before, "after": fact.after}
    return replace(fact, name=FactName.of(kind, "price_changed"), payload=payload, data=data | prices)


def _record(work: UnitOfWork, row: Catalogued, before: JsonObject | None, verb: str = "updated") -> None:
    fact = work.changed(row, before, verb)
    if fact is not None:
        is_price = verb == "updated" and set(fact.after or {}) == {"price"}
        view = view_of(row) if row.active and row.deleted_at is None else None
        work.record(_with_event(fact, view, row.name, is_price=is_price))


def _load_exams(session: Session, ids: Sequence[int]) -> list[Exam]:
    unique_ids = set(ids)
    found = list(
        session.scalars(
            select(Exam)
            .where(Exam.id.in_(unique_ids), Exam.deleted_at.is_(None))
            .order_by(Exam.id)
            .with_for_update(read=True)
        )
    )
    if len(found) != len(unique_ids):
        raise InvalidPayload(errors={"examIds": [N_("Hay exámenes que no existen.")]})
    return found


def _assign(session: Session, row: Catalogued, values: dict[str, object]) -> None:
    """Set ``values``. Raises InvalidPayload where a referenced category or exam does not exist."""
    if "category_id" in values:
        category = session.get(Category, values["category_id"], with_for_update=_SHARED)
        if category is None or category.deleted_at is not None:
            raise InvalidPayload(errors={"categoryId": [N_("La categoría no existe.")]})
    for field, value in values.items():
        if field == "exam_ids" and isinstance(row, Package) and isinstance(value, list):
            exams = _load_exams(session, value)
            if row.id is not None and exams != row.exams:
                # The list is in another table: marking a column makes SQLAlchemy increment the row's version.
                flag_modified(row, "name")
            row.exams = exams
        else:
            setattr(row, field, value)


def _check_unique(session: Session, row: Catalogued) -> None:
    for field in ("code", "name") if isinstance(row, Category | Location) else ("code",):
        if not hasattr(row, field):
            continue
        model = type(row)
        query = select(model.id).where(getattr(model, field) == getattr(row, field), model.id != (row.id or 0))
        with session.no_autoflush:
            if session.scalar(query) is not None:
                code, detail = _TAKEN[field]
                raise Conflict(detail, code=code, errors={field: [detail]})


def create(model: type[Row], values: Values, *, by: Identity) -> Row:
    """Create a row. Raises Conflict (``code_taken``, ``name_taken``), and InvalidPayload for unknown references."""
    with unit_of_work(by) as work:
        row = model()
        if isinstance(row, Package):
            # Loaded now, since the row is read after its session has ended.
            row.exams = []
        with work.session.no_autoflush:
            _assign(work.session, row, values)
        _check_unique(work.session, row)
        work.session.add(row)
        _record(work, row, None, "created")
    return row


def update(model: type[Row], row_id: int, values: Values, *, by: Identity, version: int | None = None) -> Row:
    """Change fields of a row. Without a difference nothing is recorded.

    ``version`` is the version that the caller read. Raises NotFound, InvalidPayload for unknown references, and
    Conflict (``stale``, ``code_taken``, ``name_taken``).
    """
    with unit_of_work(by) as work:
        row = work.get(model, row_id, version=version)
        before = dump(row)
        with work.session.no_autoflush:
            _assign(work.session, row, values)
        _check_unique(work.session, row)
        _record(work, row, before)
    return row


def _in_use(session: Session, row: Catalogued) -> bool:
    queries: dict[str, Callable[[], Select[int]]] = {
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


def _open_lines() -> Select[int]:
    open_appointment = Appointment.status.in_(("pending", "confirmed"))
    return select(AppointmentLine.id).join(Appointment).where(open_appointment).limit(1)


def delete(model: type[Row], row_id: int, *, by: Identity, version: int | None = None) -> None:
    """Delete a row, which history still refers to. Raises NotFound, and Conflict (``in_use``, ``stale``)."""
    with unit_of_work(by) as work:
        # A booking holds a shared lock until its commit. Without this lock an uncommitted booking would be missed.
        row = work.get(model, row_id, lock=True, version=version)
        if _in_use(work.session, row):
            raise Conflict("Está en uso; desactívelo en su lugar.", code=ErrorCode.IN_USE)
        before = dump(row)
        row.deleted_at, row.active = now(), False
        _record(work, row, before, "deleted")


_EXAM = table_of(Exam)
# Built once and executed below the ORM, for the most frequent change.
_LOCK_EXAM = (
    select(_EXAM)
    .where(_EXAM.c.id == bindparam("exam"), _EXAM.c.deleted_at.is_(None))
    # As strong as the lock of the update: bookings of the exam do not wait for it.
    .with_for_update(key_share=True)
)
_SET_PRICE = (
    update_rows(_EXAM).where(_EXAM.c.id == bindparam("exam")).values(price=bindparam("to"), version=_EXAM.c.version + 1)
)


def _price_fact(old: Decimal, exam: ExamView) -> Fact:
    """Return the fact that ``exam``, which has its new price, had the ``old`` one."""
    before, after = {"price": f"{old:.2f}"}, {"price": f"{exam.price:.2f}"}
    fact = Fact(FactName.EXAM_PRICE_CHANGED, exam.id, before=before, after=after)
    return _with_event(fact, exam if exam.active else None, exam.name, is_price=True)


def set_exam_price(exam_id: int, price: Decimal, *, by: Identity, version: int | None = None) -> tuple[ExamView, int]:
    """Set the price of one exam, as ``update`` does, below the ORM. Return the exam and its version.

    ``version`` is the version that the caller read. Raises NotFound, and Conflict (``stale``).
    """
    with unit_of_work(by) as work:
        row = work.connection.execute(_LOCK_EXAM, {"exam": exam_id}).one_or_none()
        if row is None:
            raise NotFound()
        check_version(Exam, row.version, version)
        exam, new_version = ExamView.model_validate(row), row.version
        if price != row.price:
            work.connection.execute(_SET_PRICE, {"exam": exam_id, "to": price})
            exam.price, new_version = price, row.version + 1
            work.record(_price_fact(row.price, exam))
    return exam, new_version


def _lock_exams(session: Session, ids: Sequence[int]) -> dict[int, Exam]:
    # Locked in ascending order, so that overlapping lists cannot deadlock.
    live = select(Exam).where(Exam.deleted_at.is_(None)).order_by(Exam.id).with_for_update()
    found: dict[int, Exam] = {}
    for part in in_chunks(sorted(set(ids))):
        found |= {exam.id: exam for exam in session.scalars(live.where(Exam.id.in_(part)))}
    return found


def reprice(changes: Sequence[tuple[int, Decimal]], *, by: Identity) -> int:
    """Set the prices of many exams, all or none, and return how many changed.

    Each change has its own ``price`` event, in the given order. Long lists are processed in chunks, so that other
    requests are served in between. Raises InvalidPayload with an error for each exam that does not exist or is listed
    twice.
    """
    ids = [exam_id for exam_id, _ in changes]
    first = {exam_id: position for position, exam_id in reversed(list(enumerate(ids)))}
    with unit_of_work(by) as work:
        found = _lock_exams(work.session, ids)
        errors = {
            f"changes.{position}.examId": [N_("El examen no existe o está repetido.")]
            for position, exam_id in enumerate(ids)
            if exam_id not in found or first[exam_id] != position
        }
        if errors:
            raise InvalidPayload(errors=errors)
        changed = [(found[exam_id], price) for exam_id, price in changes if found[exam_id].price != price]
        for part in in_chunks(changed):
            work.connection.execute(_SET_PRICE, [{"exam": exam.id, "to": price} for exam, price in part])
            for exam, price in part:
                view = ExamView.model_validate(exam)
                view.price = price
                work.record(_price_fact(exam.price, view))
    return len(work.facts)
