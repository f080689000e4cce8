"""Days in the time zone of the user, and their bounds in UTC.

The zone is that of the user's browser, with the offset of the day in question: a day can have 23 or 25 hours.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from flask_babel import get_timezone
from pydantic import Field

# Far enough from the limits of ``date`` that a week before and after exists in every zone.
Day = Annotated[date, Field(ge=date(1900, 1, 8), le=date(2199, 12, 24))]


def zone() -> ZoneInfo:
    """Return the time zone of the user."""
    # Flask-Babel returns pytz zones, which cannot be passed as ``tzinfo``: that would give the local mean time of 1900.
    return ZoneInfo(str(get_timezone()))


def local(moment: datetime) -> datetime:
    """Return ``moment`` in the time zone of the user."""
    return moment.astimezone(zone())


def bounds(first: date, days: int = 1) -> tuple[datetime, datetime]:
    """Return the start of ``first`` and the start of the day ``days`` later, in UTC."""
    start, end = (datetime.combine(day, time(), zone()) for day in (first, first + timedelta(days=days)))
    return start.astimezone(UTC), end.astimezone(UTC)


def day_of(moment: datetime) -> tuple[datetime, datetime]:
    """Return the bounds of the user's day that contains ``moment``."""
    return bounds(local(moment).date())
