"""Display names and display formats of all fields in facts."""

from collections.abc import Iterator
from typing import Annotated, TypeVar, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from labapp.contract.base import Format, Label
from labapp.contract.facts import DETAILS
from labapp.contract.records import RECORDS

Mark = TypeVar("Mark")


def labels_of(model: type[BaseModel]) -> dict[str, object]:
    """Return the labels of the fields of a model, by name on the wire."""
    marked = ((field.alias or name, _mark(field, Label)) for name, field in model.model_fields.items())
    return {name: label.text for name, label in marked if label is not None}


def _mark(field: FieldInfo, kind: type[Mark]) -> Mark | None:
    """Return the first metadata of type ``kind`` in the annotation of a field, at any depth."""

    def search(annotation: object) -> Iterator[object]:
        if get_origin(annotation) is Annotated:
            yield from get_args(annotation)[1:]
        for part in get_args(annotation):
            yield from search(part)

    marks = (*field.metadata, *search(field.annotation))
    return next((one for one in marks if isinstance(one, kind)), None)


def _fields() -> Iterator[tuple[str, FieldInfo]]:
    for model in (*(record.view for record in RECORDS.values()), *DETAILS):
        for name, field in model.model_fields.items():
            yield field.alias or name, field
            # Older entries use other spellings of the names, which cannot change because entries are hashed.
            yield name, field
            yield to_camel(name), field


LABELS: dict[str, object] = {name: label.text for name, field in _fields() if (label := _mark(field, Label))}
FORMATS: dict[str, Format] = {name: found for name, field in _fields() if (found := _mark(field, Format))}
