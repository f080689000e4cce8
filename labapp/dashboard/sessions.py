"""The session of a page: its renewal, and what keeps it open.

A session ends some minutes after a person last used it. These requests show a person: a page that a person opened, a
change that is sent to REST or by a form, and the report of a page that there was input by pointer or keyboard, at most
once a minute. What pages do by themselves shows none: renewing tokens, fetching live parts, and reloading after a
change by somebody else.
"""

from datetime import timedelta

from apiflask import APIFlask
from flask import Response, jsonify, request

from labapp import services
from labapp.auth import cookies
from labapp.auth.guards import authenticated
from labapp.auth.lifetimes import last_end
from labapp.auth.tokens import Audience, decode_claims
from labapp.clock import now
from labapp.config import current_settings
from labapp.contract.base import JsonObject
from labapp.dashboard.gate import acting, admin, authenticate_page, check_script, set_tokens
from labapp.errors import Forbidden
from labapp.identity import Identity, SessionKind
from labapp.models import AuthSession

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A use is not recorded again so soon after the last one: every page load would be a write.
_SHARE_OF_IDLE = 30


def _end_of(session: AuthSession) -> JsonObject:
    """Return in how many seconds the session ends, and whether a person who goes on can move that end."""
    can_extend = session.expires_at < last_end(session.kind, session.created_at)
    return {"endsIn": max(0.0, (session.expires_at - now()).total_seconds()), "canExtend": can_extend}


@admin.post("/session")
def renew() -> Response:
    """Renew the cookies, and return the access token for the socket of the page, and the end of the session.

    Requires the CSRF value of the session. 401 if the session has ended.
    """
    token = cookies.REFRESH.read() or ""
    cookies.check_csrf(str(decode_claims(token, "refresh", audiences=(Audience.DASHBOARD,))["sid"]))
    signed_in = services.sessions.renew(token=token, address=request.remote_addr)
    if not authenticate_page(signed_in.access_token).is_admin:
        raise Forbidden()
    granted = {
        "accessToken": services.sessions.issue_socket_token(signed_in),
        "expiresIn": signed_in.expires_in,
        "userId": signed_in.user.id,
    }
    response = jsonify(granted | _end_of(signed_in.session))
    set_tokens(response, signed_in)
    return response


@admin.post("/session/use")
def record_use() -> Response:
    """Keep the session open, since there was input on a page; return its new end."""
    check_script()
    return jsonify(_end_of(services.sessions.record_use(by=acting())))


def _shows_person() -> bool:
    if request.method not in _SAFE:
        # The report itself is recorded by its view.
        return request.endpoint != f"admin.{record_use.__name__}"
    if request.blueprint != admin.name or "HX-Request" in request.headers:
        return False
    # Browsers mark what a person opened (Fetch Metadata), but only over TLS and on localhost.
    return "Sec-Fetch-Mode" not in request.headers or request.headers.get("Sec-Fetch-User") == "?1"


def _keep_open(_sender: object, *, identity: Identity) -> None:
    if identity.session_kind is not SessionKind.DASHBOARD or not _shows_person():
        return
    idle = timedelta(minutes=current_settings().dashboard_idle_minutes)
    unused = now().timestamp() + idle.total_seconds() - identity.session_ends_at
    if unused >= idle.total_seconds() / _SHARE_OF_IDLE:
        services.sessions.record_use(by=identity)


def register(app: APIFlask) -> None:
    """Keep sessions open that a person uses."""
    authenticated.connect(_keep_open, sender=app, weak=False)
