"""Each kind of record: its table, its view, and its state as the audit trail keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labapp.contract.accounts import UserView
from labapp.contract.appointments import AppointmentView
from labapp.contract.base import JsonObject, View
from labapp.contract.catalog import CategoryView, ExamView, LocationView, PackageView
from labapp.contract.messages import MessageView
from labapp.contract.results import ResultView
from labapp.models import Appointment, Category, Exam, Location, Message, Package, Result, User


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of record: its table, and how REST shows a row of it."""

    model: type[Any]
    view: type[View]


RECORDS: Mapping[str, Record] = {
    "category": Record(Category, CategoryView),
    "exam": Record(Exam, ExamView),
    "package": Record(Package, PackageView),
    "location": Record(Location, LocationView),
    "user": Record(User, UserView),
    "appointment": Record(Appointment, AppointmentView),
    "result": Record(Result, ResultView),
    "message": Record(Message, MessageView),
}
_KINDS = {record.model: kind for kind, record in RECORDS.items()}


def kind_of(row: object) -> str:
    """Return the kind of a record, as facts and events name it."""
    return _KINDS[type(row)]


def dump(row: object) -> JsonObject:
    """Return a record as REST shows it."""
    return RECORDS[kind_of(row)].view.model_validate(row).model_dump(mode="json", by_alias=True)


def differences(before: JsonObject | None, after: JsonObject | None) -> tuple[JsonObject | None, JsonObject | None]:
    """Return what differs between two dumps of a record, on either side.

    A record that did not exist before, or does not afterwards, has None there, and on the other side every field
    that is not empty.
    """
    if before is None or after is None:
        return _filled(before), _filled(after)
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def _filled(state: JsonObject | None) -> JsonObject | None:
    if state is None:
        return None
    return {name: value for name, value in state.items() if name != "id" and value not in (None, "", [])}
