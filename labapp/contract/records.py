"""Each record's view, its state as the audit trail keeps it, and the labels of everything that is kept there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from labapp.contract.accounts import UserView
from labapp.contract.appointments import AppointmentView
from labapp.contract.base import Format, JsonObject, Label, View
from labapp.contract.catalog import CategoryView, ExamView, LocationView, PackageView
from labapp.contract.facts import DETAILS
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


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _fields() -> Iterator[tuple[str, FieldInfo]]:
    for model in (*(record.view for record in RECORDS.values()), *DETAILS):
        for name, field in model.model_fields.items():
            # The audit trail has entries from before its names were those of the wire; they are hashed as they are.
            for spelling in {field.alias or name, to_camel(name), _snake(to_camel(name))}:
                yield spelling, field


def _found(field: FieldInfo, kind: type[Any]) -> Any:
    """Return what a field's annotation says of a kind, wherever in it that stands."""

    def search(annotation: Any) -> Iterator[object]:
        if get_origin(annotation) is Annotated:
            yield from get_args(annotation)[1:]
        for part in get_args(annotation):
            yield from search(part)

    return next((one for one in (*field.metadata, *search(field.annotation)) if isinstance(one, kind)), None)


LABELS: dict[str, object] = {name: label.text for name, field in _fields() if (label := _found(field, Label))}
FORMATS: dict[str, Format] = {name: found for name, field in _fields() if (found := _found(field, Format))}
