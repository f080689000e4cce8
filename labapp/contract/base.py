"""What everything on the wire shares: camelCase names, closed bodies, money as decimal strings, times in UTC."""

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

# What a client sent, by Python names, as the model of the body has checked it.
Values = dict[str, Any]


class Format(Enum):
    """How people read a value that JSON holds as text."""

    MONEY = "money"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Label:
    """What people read as the name of a field: ``code: Annotated[str, Label(_l("Código"))]``."""

    text: object


# JSON tells numbers and flags from text; a query string has only text.
Id = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
IdFilter = Annotated[int, Field(ge=1, le=2**31 - 1)]
Flag = Annotated[bool, Field(strict=True)]
Money = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2, allow_inf_nan=False)]
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
        # The first and the last hours of the calendar exist in some zones only.
        raise ValueError("not in the calendar of UTC") from error


def _dated(value: object) -> object:
    # Seconds since an epoch would do for pydantic, as a number or in a text.
    if not isinstance(value, str) or "-" not in value[1:]:
        raise PydanticCustomError("datetime_parsing", "not ISO 8601")
    return value


GivenMoment = Annotated[AwareDatetime, BeforeValidator(_dated), AfterValidator(_in_utc)]


def _no_controls(value: str) -> str:
    # PostgreSQL refuses NUL in text, and no other control character has a meaning in a form.
    if any(ord(c) < 32 and c not in "\n\r\t" for c in value) or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValueError("control character")
    return value


@dataclass(frozen=True, slots=True)
class Text(GroupedMetadata):
    """The bounds of a text; what ``text`` and ``secret`` return."""

    low: int
    high: int
    trim: bool = True

    def __iter__(self) -> Iterator[object]:
        """Hand pydantic the single constraints, the cheap ones first."""
        yield from StringConstraints(strip_whitespace=self.trim, min_length=self.low, max_length=self.high)
        yield AfterValidator(_no_controls)


def text(low: int, high: int) -> Text:
    """Trim, and bound to ``low`` to ``high`` characters: ``name: Annotated[str, text(1, 120)]``."""
    return Text(low, high)


def secret(low: int, high: int) -> Text:
    """Bound a password, which is taken as it was typed."""
    return Text(low, high, trim=False)


# The default of a field of a PATCH body; a factory, so that the schema shows no ``null`` that would be refused.
# ``Any``, as it stands for a value of each field's own type.
UNSENT: Any = Field(default_factory=lambda: None)


class WireModel(BaseModel):
    """A closed, immutable payload of the socket or of a fact; absent optional fields are left out."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    def wire(self) -> JsonObject:
        """Return the JSON object that goes out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Body(BaseModel):
    """A request body: closed, camelCase.

    In a PATCH body every field has the default ``UNSENT``; a None that is sent is refused where the type does
    not say so, and ``changes()`` holds only what was sent.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, extra="forbid", frozen=True)

    def changes(self) -> Values:
        """Return what the client sent, by Python names."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class View(BaseModel):
    """An answer, read from a model's attributes."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class PageQuery(Body):
    """``?page=1&perPage=50`` of every list."""

    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=200)] = 50


Item = TypeVar("Item", bound=View)


class Page(View, Generic[Item]):
    """One page of a list; ``total`` counts the whole list."""

    items: list[Item]
    total: int
    page: int
    per_page: int

    # OpenAPI shows it under this name: ``Page[ExamView]`` is ``ExamPage``.
    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name the page after its view."""
        return f"{params[0].__name__.removesuffix('View')}Page"

    @classmethod
    def of(cls, query: PageQuery, found: tuple[Sequence[object], int]) -> "Page[Item]":
        """Present the rows that a query of ``labapp.queries`` found, and how many there are in all."""
        rows, total = found
        return cls.model_validate({"items": rows, "total": total, "page": query.page, "per_page": query.per_page})
