"""Slots: the times at which visits may begin where a location has a schedule, and how many places are free at each.

Slots do not overlap, and each lies within the hours on the clock of the location's zone, also on the days on which
that clock is changed. Whoever takes a place holds the location's row, so that no more are taken than there are.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
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
    """A time at which visits may begin, and for how many of them there is still a place."""

    starts_at: datetime
    free: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Day:
    """What is still to come of one local day of a location; ``slot_minutes`` is None where it has no schedule."""

    location_id: int
    date: date
    timezone: str
    slot_minutes: int | None
    slots: list[Slot]


# --- the arithmetic ------------------------------------------------------------------------------


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """Return the first moment at which the zone's clock shows that time of the day, or has skipped it."""
    hours, minutes = divmod(int(clock[:2]) * 60 + int(clock[3:]), 60)
    wall = datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes)
    # Of a time that comes twice, the first.
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # Skipped: ``fold=1`` is the same time by the clock as it is set afterwards, which is before the change.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    later = (before + step * _MINUTE for step in count(1))
    return next(one for one in later if one.astimezone(zone).replace(tzinfo=None) >= wall)


def _cut(schedule: Schedule, zone: ZoneInfo, minutes: int, day: date) -> Iterator[datetime]:
    length = timedelta(minutes=minutes)
    for opens, closes in schedule.get(WEEKDAYS[day.weekday()], ()):
        start, end = _instant(day, opens, zone), _instant(day, closes, zone)
        while start + length <= end:
            if start.astimezone(zone).date() == day:
                yield start
            start += length


def starts(schedule: Schedule, zone: ZoneInfo, minutes: int, day: date) -> list[datetime]:
    """Return when the slots of a day begin, in UTC; each takes ``minutes`` and ends before its hours do.

    Hours count as they pass: a day may have 23 or 25 of them.
    """
    return list(_cut(schedule, zone, minutes, day))


def _starts_of(location: Location, day: date) -> list[datetime]:
    """Return when the slots of a location's local day begin, none where it has no schedule."""
    if location.schedule is None:
        return []
    return starts(location.schedule, ZoneInfo(location.timezone), location.slot_minutes, day)


def _local_day(location: Location, moment: datetime) -> date:
    """Return the day of a moment on the clock of the location."""
    return moment.astimezone(ZoneInfo(location.timezone)).date()


# --- how many are free ---------------------------------------------------------------------------


def _taken(
    session: Session, location_id: int, since: datetime, until: datetime, *, besides: int | None = None
) -> Sequence[tuple[datetime, int]]:
    query = select(Appointment.scheduled_at, func.count()).where(
        Appointment.location_id == location_id,
        Appointment.scheduled_at >= since,
        Appointment.scheduled_at < until,
        Appointment.status.in_(OPEN),
        Appointment.deleted_at.is_(None),
    )
    if besides is not None:
        query = query.where(Appointment.id != besides)
    return [(moment, many) for moment, many in session.execute(query.group_by(Appointment.scheduled_at))]


def _day_in(session: Session, location: Location, day: date) -> Day:
    """Return what is still to come of a location's day, none of it where the day is over."""
    moment, length = now(), timedelta(minutes=location.slot_minutes)
    today = _local_day(location, moment)
    coming = [] if day < today else [start for start in _starts_of(location, day) if start > moment]
    taken = [0] * len(coming)
    if coming:
        # What was booked when there were no slots, or others, takes a place of the one in which it begins.
        for one, many in _taken(session, location.id, coming[0], coming[-1] + length):
            place = bisect_right(coming, one) - 1
            if one < coming[place] + length:
                taken[place] += many
    most = location.slot_capacity
    found = [Slot(start, max(0, most - many), most) for start, many in zip(coming, taken, strict=True)]
    return Day(location.id, day, location.timezone, location.slot_minutes if location.schedule else None, found)


def _on_offer(session: Session, location_id: int) -> Location:
    """Return a location that can be booked. Raises NotFound."""
    location = session.get(Location, location_id)
    if location is None or location.deleted_at is not None or not location.active:
        raise NotFound()
    return location


def _check_day(location: Location, day: date) -> None:
    """Refuse a day that is further than a year ahead."""
    if day > _local_day(location, now()) + MAX_ADVANCE:
        raise InvalidPayload(errors={"date": [N_("Como máximo con un año de antelación.")]})


def of_day(location_id: int, day: date) -> Day:
    """Return the free places of a location's local day. Raises NotFound, InvalidPayload for a day too far ahead."""
    with reading() as session:
        location = _on_offer(session, location_id)
        _check_day(location, day)
        return _day_in(session, location, day)


def check_place(session: Session, location: Location, moment: datetime, *, besides: int | None = None) -> None:
    """Refuse a visit that does not begin with a slot, or for which there is no place; the caller holds the row's lock.

    ``besides`` is an appointment that is about to leave its place. Raises InvalidPayload, Conflict (``slot_full``).
    """
    if location.schedule is None:
        return
    if moment not in _starts_of(location, _local_day(location, moment)):
        fault = N_("La sede no atiende a esa hora: elija una de las que ofrece.")
        raise InvalidPayload(errors={"scheduledAt": [fault]})
    taken = _taken(session, location.id, moment, moment + timedelta(minutes=location.slot_minutes), besides=besides)
    if sum(many for _, many in taken) >= location.slot_capacity:
        raise Conflict("Ya no quedan lugares a esa hora. Elija otra.", code=ErrorCode.SLOT_FULL)
