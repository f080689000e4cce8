"""Base models and types of the contract: camelCase names, closed bodies, money as decimal strings, times in UTC."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

from annotated_types import GroupedMetadata
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from labapp.clock import iso
from labapp.models.event_log import JsonObject as JsonObject

# The values that a client sent, validated, by Python name. ``Any``: each has the type of its own field.
Values = dict[str, Any]


class Format(Enum):
    """How to display a value that JSON holds as text."""

    MONEY = "money"
    MOMENT = "moment"


_UNUSUAL_NUMBER = re.compile(r"[eE_]|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Label:
    """The display name of a field: ``code: Annotated[str, Label(_l("Código"))]``."""

    text: object


# JSON distinguishes numbers and booleans from text, hence ``strict``; a query string has only text.
Id = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
IdFilter = Annotated[int, Field(ge=1, le=2**31 - 1)]
Flag = Annotated[bool, Field(strict=True)]


def is_plain_number(value: object) -> bool:
    """Return whether a value has no exponent and no underscores, which Decimal reads as well.

    ``1e3`` is a slip of the keyboard more often than a thousand.
    """
    return not (isinstance(value, str) and _UNUSUAL_NUMBER.search(value))


def _require_plain_number(value: object) -> object:
    if not is_plain_number(value):
        raise PydanticCustomError("decimal_parsing", "not a plain number")
    return value


Money = Annotated[
    Decimal,
    BeforeValidator(_require_plain_number),
    Field(ge=0, max_digits=10, decimal_places=2, allow_inf_nan=False),
]
MoneyOut = Annotated[
    Decimal,
    PlainSerializer(lambda v: f"{v:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\.\d{2}$", "examples": ["45.00"]}),
    Format.MONEY,
]
Moment = Annotated[datetime, PlainSerializer(iso, return_type=str), Format.MOMENT]


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        # The first and the last hours of the calendar exist only in some zones.
        raise ValueError("not in the calendar of UTC") from error


def _require_iso_text(value: object) -> object:
    # Pydantic would also accept seconds since an epoch, as a number or as text.
    if not isinstance(value, str) or "-" not in value[1:]:
        raise PydanticCustomError("datetime_parsing", "not ISO 8601")
    return value


InputMoment = Annotated[AwareDatetime, BeforeValidator(_require_iso_text), AfterValidator(_in_utc)]


def _no_control_characters(value: str) -> str:
    # PostgreSQL refuses NUL in text, and the other control characters have no meaning in a form.
    if any(ord(c) < 32 and c not in "\n\r\t" for c in value) or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValueError("control character")
    return value


@dataclass(frozen=True, slots=True)
class Text(GroupedMetadata):
    """The length limits of a text; returned by ``text`` and ``secret``."""

    min_length: int
    max_length: int
    trim: bool = True

    def __iter__(self) -> Iterator[object]:
        """Yield the constraints for pydantic, the cheap ones first."""
        yield from StringConstraints(strip_whitespace=self.trim, min_length=self.min_length, max_length=self.max_length)
        yield AfterValidator(_no_control_characters)


def text(min_length: int, max_length: int) -> Text:
    """Return a trimmed text of ``min_length`` to ``max_length`` characters: ``name: Annotated[str, text(1, 120)]``."""
    return Text(min_length, max_length)


def secret(min_length: int, max_length: int) -> Text:
    """Return a password of ``min_length`` to ``max_length`` characters, which is not trimmed."""
    return Text(min_length, max_length, trim=False)


# The default of every field of a PATCH body. A factory, so that the schema does not show ``null``, which would be
# refused. ``Any``, because it is the default of fields of every type.
UNSENT: Any = Field(default_factory=lambda: None)


class WireModel(BaseModel):
    """A closed, immutable payload of the socket or of a fact; optional fields that are None are left out."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    def wire(self) -> JsonObject:
        """Return the payload as a JSON object."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def wire_json(self) -> str:
        """Return ``wire()`` as JSON text, without building the object."""
        return self.model_dump_json(by_alias=True, exclude_none=True)


class Body(BaseModel):
    """A request body: closed, camelCase.

    In a PATCH body every field has the default ``UNSENT``. An explicit null is refused unless the type of the field
    allows it, and ``changes()`` contains only the fields that were sent.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, extra="forbid", frozen=True)

    def changes(self) -> Values:
        """Return the fields that the client sent, by Python name."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class View(BaseModel):
    """A response, read from the attributes of a model."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class PageQuery(Body):
    """The page of a list: ``?page=1&perPage=50``."""

    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=200)] = 50


Item = TypeVar("Item", bound=View)


class Page(View, Generic[Item]):
    """One page of a list; ``total`` counts the whole list."""

    items: list[Item]
    total: int
    page: int
    per_page: int

    # The name in OpenAPI: ``Page[ExamView]`` is ``ExamPage``.
    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:  # as in pydantic
        """Return the name of the page of a view."""
        return f"{params[0].__name__.removesuffix('View')}Page"

    @classmethod
    def of(cls, query: PageQuery, found: tuple[Sequence[object], int]) -> "Page[Item]":
        """Return the page of the rows and the total count that a query of ``labapp.queries`` returned."""
        rows, total = found
        return cls.model_validate({"items": rows, "total": total, "page": query.page, "per_page": query.per_page})
