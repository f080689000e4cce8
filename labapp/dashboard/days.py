"""Days as the reader's calendar has them, and where they begin and end in UTC.

The zone is that of the reader's browser, and its rules are those of the day in question: a day may have 23 or 25 hours.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from flask_babel import get_timezone
from pydantic import Field

# Far enough from the ends of the calendar that a week before and after is in it, in every zone.
Day = Annotated[date, Field(ge=date(1900, 1, 8), le=date(2199, 12, 24))]


def zone() -> ZoneInfo:
    """Return the reader's time zone."""
    # The zones of pytz, which Flask-Babel hands out, cannot be put to a time: it would get the local mean time of 1900.
    return ZoneInfo(str(get_timezone()))


def local(moment: datetime) -> datetime:
    """Return a moment as the reader's clock shows it."""
    return moment.astimezone(zone())


def bounds(first: date, days: int = 1) -> tuple[datetime, datetime]:
    """Return the first moment of ``first``, and that of the day ``days`` later, in UTC."""
    start, end = (datetime.combine(day, time(), zone()) for day in (first, first + timedelta(days=days)))
    return start.astimezone(UTC), end.astimezone(UTC)


def day_of(moment: datetime) -> tuple[datetime, datetime]:
    """Return the bounds of the reader's day around ``moment``."""
    return bounds(local(moment).date())
