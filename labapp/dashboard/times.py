"""Times as the pages show them: one format per purpose, without seconds.

What happened is shown in the time zone of the user. The time of an appointment is the local time of its location, with
the place of the zone where the user's clock shows another time.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_time, gettext
from markupsafe import Markup

from labapp.clock import iso
from labapp.dashboard import days
from labapp.models import Appointment

# Where a page leaves the form out. Scripts update times with the form ``relative``.
_DEFAULT = "medium"


def clock(local: datetime) -> str:
    """Return the time of the day of a local time, ``09:05`` in both languages, as in the app."""
    return f"{local:%H:%M}"


def _text(local: datetime, form: str) -> str:
    if form == "time":
        return clock(local)
    length = "full" if form == "full" else _DEFAULT
    return f"{format_date(local, length, rebase=False)}, {clock(local)}"


def moment(value: datetime, form: str = _DEFAULT) -> Markup:
    """Return a ``<time>`` in the time zone of the user, whose title has the seconds; ``form`` can be ``relative``."""
    local = days.local(value)
    title = f"{format_date(local, 'full', rebase=False)}, {format_time(local, 'full', rebase=False)}"
    return Markup('<time datetime="{}" data-form="{}" title="{}">{}</time>').format(
        iso(value), form, title, _text(local, form)
    )


def in_zone(value: datetime, zone: str) -> datetime:
    """Return a time in the time zone of a location."""
    return value.astimezone(ZoneInfo(zone))


def zone_name(zone: str) -> str:
    """Return a time zone as people name it, after its city."""
    return str(gettext("hora de %(city)s", city=zone.rpartition("/")[2].replace("_", " ")))


def moment_at(value: datetime, zone: str, form: str = _DEFAULT, *, is_named: bool = False) -> Markup:
    """Return a ``<time>`` in a time zone, which is named where the user's clock shows another time, or always."""
    local = in_zone(value, zone)
    text = _text(local, form)
    if is_named or local.utcoffset() != days.local(value).utcoffset():
        text = f"{text} ({zone_name(zone)})"
    title = f"{_text(local, 'full')} ({zone_name(zone)})"
    return Markup('<time datetime="{}" data-zone="{}" title="{}">{}</time>').format(iso(value), zone, title, text)


def visit_time(row: Appointment, form: str = _DEFAULT) -> Markup:
    """Return the time of an appointment, whose location is loaded."""
    return moment_at(row.scheduled_at, row.location.timezone, form)
