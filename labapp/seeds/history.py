"""The demo laboratory's activity log: what its administrator did, oldest first, and nothing that goes out as an event.

Only an administrator's steps: all of a transaction's entries bear one name, and a patient's steps under the
administrator's name would make the audit trail false.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from labapp import services
from labapp.clock import iso
from labapp.events.log import Fact
from labapp.models import Appointment, Message, Result
from labapp.seeds.rows import Catalogue, People

_Dated = tuple[datetime, Fact]


def _beginnings(people: People, catalogue: Catalogue) -> Iterator[Fact]:
    for user in people.everybody:
        shown = {"entityName": user.name, "role": user.role}
        yield Fact("user.created", "user", user.id, "created", data=shown, after={"role": str(user.role)})
    for category in catalogue.categories.values():
        yield Fact("category.created", "category", category.id, "created", data={"entityName": category.name})
    for exam in catalogue.exams.values():
        after = {"code": exam.code, "price": f"{exam.price:.2f}"}
        yield Fact("exam.created", "exam", exam.id, "created", data={"entityName": exam.name}, after=after)
    for package in catalogue.packages.values():
        after = {"code": package.code, "price": f"{package.price:.2f}"}
        yield Fact("package.created", "package", package.id, "created", data={"entityName": package.name}, after=after)
    for location in catalogue.locations:
        yield Fact("location.created", "location", location.id, "created", data={"entityName": location.name})


def _of_appointment(row: Appointment) -> Iterator[_Dated]:
    def fact(done: str, before: dict[str, Any] | None, after: dict[str, Any], status: str) -> Fact:
        shown = {
            "patientId": row.patient_id,
            "patientName": row.patient.name,
            "locationName": row.location.name,
            "scheduledAt": iso(row.scheduled_at),
            "status": status,
        }
        return Fact(f"appointment.{done}", "appointment", row.id, done, data=shown, before=before, after=after)

    yield row.created_at, fact("created", None, services.appointments.wire(row) | {"status": "pending"}, "pending")
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
    def fact(name: str, action: str, status: str, **after: Any) -> Fact:
        shown = {
            "patientId": row.patient_id,
            "patientName": row.appointment.patient.name,
            "examName": row.exam_name,
            "status": status,
        }
        return Fact(f"result.{name}", "result", row.id, action, data=shown, after={"status": status} | after)

    yield row.created_at, fact("created", "created", "pending")
    if row.released_at is not None:
        attached = {"fileName": row.file_name, "size": row.size, "sha256": row.sha256}
        yield row.released_at, fact("file_attached", "updated", "pending", **attached)
        yield row.released_at, fact("released", "released", "ready")


def _of_message(row: Message) -> _Dated:
    data = {"type": row.type, "message": row.message, "targetRole": row.target_role}
    return row.created_at, Fact("message.sent", "message", row.id, "sent", data=data, after=data)


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
