"""What all REST bodies share: camelCase on the wire, unknown fields refused, money as decimal strings."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic.alias_generators import to_camel

from labapp.clock import iso

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Money = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2, allow_inf_nan=False)]
MoneyOut = Annotated[Decimal, PlainSerializer(lambda v: f"{v:.2f}", return_type=str)]
Moment = Annotated[datetime, PlainSerializer(iso, return_type=str)]


def _no_controls(value: str) -> str:
    # PostgreSQL refuses NUL in text, and no other control character has a meaning in a form.
    if any(ord(c) < 32 and c not in "\n\r\t" for c in value) or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValueError("control character")
    return value


def text(low: int, high: int) -> Any:
    """Return the type of a trimmed text of ``low`` to ``high`` characters."""
    constraints = StringConstraints(strip_whitespace=True, min_length=low, max_length=high)
    return Annotated[str, constraints, AfterValidator(_no_controls)]


class Body(BaseModel):
    """A request body: closed, camelCase.

    In a PATCH body every field has the default None, which itself is not accepted where the type does not say
    so: defaults are not validated, and ``changes()`` holds only what was sent.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, extra="forbid", frozen=True)

    def changes(self) -> dict[str, Any]:
        """Return what the client sent, by Python names."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class View(BaseModel):
    """An answer, read from a model's attributes."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class PageQuery(Body):
    """``?page=1&perPage=50`` of every list."""

    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=200)] = 50


Row = TypeVar("Row")


def page_of(query: PageQuery, rows: Sequence[Row], total: int, present: Callable[[Row], View]) -> dict[str, Any]:
    """Present one page of a list: ``{items, total, page, perPage}``."""
    items = [present(row).model_dump(mode="json", by_alias=True) for row in rows]
    return {"items": items, "total": total, "page": query.page, "perPage": query.per_page}
