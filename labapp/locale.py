"""Language and time zone of a request: Spanish, or English after an explicit switch; the zone of the browser."""

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from flask import has_request_context, request
from flask_babel import Babel
from werkzeug.http import parse_cookie

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LOCALES = ("es", "en")
COOKIE = "lang"
ZONE_COOKIE = "tz"

babel = Babel()


def N_(text: str) -> str:
    """Mark a text for translation and return it unchanged. ``gettext`` translates it where it is shown."""
    return text


def locale_of(environ: "WSGIEnvironment") -> str:
    """Return the locale of a handshake: the ``lang`` cookie, Spanish otherwise."""
    chosen = parse_cookie(environ).get(COOKIE)
    return chosen if chosen in LOCALES else LOCALES[0]


def select_locale() -> str:
    """Return the locale of the request: the ``lang`` cookie, for REST also ``Accept-Language``, Spanish otherwise.

    Pages ignore ``Accept-Language``, since browsers send it without an explicit choice of the user.
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
    """Return the time zone of the ``tz`` cookie, which the scripts of the page set, UTC without a valid one."""
    chosen = request.cookies.get(ZONE_COOKIE, "") if has_request_context() else ""
    return chosen if chosen in zones() else "UTC"


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    # Cached, since they are read from several hundred files.
    return frozenset(available_timezones())
