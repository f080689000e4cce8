"""A location with opening hours, and days and times in its time zone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from labapp.clock import iso
from labapp.contract.slots import WEEKDAYS
from labapp.models import Location
from tests.support.databases import writing

ZONE = ZoneInfo("America/Lima")
EVERY_DAY = {day: [["07:00", "08:00"], ["15:00", "15:30"]] for day in WEEKDAYS}
CLOCK = ("07:00", "07:15", "07:30", "07:45", "15:00", "15:15")


def in_days(days: int) -> date:
    """Return the date in ``days`` days in Lima."""
    return datetime.now(ZONE).date() + timedelta(days=days)


def at(day: date, clock: str, zone: ZoneInfo = ZONE) -> str:
    """Return the ISO form of a local time."""
    hours, minutes = map(int, clock.split(":"))
    return iso(datetime(day.year, day.month, day.day, hours, minutes, tzinfo=zone))


def clock_of(moment: datetime, zone: ZoneInfo = ZONE) -> str:
    """Return the local time of a moment."""
    return f"{moment.astimezone(zone):%H:%M}"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def open_location(location_id: int, **values: Any) -> None:
    """Give a location opening hours on every day; needs an app context. ``values`` are columns of Location."""
    columns = {"schedule": EVERY_DAY, "slot_minutes": 15, "slot_capacity": 2} | values
    with writing() as session:
        session.execute(update(Location).where(Location.id == location_id).values(**columns))


def zone_at_noon() -> ZoneInfo:
    """Return a time zone in which it is between 12:00 and 13:00 now, so that tests know what is past today."""
    ahead = 12 - datetime.now(UTC).hour
    # The signs in the names of these zones are those of POSIX: positive west of Greenwich.
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")
