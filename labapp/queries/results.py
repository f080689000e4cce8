"""Results that are visible to the caller, and the exams of an appointment that have no result yet."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from labapp.contract.results import Status
from labapp.errors import NotFound
from labapp.files.text import matching
from labapp.identity import Identity, Role
from labapp.models import Appointment, Exam, Package, Result, User
from labapp.policy.visibility import visible_to
from labapp.queries.page import paginate
from labapp.queries.position import positioned
from labapp.unit_of_work import reading


def ordered_exams(session: Session, appointment: Appointment) -> set[int]:
    """Return the ids of the exams of an appointment, including those of its packages."""
    packaged = (session.get(Package, package_id) for package_id in appointment.package_ids)
    return {*appointment.exam_ids, *(exam for package in packaged if package for exam in package.exam_ids)}


def visible_result(session: Session, result_id: int, by: Identity) -> Result:
    """Return a result. Raises NotFound where it is not visible to ``by``."""
    row = session.scalar(select(Result).where(Result.id == result_id, visible_to(by, Result)))
    if row is None:
        raise NotFound()
    return row


def openable(appointment_id: int, *, by: Identity) -> list[Exam]:
    """Return the exams of an appointment without a result, sorted by name; none for a cancelled one.

    Raises NotFound where the appointment is not visible to ``by``.
    """
    with reading() as session:
        visible = select(Appointment).where(Appointment.id == appointment_id, visible_to(by, Appointment))
        appointment = session.scalar(visible)
        if appointment is None:
            raise NotFound()
        if appointment.status == "cancelled":
            return []
        opened = select(Result.exam_id).where(Result.appointment_id == appointment_id)
        query = select(Exam).where(Exam.id.in_(ordered_exams(session, appointment)), Exam.id.not_in(opened))
        return list(session.scalars(query.order_by(Exam.name, Exam.id)))


def find(
    *,
    by: Identity,
    q: str | None = None,
    result_id: int | None = None,
    status: Status | None = None,
    has_file: bool | None = None,
    patient_id: int | None = None,
    appointment_id: int | None = None,
    page: int = 1,
    per_page: int = 50,
    load_related: bool = False,
) -> tuple[list[Result], int]:
    """Return one page of the results that are visible to ``by``, and the total.

    Administrators get the order of creation, newest first. For the others, a release makes a result newest.
    ``q`` matches the names of the patient and the exam. ``load_related`` loads the appointments, with patient and
    location.
    """
    query = select(Result).where(visible_to(by, Result))
    if q:
        query = query.join(User, User.id == Result.patient_id).where(matching(q, User.name, Result.exam_name))
    if has_file is not None:
        query = query.where(Result.sha256.is_not(None) if has_file else Result.sha256.is_(None))
    visit = joinedload(Result.appointment)
    related = (visit.joinedload(Appointment.patient), visit.joinedload(Appointment.location))
    options = related if load_related else ()
    for column, value in (
        (Result.id, result_id),
        (Result.status, status),
        (Result.patient_id, patient_id),
        (Result.appointment_id, appointment_id),
    ):
        if value is not None:
            query = query.where(column == value)
    latest = Result.created_at if by.role is Role.ADMIN else func.coalesce(Result.released_at, Result.created_at)
    order = (latest.desc(), Result.id.desc())
    with positioned() as session:
        rows, total = paginate(session, query, *order, page=page, per_page=per_page, options=options)
        return list(rows.scalars()), total
