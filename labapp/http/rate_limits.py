"""The rate limits of REST, in one table, from which docs/limits.md is generated.

A limit by address is checked before the request is authenticated, a limit by user right after it, before the view. A
request that exceeds one is refused with 429 ``rate_limited`` and ``Retry-After``. All limits of a route apply.

``python -m labapp.http.rate_limits`` writes the table in docs/limits.md; ``make settings`` runs it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from apiflask import APIFlask
from flask import Response, current_app, g, request
from limits import RateLimitItem, parse

from labapp.auth import throttle
from labapp.auth.guards import authenticated
from labapp.config import current_settings
from labapp.digests import keyed_digest
from labapp.errors import RateLimited
from labapp.http.problems import RETRY_SECONDS
from labapp.identity import Identity
from labapp.rate_limit import RateLimiter
from labapp.setting_fields import SettingError

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/limits.md"
BEGIN = "<!-- Generated from labapp/http/rate_limits.py by `make settings`. -->\n"
END = "<!-- End of the limits. -->\n"

_EXTENSION = "rate_limits"
_FORM = re.compile(r"[1-9]\d{0,6}/(second|minute|hour|day)")
_MALFORMED = frozenset({400, 413, 415, 422})
_PUBLIC = (
    "catalog",
    "exams*",
    "categories*",
    "packages*",
    "locations*",
    "docs",
    "openapi.json",
    "asyncapi.json",
    "events/docs",
)


class Key(StrEnum):
    """What a limit counts by."""

    ADDRESS = "address"
    USER = "user"
    PATIENT_OR_DOCTOR = "patient or doctor"
    ADMINISTRATOR = "administrator"

    def concerns(self, identity: Identity) -> bool:
        """Whether a limit by this key applies to this user."""
        if self is Key.ADDRESS:
            return False
        return self is Key.USER or (self is Key.ADMINISTRATOR) == identity.is_admin


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit for requests that match one of ``routes``: methods and a path, where ``*`` matches anything.

    Without ``counts_malformed``, a request whose body or query is not valid gives its count back. With ``field``, only
    requests count whose JSON body has a value for it.
    """

    name: str
    routes: tuple[str, ...]
    default: str
    key: Key
    counts_malformed: bool = True
    field: str | None = None

    def covers(self, method: str, path: str) -> bool:
        """Return whether the limit applies to a route, by its method and its rule."""
        for route in self.routes:
            methods, _, pattern = route.partition(" ")
            if method in methods.split("|") and fnmatchcase(path, pattern):
                return True
        return False

    def covers_body(self) -> bool:
        """Return whether the limit applies to the body of the request. A body that cannot be read is malformed."""
        if self.field is None:
            return True
        # The view validates the body later; the parsed one is cached.
        body = request.get_json(silent=True)
        return isinstance(body, dict) and bool(body.get(self.field))


LIMITS = (
    Limit("writes", ("POST|PUT|PATCH|DELETE /api/*",), "60/minute", Key.PATIENT_OR_DOCTOR),
    Limit("admin-writes", ("POST|PUT|PATCH|DELETE /api/*", "POST /admin/*"), "600/minute", Key.ADMINISTRATOR),
    Limit("profile-changes", ("PATCH /api/auth/me",), "10/hour", Key.USER, counts_malformed=False),
    Limit(
        "document-proposals", ("PATCH /api/auth/me",), "5/day", Key.USER, counts_malformed=False, field="documentNumber"
    ),
    Limit(
        "password-changes",
        ("POST /api/auth/password", "POST /api/session/password", "POST /admin/account/password"),
        "5/hour",
        Key.USER,
        counts_malformed=False,
    ),
    Limit("erasure-requests", ("POST /api/auth/me/erasure-request",), "5/day", Key.USER, counts_malformed=False),
    Limit("bookings", ("POST /api/appointments",), "30/hour", Key.USER, counts_malformed=False),
    Limit(
        "exports",
        (
            "GET /api/admin/events.csv",
            "GET /admin/audit.csv",
            "GET /admin/prices.csv",
            "GET /api/admin/users/*/export",
            "GET /admin/people/*/data.zip",
        ),
        "10/hour",
        Key.USER,
        counts_malformed=False,
    ),
    Limit("own-data", ("GET /api/auth/me/export",), "5/day", Key.USER, counts_malformed=False),
    Limit("registrations", ("POST /api/*/register",), "20/hour", Key.ADDRESS, counts_malformed=False),
    Limit(
        "forgotten-passwords", ("POST /api/auth/password/forgotten",), "20/hour", Key.ADDRESS, counts_malformed=False
    ),
    Limit("password-resets", ("POST /api/auth/password/reset",), "30/hour", Key.ADDRESS, counts_malformed=False),
    Limit(
        "sign-ins",
        (
            "POST /api/auth/login*",
            "POST /api/auth/reauthenticate*",
            "POST /api/session",
            "POST /api/session/second-factor",
            "POST /api/session/passkey-options",
            "POST /api/session/new-password",
            "POST /admin/sign-in*",
        ),
        "300/minute",
        Key.ADDRESS,
    ),
    Limit(
        "second-factor-changes",
        (
            "POST|PATCH /api/auth/me/second-factors*",
            "POST /api/auth/me/recovery-codes",
            "POST /api/admin/users/*/reset-second-factor",
        ),
        "30/hour",
        Key.USER,
        counts_malformed=False,
    ),
    Limit(
        "refreshes",
        ("POST /api/auth/refresh", "POST /api/session/refresh", "POST /admin/session"),
        "600/minute",
        Key.ADDRESS,
    ),
    Limit("anonymous-reads", tuple(f"GET /api/{path}" for path in _PUBLIC), "600/minute", Key.ADDRESS),
)


