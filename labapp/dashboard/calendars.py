"""The calendars of appointments, and the times that can be booked. All times are local to the locations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from labapp import queries
from labapp.clock import now
from labapp.contract.base import Values
from labapp.contract.slots import WEEKDAYS
from labapp.dashboard import days
from labapp.dashboard.gate import acting
from labapp.dashboard.times import clock
from labapp.errors import NotFound
from labapp.models import Appointment, Location
from labapp.queries import slots

# The calendar always shows these hours, and more if there are earlier or later appointments or times.
_FIRST_HOUR_SHOWN, _LAST_HOUR_SHOWN = 7, 17
_DAY_LIMIT = 400
_WEEK_DAY_LIMIT = 25
# The time of a new appointment at first, where any time can be booked.
_DEFAULT_TIME = time(8)
_DAYS_SHOWN = 14
_INPUT = "%Y-%m-%dT%H:%M"
# The values of a page, and the appointments that it shows.
View = tuple[dict[str, object], list[Appointment]]
Mark = Literal["closed", "full"]


@dataclass(slots=True)
class Cell:
    """An hour at a location: its visits, the first local time that can be booked, and why none can."""

    visits: list[Appointment] = field(default_factory=list)
    free_at: datetime | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day that can be chosen, unless it is marked."""

    date: date
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """A time that can be chosen, as the value of its field and as text, with the number of free places."""

    value: str
    text: str
    free: int


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a day at a location. ``any_time`` is whether every time can be booked.

    ``zone`` is None where the user's clock shows the same time as the location's.
    """

    location_id: int
    date: date
    zone: str | None
    any_time: bool
    days: list[DayChoice]
    mark: Mark | None
    slots: list[TimeChoice]
    appointment_id: int | None


def zone_of(locations: Sequence[Location]) -> ZoneInfo:
    """Return the time zone of the locations, that of the user if they have several or there are none."""
    zones = {one.timezone for one in locations}
    return ZoneInfo(zones.pop()) if len(zones) == 1 else days.zone()


def _mark(found: slots.Day, today: date) -> Mark | None:
    if found.slot_minutes is None:
        return None
    # What remains of today is over after the last time.
    is_over = found.date == today and not found.slots
    return "closed" if is_over or not found.is_open else "full" if found.is_full else None


def _visits(of: date, filters: Values, length: int) -> tuple[list[Appointment], int]:
    within = days.between(of, of)
    return queries.appointments.find(
        by=acting(), within=within, sort="scheduledAt", per_page=length, load_related=True, **filters
    )


def _is_open(location: Location, of: date, hour: int) -> bool:
    """Return whether the opening hours of a location include a part of an hour."""
    starts, ends = f"{hour:02}:00", f"{hour + 1:02}:00"
    hours = (location.schedule or {}).get(WEEKDAYS[of.weekday()], [])
    return any(opens < ends and closes > starts for opens, closes in hours)


def _offer(cells: Mapping[int, Cell], location: Location, found: slots.Day) -> None:
    """Set what can be booked in the hours of a day at a location. An hour that has begun offers nothing."""
    zone = ZoneInfo(location.timezone)
    moment = now().astimezone(zone)
    coming = [hour for hour in cells if (found.date, hour) > (moment.date(), moment.hour)]
    if found.slot_minutes is None:
        for hour in coming:
            cells[hour].free_at = datetime.combine(found.date, time(hour))
        return
    offered: dict[int, list[slots.Slot]] = {}
    for one in found.slots:
        offered.setdefault(one.starts_at.astimezone(zone).hour, []).append(one)
    for hour, in_hour in offered.items():
        free = next((one for one in in_hour if one.free), None)
        cells[hour].free_at = free.starts_at.astimezone(zone) if free else None
        cells[hour].mark = None if free else "full"
    for hour in coming:
        if hour not in offered and not _is_open(location, found.date, hour):
            cells[hour].mark = "closed"


def day(active: Sequence[Location], of: date | None, location_id: int | None, filters: Values) -> View:
    """Return the calendar of a day, by hour and location; ``of`` is today if it is None."""
    shown = [one for one in active if location_id in (None, one.id)]
    of = of or days.today(zone_of(shown))
    rows, total = _visits(of, filters, _DAY_LIMIT)
    found = slots.days(shown, [of])
    hours = {row.scheduled_at.astimezone(ZoneInfo(row.location.timezone)).hour for row in rows}
    for one in shown:
        hours |= {slot.starts_at.astimezone(ZoneInfo(one.timezone)).hour for slot in found[one.id, of].slots}
    span = range(min([_FIRST_HOUR_SHOWN, *hours]), max([_LAST_HOUR_SHOWN, *hours]) + 1)
    locations = {one.id: one for one in shown} | {row.location_id: row.location for row in rows}
    cells = {place: {hour: Cell() for hour in span} for place in locations}
    for row in rows:
        local = row.scheduled_at.astimezone(ZoneInfo(row.location.timezone))
        cells[row.location_id][local.hour].visits.append(row)
    for one in shown:
        _offer(cells[one.id], one, found[one.id, of])
    return {
        "day": of,
        "first": of,
        "last": of,
        "before": of - timedelta(days=1),
        "after": of + timedelta(days=1),
        "rows": rows,
        "total": total,
        "hours": [(hour, clock(datetime.combine(of, time(hour)))) for hour in span],
        "locations_shown": list(locations.values()),
        "cells": cells,
    }, rows


def week(active: Sequence[Location], of: date | None, location_id: int | None, filters: Values) -> View:
    """Return the calendar of the week with a day. A day is marked if no location has a free place."""
    shown = [one for one in active if location_id in (None, one.id)]
    today = days.today(zone_of(shown))
    of = of or today
    first = of - timedelta(days=of.weekday())
    dates = [first + timedelta(days=number) for number in range(7)]
    found = slots.days(shown, dates)
    columns = []
    for one in dates:
        marks = {_mark(found[place.id, one], today) for place in shown}
        mark = None if None in marks else "full" if "full" in marks else "closed" if marks else None
        columns.append((one, *_visits(one, filters, _WEEK_DAY_LIMIT), mark if one >= today else None))
    return {
        "day": of,
        "today": today,
        "first": first,
        "last": dates[-1],
        "before": of - timedelta(days=7),
        "after": of + timedelta(days=7),
        "columns": columns,
    }, [row for _, rows, _, _ in columns for row in rows]


def _location(location_id: int | None) -> Location | None:
    try:
        return queries.catalog.get(Location, location_id) if location_id is not None else None
    except NotFound:
        return None


def times(location_id: int | None, of: date | None, *, moving: Appointment | None = None) -> Times | None:
    """Return the times of a day at a location, of today without one; None if there is no such location."""
    location = _location(location_id)
    if location is None:
        return None
    zone = ZoneInfo(location.timezone)
    today = days.today(zone)
    of = max(of or today, today)
    # The days from today on, or those around a later day.
    first = today if of < today + timedelta(days=_DAYS_SHOWN) else of - timedelta(days=_DAYS_SHOWN // 2)
    dates = [first + timedelta(days=number) for number in range(_DAYS_SHOWN)]
    found = slots.days([location], dates, excluding=moving.id if moving else None)
    chosen = found[location.id, of]
    local = [(one.starts_at.astimezone(zone), one.free) for one in chosen.slots]
    noon = datetime.combine(of, time(12))
    is_same = noon.replace(tzinfo=zone).utcoffset() == noon.replace(tzinfo=days.zone()).utcoffset()
    return Times(
        location.id,
        of,
        None if is_same else location.timezone,
        chosen.slot_minutes is None,
        [DayChoice(one, _mark(found[location.id, one], today)) for one in dates],
        _mark(chosen, today),
        [TimeChoice(f"{start:{_INPUT}}", clock(start), free) for start, free in local],
        moving.id if moving else None,
    )


def first_time(of: datetime | None, location_id: int | None) -> datetime | None:
    """Return the local time with which a booking starts: a time as it is, and for a day the first that is free."""
    if of is None or of.time() != time():
        return of
    found = times(location_id, of.date())
    if found is None or found.any_time:
        return datetime.combine(of.date(), _DEFAULT_TIME)
    free = [one.value for one in found.slots if one.free and found.date == of.date()]
    return datetime.fromisoformat(free[0]) if free else None
