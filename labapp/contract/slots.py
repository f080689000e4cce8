"""Opening hours, and the bookable times that follow from them."""

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
# A location can close at 24:00, but not open then.
Closes = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Hours = Annotated[list[tuple[Opens, Closes]], Field(max_length=6)]


def _are_in_order(hours: list[tuple[str, str]]) -> bool:
    forward = all(opens < closes for opens, closes in hours)
    return forward and all(one[1] <= other[0] for one, other in pairwise(hours))


def _in_order(days: dict[Weekday, list[tuple[str, str]]]) -> dict[str, list[list[str]]]:
    """Return the hours in their stored form: days and hours in order, without closed days."""
    found = {day: sorted(days[day]) for day in WEEKDAYS if days.get(day)}
    if not found:
        raise PydanticCustomError("schedule_empty", "no hours")
    wrong = [day for day, hours in found.items() if not _are_in_order(hours)]
    if wrong:
        raise PydanticCustomError("schedule_hours", "hours that end before they begin, or overlap", {"weekdays": wrong})
    return {day: [list(one) for one in hours] for day, hours in found.items()}


def _known_zone(name: str) -> str:
    if name not in zones():
        raise PydanticCustomError("timezone_unknown", "no such time zone")
    return name


def _require_iso_date(value: object) -> object:
    # Pydantic would also accept a number, or a time on that day.
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_parsing", "not ISO 8601")
    return value


Schedule = Annotated[dict[Weekday, Hours], Field(min_length=1), AfterValidator(_in_order)]
TimeZone = Annotated[str, text(1, 64), AfterValidator(_known_zone)]
SlotMinutes = Annotated[int, Field(ge=5, le=240, strict=True)]
SlotCapacity = Annotated[int, Field(ge=1, le=1000, strict=True)]
InputDay = Annotated[date, BeforeValidator(_require_iso_date)]


class SlotQuery(Body):
    """A calendar day in the time zone of the location."""

    date: InputDay


class SlotView(View):
    """A time at which an appointment can start, with its free places and its capacity."""

    starts_at: Moment
    free: int
    capacity: int


class SlotDayView(View):
    """The bookable times that remain on a day; ``slotMinutes`` is null if any time can be booked."""

    location_id: int
    date: date
    timezone: str
    slot_minutes: int | None
    slots: list[SlotView]
