"""The demo laboratory's activity log: what its administrator did, oldest first, and nothing that goes out as an event.

Only an administrator's steps: all of a transaction's entries bear one name, and a patient's steps under the
administrator's name would make the audit trail false.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from labapp.clock import iso
from labapp.contract.base import JsonObject
from labapp.contract.facts import FactName
from labapp.contract.records import differences, dump, kind_of
from labapp.events.log import Fact
from labapp.models import Appointment, Message, Result, User
from labapp.seeds.rows import Catalogue, People

_Dated = tuple[datetime, Fact]


def _created(row: Any) -> Fact:
    _, after = differences(None, dump(row))
    data = {"entityName": row.name} | ({"role": row.role} if isinstance(row, User) else {})
    return Fact(FactName.of(kind_of(row), "created"), row.id, data=data, after=after)


def _beginnings(people: People, catalogue: Catalogue) -> Iterator[Fact]:
    groups = (
        people.everybody,
        catalogue.categories.values(),
        catalogue.exams.values(),
        catalogue.packages.values(),
        catalogue.locations,
    )
    return (_created(row) for rows in groups for row in rows)


def _of_appointment(row: Appointment) -> Iterator[_Dated]:
    def fact(done: str, before: JsonObject | None, after: JsonObject, status: str) -> Fact:
        shown = {
            "patientId": row.patient_id,
            "patientName": row.patient.name,
            "locationName": row.location.name,
            "scheduledAt": iso(row.scheduled_at),
            "status": status,
        }
        return Fact(FactName.of("appointment", done), row.id, data=shown, before=before, after=after)

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
        # What was confirmed was so soon after the booking; the last step of a past visit is at its time.
        when = row.created_at if step == "confirmed" else row.scheduled_at
        yield when, fact(step, {"status": status}, {"status": step}, step)
        status = step


def _of_result(row: Result) -> Iterator[_Dated]:
    def fact(happened: str, status: str, before: JsonObject | None, after: JsonObject | None) -> Fact:
        shown = {
            "patientId": row.patient_id,
            "patientName": row.appointment.patient.name,
            "examName": row.exam_name,
            "status": status,
        }
        return Fact(FactName.of("result", happened), row.id, data=shown, before=before, after=after)

    full = dump(row)
    unfiled = full | dict.fromkeys(("fileName", "size", "sha256", "releasedAt", "deliveredAt"))
    unfiled |= {"hasFile": False, "status": "pending"}
    filed = full | {"releasedAt": None, "deliveredAt": None, "status": "pending"}
    released = full | {"deliveredAt": None, "status": "ready"}
    yield row.created_at, fact("created", "pending", *differences(None, unfiled))
    if row.released_at is not None:
        yield row.released_at, fact("file_attached", "pending", *differences(unfiled, filed))
        yield row.released_at, fact("released", "ready", *differences(filed, released))


def _of_message(row: Message) -> _Dated:
    data = {"type": row.type, "message": row.message, "targetRole": row.target_role}
    return row.created_at, Fact(FactName.MESSAGE_SENT, row.id, data=data, after=data)


def of(
    people: People,
    catalogue: Catalogue,
    appointments: list[Appointment],
    results: list[Result],
    messages: list[Message],
) -> list[Fact]:
    """Return the entries in the order in which it all happened."""
    dated = [one for row in appointments for one in _of_appointment(row)]
    dated += [one for row in results for one in _of_result(row)]
    dated += [_of_message(row) for row in messages]
    return [*_beginnings(people, catalogue), *(fact for _, fact in sorted(dated, key=lambda one: one[0]))]
