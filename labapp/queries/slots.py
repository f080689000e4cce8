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
    """The remaining slots of a local day of a location. ``slot_minutes`` is None where it has no schedule."""

    location_id: int
    date: date
    timezone: str
    slot_minutes: int | None
    slots: list[Slot]


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


def _booked_between(location_id: int, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the criteria of the appointments that take a place in ``since`` <= time < ``until``."""
    return (
        Appointment.location_id == location_id,
        Appointment.scheduled_at >= since,
        Appointment.scheduled_at < until,
        Appointment.status.in_(OPEN),
        Appointment.deleted_at.is_(None),
    )


def _count_booked(
    session: Session, location_id: int, since: datetime, until: datetime
) -> Sequence[tuple[datetime, int]]:
    query = select(Appointment.scheduled_at, func.count()).where(*_booked_between(location_id, since, until))
    return [(moment, booked) for moment, booked in session.execute(query.group_by(Appointment.scheduled_at))]


def _day_in(session: Session, location: Location, day: date) -> Day:
    """Return the remaining slots of a location's local day, none for a past day."""
    moment, length = now(), timedelta(minutes=location.slot_minutes)
    today = _local_day(location, moment)
    coming = [] if day < today else [start for start in _starts_of(location, day) if start > moment]
    taken = [0] * len(coming)
    if coming:
        # Appointments booked under another schedule count for the slot in which they begin.
        for start, booked in _count_booked(session, location.id, coming[0], coming[-1] + length):
            index = bisect_right(coming, start) - 1
            if start < coming[index] + length:
                taken[index] += booked
    capacity = location.slot_capacity
    found = [Slot(start, max(0, capacity - booked), capacity) for start, booked in zip(coming, taken, strict=True)]
    return Day(location.id, day, location.timezone, location.slot_minutes if location.schedule else None, found)


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
        return _day_in(session, location, day)


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
    taken = select(Appointment.patient_id).where(*_booked_between(location.id, start or moment, end))
    if excluding is not None:
        taken = taken.where(Appointment.id != excluding)
    patients = session.scalars(taken).all()
    if patient_id in patients:
        raise Conflict("La misma persona ya tiene una cita a esa hora.", code=ErrorCode.ALREADY_BOOKED)
    if start is not None and len(patients) >= location.slot_capacity:
        raise Conflict("Ya no quedan lugares a esa hora. Elija otra.", code=ErrorCode.SLOT_FULL)