# The limits of ``auth.throttle``, which count failures.
_FIXED = (
    ("failed sign-ins", throttle.FAILURES, "address; for a known device: account and device"),
    ("failed sign-ins", throttle.STRANGERS, "account, strangers"),
    ("failed second steps", throttle.SECOND_STEPS, "account; for a known device: account and device"),
    ("failed second steps", throttle.SECOND_STEPS_OF_STRANGERS, "account, strangers"),
    ("links for a new password, by mail", throttle.PASSWORD_LINKS, "account"),
)


class RateLimits:
    """The limits in force: the defaults of the table, with the changes of the setting."""

    def __init__(self, changes: tuple[str, ...], limiter: RateLimiter) -> None:
        given = _parse(changes)
        self._items = {limit.name: _item(given.get(limit.name, limit.default)) for limit in LIMITS}
        self._limiter = limiter
        self._by_route: dict[tuple[str, str], tuple[Limit, ...]] = {}

    def _of_request(self) -> tuple[Limit, ...]:
        if request.url_rule is None:
            return ()
        route = "GET" if request.method == "HEAD" else request.method, request.url_rule.rule
        if route not in self._by_route:
            self._by_route[route] = tuple(limit for limit in LIMITS if limit.covers(*route))
        return self._by_route[route]

    def _count(self, limit: Limit, subject: str) -> None:
        item = self._items[limit.name]
        if item is None:
            return
        key = ("rest", limit.name, keyed_digest(subject))
        wait = self._limiter.hit(item, *key)
        if wait is not None:
            raise RateLimited(retry_after=wait)
        if not limit.counts_malformed:
            g.setdefault("counts_to_give_back", []).append((item, key))

    def check_address(self) -> None:
        """Count the request against the limits by address. Raises RateLimited."""
        for limit in self._of_request():
            if limit.key is Key.ADDRESS:
                self._count(limit, throttle.client_key(request.remote_addr))

    def check_user(self, identity: Identity) -> None:
        """Count the request against the limits by user. Raises RateLimited."""
        for limit in self._of_request():
            if limit.key.concerns(identity) and limit.covers_body():
                self._count(limit, str(identity.user_id))

    def finish(self, response: Response) -> Response:
        """Give back the counts of a malformed request, and set ``Retry-After`` where a later attempt can succeed."""
        counted = g.pop("counts_to_give_back", ())
        if response.status_code in _MALFORMED:
            for item, key in counted:
                self._limiter.give_back(item, *key)
        if response.status_code in (429, 503):
            response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
        return response


def _item(text: str) -> RateLimitItem | None:
    return None if text == "off" else parse(text)


def _parse(changes: tuple[str, ...]) -> dict[str, str]:
    names = {limit.name for limit in LIMITS}
    given: dict[str, str] = {}
    for change in changes:
        name, _, text = (part.strip() for part in change.partition("="))
        if name not in names:
            raise SettingError("RATE_LIMITS", f"no limit is called {name!r}; there are {', '.join(sorted(names))}")
        if text != "off" and not _FORM.fullmatch(text):
            raise SettingError("RATE_LIMITS", f"{name} must be off or like 60/minute (second, hour, day), not {text!r}")
        given[name] = text
    return given


def limited_routes() -> set[tuple[str, str]]:
    """Return the method and the rule of every route that has a limit."""
    return {
        (method, rule.rule)
        for rule in current_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if any(limit.covers(method, rule.rule) for limit in LIMITS)
    }


def markdown() -> str:
    """Return the table of limits for docs/limits.md."""
    lines = ["| limit | requests | default | counted by |", "| --- | --- | --- | --- |"]
    for limit in LIMITS:
        routes = ", ".join(f"`{route}`" for route in limit.routes).replace("|", "\\|")
        if limit.field is not None:
            routes += f" with `{limit.field}`"
        valid = "" if limit.counts_malformed else ", valid requests only"
        lines.append(f"| `{limit.name}` | {routes} | {limit.default} | {limit.key}{valid} |")
    for failures, item, key in _FIXED:
        lines.append(f"| (fixed) | {failures} | {item.amount}/{item.get_expiry() // 60} min | {key} |")
    return "\n".join(lines) + "\n"


def with_table(document: str) -> str:
    """Return the text of docs/limits.md with the table between the markers replaced by the current one."""
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{markdown()}{END}{after}"


def register(app: APIFlask) -> None:
    """Limit the requests of all routes. Raises SettingError for an invalid RATE_LIMITS."""
    with app.app_context():
        changes = current_settings().rate_limits
    limits = app.extensions[_EXTENSION] = RateLimits(changes, app.extensions["rate_limiter"])
    app.before_request(limits.check_address)
    app.after_request(limits.finish)

    def check_user(_sender: object, *, identity: Identity) -> None:
        limits.check_user(identity)

    authenticated.connect(check_user, sender=app, weak=False)


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text()))
