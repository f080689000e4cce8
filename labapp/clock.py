"""The current time as aware UTC datetimes, and their format on the wire."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time in UTC, truncated to milliseconds, the precision of the wire format."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """Format an aware datetime as ISO 8601 UTC with milliseconds and ``Z``."""
    # Not ``strftime``, which takes five times as long, and each event and each record has some of these.
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"
