"""The one source of the time: aware UTC datetimes, and their wire form."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, cut to milliseconds, which is what the wire carries."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """Format an aware datetime as ISO 8601 UTC with milliseconds and ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
