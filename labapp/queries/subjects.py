"""Whom and what the entries of the log concern: the patient and the exams of an appointment or of a result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from labapp.contract.audit import EntryView
from labapp.models import Appointment, Result
from labapp.queries.appointments import names_of_lines
from labapp.unit_of_work import reading


@dataclass(frozen=True, slots=True)
class Subject:
    """The patient and the exams of an appointment or a result, and the time zone of the location."""

    patient_id: int
    patient_name: str
    exams: tuple[str, ...]
    timezone: str


# By kind and id of the record.
Subjects = Mapping[tuple[str, int], Subject]


def of_entries(entries: Iterable[EntryView]) -> Subjects:
    """Return the subjects of those entries that are about one appointment or one result, as they are now."""
    records = {(one.entity_type, one.entity_id) for one in entries if one.entity_id is not None}
    visits = select(Appointment).where(Appointment.id.in_({id_ for kind, id_ in records if kind == "appointment"}))
    results = select(Result).where(Result.id.in_({id_ for kind, id_ in records if kind == "result"}))
    related = (joinedload(Appointment.patient), joinedload(Appointment.location))
    of_visit = joinedload(Result.appointment)
    with reading() as session:
        booked = session.scalars(visits.options(*related)).all()
        ordered = session.scalars(results.options(*(of_visit.options(one) for one in related))).all()
    names = names_of_lines(booked)
    found = {("appointment", row.id): (row, tuple(names[row.id])) for row in booked}
    found |= {("result", row.id): (row.appointment, (row.exam_name,)) for row in ordered}
    return {
        key: Subject(visit.patient_id, visit.patient.name, exams, visit.location.timezone)
        for key, (visit, exams) in found.items()
    }
