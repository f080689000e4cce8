"""Slots: the times at which visits can begin at a location with a schedule, and the free places of each.

Slots do not overlap. Each lies within the opening hours in the location's time zone, also on days with a change of the
clock. A booking locks the location's row, so that a slot is never overbooked.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.slots import WEEKDAYS
from labapp.errors import Conflict, ErrorCode, InvalidPayload, NotFound
from labapp.locale import N_
from labapp.models import Appointment, Location
from labapp.models.appointments import OPEN
from labapp.unit_of_work import reading

MAX_ADVANCE = timedelta(days=366)
_MINUTE = timedelta(minutes=1)

Schedule = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which visits can begin, its capacity, and the number of free places."""

    starts_at: datetime
    free: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Day:
    """The remaining slots of a local day of a location. ``slot_minutes`` is None where it has no schedule.

    ``is_open`` is whether the location has slots on that day at all, and is True without a schedule.
    """

    location_id: int
    date: date
    timezone: str
    slot_minutes: int | None
    slots: list[Slot]
    is_open: bool

    @property
    def is_full(self) -> bool:
        """Whether slots remain, and none of them has a free place."""
        return bool(self.slots) and not any(one.free for one in self.slots)


# --- times of slots ------------------------------------------------------------------------------


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """Return the first moment at which the zone's clock shows this time of the day, or has skipped it."""
    hours, minutes = divmod(int(clock[:2]) * 60 + int(clock[3:]), 60)
    wall = datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes)
    # ``fold=0`` is the first of two moments with the same local time.
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # A skipped time: with ``fold=1`` it is read with the offset after the change, which gives a moment before it.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    later = (before + step * _MINUTE for step in count(1))
    return next(moment for moment in later if moment.astimezone(zone).replace(tzinfo=None) >= wall)


def _iterate_starts(schedule: Schedule, zone: ZoneInfo, minutes: int, day: date) -> Iterator[datetime]:
    length = timedelta(minutes=minutes)
    for opens, closes in schedule.get(WEEKDAYS[day.weekday()], ()):
        start, end = _instant(day, opens, zone), _instant(day, closes, zone)
        while start + length <= end:
            if start.astimezone(zone).date() == day:
                yield start
            start += length


def starts(schedule: Schedule, zone: ZoneInfo, minutes: int, day: date) -> list[datetime]:
    """Return the starts of the slots of a local day, in UTC. Each slot takes ``minutes`` and ends within the hours.

    Hours are elapsed time: a day can have 23 or 25 of them.
    """
    return list(_iterate_starts(schedule, zone, minutes, day))


def _starts_of(location: Location, day: date) -> list[datetime]:
    """Return the starts of the slots of a location's local day, none where it has no schedule."""
    if location.schedule is None:
        return []
    return starts(location.schedule, ZoneInfo(location.timezone), location.slot_minutes, day)


def _local_day(location: Location, moment: datetime) -> date:
    """Return the date of a moment in the time zone of the location."""
    return moment.astimezone(ZoneInfo(location.timezone)).date()


# --- free places ------------------------------------------------------------------------------------


def _booked_between(
    location_ids: Sequence[int], since: datetime, until: datetime, excluding: int | None
) -> tuple[ColumnElement[bool], ...]:
    """Return the criteria of the appointments that take a place in ``since`` <= time < ``until``."""
    criteria = (
        Appointment.location_id.in_(location_ids),
        Appointment.scheduled_at >= since,
        Appointment.scheduled_at < until,
        Appointment.status.in_(OPEN),
        Appointment.deleted_at.is_(None),
    )
    return criteria if excluding is None else (*criteria, Appointment.id != excluding)


# The number of visits at a location that begin at a moment.
Booked = Sequence[tuple[int, datetime, int]]


def _count_booked(
    session: Session, location_ids: Sequence[int], since: datetime, until: datetime, *, excluding: int | None = None
) -> Booked:
    columns = (Appointment.location_id, Appointment.scheduled_at)
    query = select(*columns, func.count()).where(*_booked_between(location_ids, since, until, excluding))
    return [(place, start, booked) for place, start, booked in session.execute(query.group_by(*columns))]


