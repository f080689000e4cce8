"""What tests of slots need: a location with hours, and days and times on its clock."""

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
    """Return the day that is so many days from the present one in Lima."""
    return datetime.now(ZONE).date() + timedelta(days=days)


def at(day: date, clock: str, zone: ZoneInfo = ZONE) -> str:
    """Return a moment of a local day as the wire has it."""
    hours, minutes = map(int, clock.split(":"))
    return iso(datetime(day.year, day.month, day.day, hours, minutes, tzinfo=zone))


def clock_of(moment: datetime, zone: ZoneInfo = ZONE) -> str:
    """Return what the zone's clock shows at a moment."""
    return f"{moment.astimezone(zone):%H:%M}"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def open_location(location_id: int, **values: Any) -> None:
    """Give a location hours on every day; needs an app context. ``values`` are columns of Location."""
    columns = {"schedule": EVERY_DAY, "slot_minutes": 15, "slot_capacity": 2} | values
    with writing() as session:
        session.execute(update(Location).where(Location.id == location_id).values(**columns))
