"""The activity log of the demo laboratory: the actions of its administrator, oldest first, without events.

It has no actions of patients: all entries of a transaction have the same acting user, and the audit trail would
attribute the patients' actions to the administrator.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from labapp.clock import iso
from labapp.contract.base import JsonObject
from labapp.contract.facts import FactName
from labapp.contract.records import differences, dump, kind_of
from labapp.events.log import Fact
from labapp.models import Appointment, Message, Result, User
from labapp.models.catalog import Catalogued
from labapp.seeds.rows import Catalogue, People

_Dated = tuple[datetime, Fact]


def _created(row: User | Catalogued) -> Fact:
    _, after = differences(None, dump(row))
    data = {"entityName": row.name} | ({"role": row.role} if isinstance(row, User) else {})
    return Fact(FactName.of(kind_of(row), "created"), row.id, data=data, after=after)


def _creations(people: People, catalogue: Catalogue) -> Iterator[Fact]:
    groups: tuple[Iterable[User | Catalogued], ...] = (
        people.accounts,
        catalogue.categories.values(),
        catalogue.exams.values(),
        catalogue.packages.values(),
        catalogue.locations,
    )
    return (_created(row) for rows in groups for row in rows)


def _of_appointment(row: Appointment) -> Iterator[_Dated]:
    def fact(verb: str, before: JsonObject | None, after: JsonObject, status: str) -> Fact:
        data = {
            "patientId": row.patient_id,
            "patientName": row.patient.name,
            "locationName": row.location.name,
            "scheduledAt": iso(row.scheduled_at),
            "status": status,
        }
        return Fact(FactName.of("appointment", verb), row.id, data=data, before=before, after=after)

    _, booked = differences(None, dump(row) | {"status": "pending"})
    yield row.created_at, fact("created", None, booked or {}, "pending")
    steps = {
        "pending": (),
        "confirmed": ("confirmed",),
        "cancelled": ("cancelled",),
        "completed": ("confirmed", "completed"),
    }
    status = "pending"
    for step in steps[row.status]:
        # A confirmation has the time of the booking, any other step the time of the visit.
        when = row.created_at if step == "confirmed" else row.scheduled_at
        yield when, fact(step, {"status": status}, {"status": step}, step)
        status = step


def _of_result(row: Result) -> Iterator[_Dated]:
    def fact(verb: str, status: str, before: JsonObject | None, after: JsonObject | None) -> Fact:
        data = {
            "patientId": row.patient_id,
            "patientName": row.appointment.patient.name,
            "examName": row.exam_name,
            "status": status,
        }
        return Fact(FactName.of("result", verb), row.id, data=data, before=before, after=after)

    full = dump(row)
    without_file = full | dict.fromkeys(("fileName", "size", "sha256", "releasedAt", "deliveredAt"))
    without_file |= {"hasFile": False, "status": "pending"}
    with_file = full | {"releasedAt": None, "deliveredAt": None, "status": "pending"}
    released = full | {"deliveredAt": None, "status": "ready"}
    yield row.created_at, fact("created", "pending", *differences(None, without_file))
    if row.released_at is not None:
        yield row.released_at, fact("file_attached", "pending", *differences(without_file, with_file))
        yield row.released_at, fact("released", "ready", *differences(with_file, released))


def _of_message(row: Message) -> _Dated:
    data = {"type": row.type, "message": row.message, "targetRole": row.target_role}
    return row.created_at, Fact(FactName.MESSAGE_SENT, row.id, data=data, after=data)


def facts(
    people: People,
    catalogue: Catalogue,
    appointments: list[Appointment],
    results: list[Result],
    messages: list[Message],
) -> list[Fact]:
    """Return the facts, oldest first."""
    dated = [entry for row in appointments for entry in _of_appointment(row)]
    dated += [entry for row in results for entry in _of_result(row)]
    dated += [_of_message(row) for row in messages]
    return [*_creations(people, catalogue), *(fact for _, fact in sorted(dated, key=lambda entry: entry[0]))]
