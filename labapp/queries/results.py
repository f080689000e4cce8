"""Reading results: those that the caller may see, and the exams whose result can still be opened."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from labapp.contract.results import Status
from labapp.errors import NotFound
from labapp.files.text import matching
from labapp.identity import Identity
from labapp.models import Appointment, Exam, Package, Result, User
from labapp.policy.visibility import visible_to
from labapp.queries.page import paginate
from labapp.unit_of_work import reading


def ordered_exams(session: Session, appointment: Appointment) -> set[int]:
    """Return the ids of the exams that an appointment is for, those of its packages included."""
    packaged = (session.get(Package, one) for one in appointment.package_ids)
    return {*appointment.exam_ids, *(exam for package in packaged if package for exam in package.exam_ids)}


def visible_result(session: Session, result_id: int, by: Identity) -> Result:
    """Return a result. Raises NotFound for what ``by`` may not see."""
    row = session.scalar(select(Result).where(Result.id == result_id, visible_to(by, Result)))
    if row is None:
        raise NotFound()
    return row


def openable(appointment_id: int, *, by: Identity) -> list[Exam]:
    """Return the exams of an appointment whose result is not open yet, by name; none of a cancelled one."""
    with reading() as session:
        mine = select(Appointment).where(Appointment.id == appointment_id, visible_to(by, Appointment))
        appointment = session.scalar(mine)
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
    named: bool = False,
) -> tuple[list[Result], int]:
    """Return one page of the results that the caller may see, newest first, and how many there are.

    ``q`` is looked for in the names of patient and exam. ``named`` ones come with their appointment and its patient.
    """
    query = select(Result).where(visible_to(by, Result))
    if q:
        query = query.join(User, User.id == Result.patient_id).where(matching(q, User.name, Result.exam_name))
    if has_file is not None:
        query = query.where(Result.sha256.is_not(None) if has_file else Result.sha256.is_(None))
    options = (joinedload(Result.appointment).joinedload(Appointment.patient),) if named else ()
    for column, wanted in (
        (Result.id, result_id),
        (Result.status, status),
        (Result.patient_id, patient_id),
        (Result.appointment_id, appointment_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    with reading() as session:
        rows, total = paginate(session, query, Result.id.desc(), page=page, per_page=per_page, options=options)
        return list(rows.scalars()), total
