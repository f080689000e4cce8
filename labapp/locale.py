"""The language of what a person reads: Spanish, or English behind an explicit switch."""

from flask import has_request_context, request
from flask_babel import Babel

LOCALES = ("es", "en")
COOKIE = "lang"

babel = Babel()


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
