"""What a person reads: in Spanish, or in English behind an explicit switch; in the time zone of their browser."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask import has_request_context, request
from flask_babel import Babel
from werkzeug.http import parse_cookie

LOCALES = ("es", "en")
COOKIE = "lang"
ZONE_COOKIE = "tz"

babel = Babel()


def N_(text: str) -> str:
    """Mark a text for the catalogue where it is written; ``gettext`` translates it where it is shown."""
    return text


def locale_of(environ: dict[str, Any]) -> str:
    """Return what a browser's handshake asks for: the value of the switch, Spanish otherwise."""
    chosen = parse_cookie(environ).get(COOKIE)
    return chosen if chosen in LOCALES else LOCALES[0]


def select_locale() -> str:
    """Return the switch's value: the ``lang`` cookie; on REST also ``Accept-Language``; Spanish otherwise.

    A browser sends ``Accept-Language`` by itself, so on pages it is no wish of the person's.
    """
    if not has_request_context():
        return LOCALES[0]
    chosen = request.cookies.get(COOKIE)
    if chosen in LOCALES:
        return chosen
    if request.path.startswith("/api/") and request.accept_languages:
        return request.accept_languages.best_match(LOCALES) or LOCALES[0]
    return LOCALES[0]


def select_timezone() -> str:
    """Return the browser's time zone, which the page's scripts put into the ``tz`` cookie; UTC before they did."""
    chosen = request.cookies.get(ZONE_COOKIE, "") if has_request_context() else ""
    return chosen if chosen in zones() else "UTC"


@cache
def zones() -> frozenset[str]:
    """Return the names of the time zones that there are."""
    # Read from files, some hundred of them: once.
    return frozenset(available_timezones())
