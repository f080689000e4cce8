"""Language and time zone of a request: those of the browser, Spanish where it asks for neither language."""

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from flask import has_request_context, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

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
    """Return the locale of a request: the ``lang`` cookie, which is a choice, or ``Accept-Language``, or Spanish."""
    chosen = parse_cookie(environ).get(COOKIE)
    if chosen in LOCALES:
        return chosen
    # Werkzeug's ``best_match`` would prefer ``en`` to ``es-PE``, whatever their order.
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE"), LanguageAccept)
    languages = (tag.split("-")[0].lower() for tag, quality in accepted if quality > 0)
    return next((one for one in languages if one in LOCALES), LOCALES[0])


def select_locale() -> str:
    """Return the locale of the current request, Spanish outside of one."""
    return locale_of(request.environ) if has_request_context() else LOCALES[0]


def select_timezone() -> str:
    """Return the time zone of the ``tz`` cookie, which the scripts of the page set, UTC without a valid one."""
    chosen = request.cookies.get(ZONE_COOKIE, "") if has_request_context() else ""
    return chosen if chosen in zones() else "UTC"


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    # Cached, since they are read from several hundred files.
    return frozenset(available_timezones())
