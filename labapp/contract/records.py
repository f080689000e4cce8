"""The kinds of records: table, view, and the dump that the audit trail stores."""

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
    """A kind of record: the model of its table, and its REST view."""

    # ``Any``: callers use columns of the specific model.
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
    """Return the kind of a record, as used in facts and events."""
    return _KINDS[type(row)]


def view_of(row: object) -> View:
    """Return a record in the form of its REST view."""
    return RECORDS[kind_of(row)].view.model_validate(row)


def dump(row: object) -> JsonObject:
    """Return a record as a JSON object, in the form of its REST view."""
    return view_of(row).model_dump(mode="json", by_alias=True)


def differences(before: JsonObject | None, after: JsonObject | None) -> tuple[JsonObject | None, JsonObject | None]:
    """Return the fields that differ between two dumps of a record, as (before, after).

    For a record that was created or deleted, the missing side is None and the other side contains every field that
    is not empty.
    """
    if before is None or after is None:
        return _non_empty(before), _non_empty(after)
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def _non_empty(state: JsonObject | None) -> JsonObject | None:
    if state is None:
        return None
    return {name: value for name, value in state.items() if name != "id" and value not in (None, "", [])}
