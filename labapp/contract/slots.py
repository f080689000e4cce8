"""The shapes of opening hours, and of the free times that follow from them."""

import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from labapp.contract.base import Body, Moment, View, text
from labapp.locale import zones

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Opens = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
# One can close at the end of the day, and not open at it.
Closes = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Hours = Annotated[list[tuple[Opens, Closes]], Field(max_length=6)]


def _in_order(days: dict[Weekday, list[tuple[str, str]]]) -> dict[str, list[list[str]]]:
    """Return the hours as they are kept: the week's days and the day's hours in order, closed days left out."""
    found = {day: sorted(days[day]) for day in WEEKDAYS if days.get(day)}
    backwards = any(opens >= closes for hours in found.values() for opens, closes in hours)
    overlapping = any(one[1] > other[0] for hours in found.values() for one, other in pairwise(hours))
    if backwards or overlapping or not found:
        raise PydanticCustomError("schedule_hours", "hours that end before they begin, overlap, or are none")
    return {day: [list(one) for one in hours] for day, hours in found.items()}


def _known(name: str) -> str:
    if name not in zones():
        raise PydanticCustomError("timezone_unknown", "no such time zone")
    return name


def _whole_day(value: object) -> object:
    # A number, or a time on that day, would do for pydantic.
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_parsing", "not ISO 8601")
    return value


Schedule = Annotated[dict[Weekday, Hours], Field(min_length=1), AfterValidator(_in_order)]
TimeZone = Annotated[str, text(1, 64), AfterValidator(_known)]
SlotMinutes = Annotated[int, Field(ge=5, le=240, strict=True)]
SlotCapacity = Annotated[int, Field(ge=1, le=1000, strict=True)]
GivenDay = Annotated[date, BeforeValidator(_whole_day)]


class SlotQuery(Body):
    """Which local day of a location."""

    date: GivenDay


class SlotView(View):
    """A time at which a visit may begin, and how many places are left of how many."""

    starts_at: Moment
    free: int
    capacity: int


class SlotDayView(View):
    """The times of a local day that are still to come; ``slotMinutes`` is null where any time may be booked."""

    location_id: int
    date: date
    timezone: str
    slot_minutes: int | None
    slots: list[SlotView]