def _day(location: Location, day: date, starts_of_day: Sequence[datetime], booked: Booked) -> Day:
    """Return a local day of a location with the remaining ones of its slots, none for a past day."""
    moment, length = now(), timedelta(minutes=location.slot_minutes)
    coming = [start for start in starts_of_day if start > moment]
    taken = [0] * len(coming)
    for place, start, number in booked:
        # Appointments booked under another schedule count for the slot in which they begin.
        index = bisect_right(coming, start) - 1
        if place == location.id and index >= 0 and start < coming[index] + length:
            taken[index] += number
    capacity = location.slot_capacity
    found = [Slot(start, max(0, capacity - number), capacity) for start, number in zip(coming, taken, strict=True)]
    minutes = None if location.schedule is None else location.slot_minutes
    return Day(location.id, day, location.timezone, minutes, found, minutes is None or bool(starts_of_day))


def _days(
    session: Session, locations: Sequence[Location], dates: Sequence[date], *, excluding: int | None = None
) -> dict[tuple[int, date], Day]:
    times = {(place, day): _starts_of(place, day) for place in locations for day in dates}
    moment = now()
    coming = [start for found in times.values() for start in found if start > moment]
    booked: Booked = []
    if coming:
        longest = timedelta(minutes=max(place.slot_minutes for place in locations))
        ids = [place.id for place in locations]
        booked = _count_booked(session, ids, min(coming), max(coming) + longest, excluding=excluding)
    return {(place.id, day): _day(place, day, found, booked) for (place, day), found in times.items()}


def days(
    locations: Sequence[Location], dates: Sequence[date], *, excluding: int | None = None
) -> dict[tuple[int, date], Day]:
    """Return the remaining slots of local days of locations, by location id and day.

    ``excluding`` is the id of an appointment that takes no place, since it is being moved.
    """
    with reading() as session:
        return _days(session, locations, dates, excluding=excluding)


def _get_bookable(session: Session, location_id: int) -> Location:
    """Return an active location. Raises NotFound."""
    location = session.get(Location, location_id)
    if location is None or location.deleted_at is not None or not location.active:
        raise NotFound()
    return location


def _check_day(location: Location, day: date) -> None:
    """Raise InvalidPayload for a day more than a year ahead."""
    if day > _local_day(location, now()) + MAX_ADVANCE:
        raise InvalidPayload(errors={"date": [N_("Como máximo con un año de antelación.")]})


def get_day(location_id: int, day: date) -> Day:
    """Return the remaining slots of a location's local day.

    Raises NotFound, and InvalidPayload for a day more than a year ahead.
    """
    with reading() as session:
        location = _get_bookable(session, location_id)
        _check_day(location, day)
        return _days(session, [location], [day])[location.id, day]


def _refusal(code: ErrorCode, detail: str) -> Conflict:
    return Conflict(detail, code=code, errors={"scheduledAt": [detail]})


def check_place(
    session: Session,
    location: Location,
    moment: datetime,
    *,
    patient_id: int,
    excluding: int | None = None,
    is_return: bool = False,
) -> None:
    """Check that the patient can have a visit at ``moment``. The caller has locked the location until the commit.

    With a schedule, the visit must begin with a slot that has a free place. A patient has one place in a slot; without
    a schedule, one visit at a time. ``excluding`` is the id of an appointment that is being moved. With ``is_return``
    the visit had a place at that time before: it may begin within a slot, or outside of the hours. Raises
    InvalidPayload, and Conflict (``already_booked``, ``slot_full``).
    """
    length = timedelta(minutes=location.slot_minutes)
    around = (one for one in _starts_of(location, _local_day(location, moment)) if one <= moment < one + length)
    start = next(around, None)
    if start is not None and (is_return or start == moment):
        end = start + length
    elif location.schedule is None or is_return:
        start, end = None, moment + timedelta.resolution
    else:
        fault = N_("La sede no atiende a esa hora: elija una de las que ofrece.")
        raise InvalidPayload(errors={"scheduledAt": [fault]})
    taken = select(Appointment.patient_id).where(*_booked_between([location.id], start or moment, end, excluding))
    patients = session.scalars(taken).all()
    if patient_id in patients:
        raise _refusal(ErrorCode.ALREADY_BOOKED, N_("La misma persona ya tiene una cita a esa hora."))
    if start is not None and len(patients) >= location.slot_capacity:
        raise _refusal(ErrorCode.SLOT_FULL, N_("Ya no quedan lugares a esa hora. Elija otra."))
