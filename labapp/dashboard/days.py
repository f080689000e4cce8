"""Days in the time zone of the user or of a location, and their bounds in UTC.

The zone of the user is that of the browser. The offset is that of the day in question: a day can have 23 or 25 hours.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from flask_babel import get_timezone
from pydantic import Field

from labapp.clock import now
from labapp.queries.appointments import Bounds, BoundsIn

# Far enough from the limits of ``date`` that a week before and after exists in every zone.
Day = Annotated[date, Field(ge=date(1900, 1, 8), le=date(2199, 12, 24))]


def zone() -> ZoneInfo:
    """Return the time zone of the user."""
    # Flask-Babel returns pytz zones, which cannot be passed as ``tzinfo``: that would give the local mean time of 1900.
    return ZoneInfo(str(get_timezone()))


def local(moment: datetime) -> datetime:
    """Return ``moment`` in the time zone of the user."""
    return moment.astimezone(zone())


def _bounds(zone: ZoneInfo, first: date | None, last: date | None) -> Bounds:
    def start(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return start(first) if first else None, start(last + timedelta(days=1)) if last else None


def between(first: date | None, last: date | None) -> BoundsIn:
    """Return the bounds of the days from ``first`` to ``last``, for any time zone; None is no bound."""
    return lambda zone: _bounds(zone, first, last)


def today(zone: ZoneInfo) -> date:
    """Return the present day in a time zone."""
    return now().astimezone(zone).date()


def bounds_of_today(zone: ZoneInfo) -> Bounds:
    """Return the bounds of the present day in a time zone."""
    return between(today(zone), today(zone))(zone)
