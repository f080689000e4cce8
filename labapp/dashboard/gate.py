"""Access to the dashboard: signed-in administrators only; everybody else gets a 403 page.

The page holds its session in HttpOnly cookies. An access token that is over is renewed on the way, by the refresh
token, so that a page that was left open is still live the next morning; the page's scripts, and its socket, get their
short-lived access token from ``POST /admin/session``.
"""

from urllib.parse import unquote, urlsplit

import structlog
from apiflask import APIBlueprint
from flask import Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from labapp import queries, services
from labapp.auth import cookies
from labapp.auth.tokens import authenticate, decode_claims
from labapp.errors import ErrorCode, Forbidden, LabError, NotFound, Unauthorized, Unavailable
from labapp.http.problems import from_lab_error, refusal
from labapp.identity import Identity
from labapp.locale import COOKIE, LOCALES, N_

admin = APIBlueprint("admin", __name__, url_prefix="/admin", enable_openapi=False)

_logger = structlog.get_logger(__name__)
_OPEN = frozenset({"admin.sign_in_page", "admin.sign_in", "admin.renew", "admin.set_language"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_YEAR_SECONDS = 365 * 86400


class Signed(FlaskForm):  # type: ignore[misc]
    """A form without fields of its own: only its CSRF token."""


class SignIn(FlaskForm):  # type: ignore[misc]
    """The sign-in form."""

    email = StringField(_l("Correo"), validators=[InputRequired(), Length(max=services.sessions.EMAIL_LENGTH)])
    password = PasswordField(_l("Contraseña"), validators=[InputRequired(), Length(max=128)])
    next = StringField()


def _identified() -> Identity | None:
    """Return whose cookies these are; renews an access token that is over."""
    try:
        return authenticate(cookies.access_token(), address=request.remote_addr)
    except Unauthorized:
        pass
    try:
        g.renewed = services.sessions.renew(token=cookies.refresh_token(), address=request.remote_addr)
        return authenticate(g.renewed.access_token, address=request.remote_addr)
    except Unauthorized:
        return None


@admin.before_request
def _admit() -> BaseResponse | None:
    if request.endpoint in _OPEN:
        return None
    identity = _identified()
    if identity is None:
        return _render_sign_in(SignIn(formdata=None, next=request.full_path.rstrip("?")), 403)
    g.identity = identity
    if not identity.is_admin:
        raise Forbidden("Este panel es solo para administradores.")
    g.me = queries.users.get(identity.user_id)
    return None


@admin.after_request
def _finish(response: Response) -> Response:
    renewed: services.sessions.SignedIn | None = g.pop("renewed", None)
    if renewed is not None:
        cookies.set_tokens(response, access=renewed.access_token)
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("HX-Request")
    return response


def acting() -> Identity:
    """Return who looks at this page."""
    identity: Identity = g.identity
    return identity


def check_script() -> None:
    """Refuse what no script of this origin sent: it knows the CSRF value of the access cookie.

    Raises Unauthorized, which makes the page's scripts renew their session and ask again.
    """
    csrf = request.headers.get(cookies.CSRF_HEADER)
    if not csrf:
        raise Unauthorized("Falta iniciar sesión.", code=ErrorCode.TOKEN_MISSING)
    decode_claims(cookies.access_token(), "access", csrf=csrf)


def _render_sign_in(form: SignIn, status: int, fault: str | None = None) -> BaseResponse:
    return make_response(render_template("admin/sign_in.html", form=form, fault=fault), status)


def _inside(address: str | None) -> str:
    """Return where to go after signing in: a page of the dashboard, never another site."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return url_for("admin.panel")
    # As a browser reads a path: a backslash is a slash, and ``%2e%2e`` goes up, too.
    steps = unquote(parts.path).replace("\\", "/").split("/")
    inside = not parts.scheme and not parts.netloc and steps[:2] == ["", "admin"] and not {".", ".."} & set(steps)
    return str(address) if address and inside else url_for("admin.panel")


@admin.get("/sign-in")
def sign_in_page() -> BaseResponse:
    """Show the sign-in form."""
    return _render_sign_in(SignIn(formdata=None, next=_inside(request.args.get("next"))), 200)


@admin.post("/sign-in")
def sign_in() -> BaseResponse:
    """Open a session of an administrator."""
    form = SignIn()
    if not form.validate_on_submit():
        return _render_sign_in(
            form,
            400,
            N_("Complete el correo y la contraseña.") if not form.csrf_token.errors else N_("Vuelva a intentarlo."),
        )
    try:
        signed = services.sessions.sign_in(
            email=form.email.data or "",
            password=form.password.data or "",
            address=request.remote_addr,
            user_agent=request.user_agent.string,
        )
        identity = authenticate(signed.access_token, address=request.remote_addr)
    except LabError as error:
        return _render_sign_in(form, error.status, error.detail)
    if not identity.is_admin:
        services.audit.record_refused(method=request.method, route="/admin", by=identity)
        services.sessions.sign_out(by=identity)
        return _render_sign_in(form, 403, N_("Este panel es solo para administradores."))
    response = make_response(redirect(_inside(form.next.data), 303))
    cookies.set_tokens(response, access=signed.access_token, refresh=signed.refresh_token)
    return response


@admin.post("/sign-out")
def sign_out() -> BaseResponse:
    """End the session; its sockets close."""
    if not Signed().validate_on_submit():
        raise Forbidden("Vuelva a intentarlo.")
    services.sessions.sign_out(by=acting())
    g.pop("renewed", None)
    response = make_response(redirect(url_for("admin.sign_in_page"), 303))
    cookies.clear_tokens(response)
    return response


@admin.post("/session")
def renew() -> BaseResponse:
    """Renew the access cookie, and hand the page's scripts the access token for their socket.

    Needs the CSRF value of the refresh token. 401 where the session is over.
    """
    csrf = request.headers.get(cookies.CSRF_HEADER)
    if not csrf:
        raise Unauthorized("Falta iniciar sesión.", code=ErrorCode.TOKEN_MISSING)
    signed = services.sessions.renew(token=cookies.refresh_token(), csrf=csrf, address=request.remote_addr)
    if not authenticate(signed.access_token).is_admin:
        raise Forbidden()
    response = jsonify(accessToken=signed.access_token, expiresIn=signed.expires_in, userId=signed.user.id)
    cookies.set_tokens(response, access=signed.access_token)
    return response


@admin.post("/language")
def set_language() -> BaseResponse:
    """Remember the language of this browser."""
    if not Signed().validate_on_submit():
        raise Forbidden("Vuelva a intentarlo.")
    response = redirect(_inside(request.form.get("next")), 303)
    chosen = request.form.get("lang", "")
    response.set_cookie(COOKIE, chosen if chosen in LOCALES else LOCALES[0], max_age=_YEAR_SECONDS, samesite="Lax")
    return response


@admin.get("/<path:unknown>")
def missing(unknown: str) -> BaseResponse:
    """Say that there is no such page."""
    raise NotFound("Esta página no existe.")


def _wants_json() -> bool:
    # Not by what is in it: a form that is too large cannot be read.
    return request.method != "GET" and request.mimetype not in _FORMS


def _failed(error: LabError) -> BaseResponse:
    if _wants_json():
        return from_lab_error(error)
    template = "admin/_error.html" if request.headers.get("HX-Request") else "admin/error.html"
    return make_response(render_template(template, error=error), error.status)


@admin.errorhandler(LabError)
def _on_lab_error(error: LabError) -> BaseResponse:
    return _failed(error)


@admin.errorhandler(HTTPException)
def _on_http_error(error: HTTPException) -> BaseResponse:
    return _failed(refusal(error.code or 500))


@admin.errorhandler(OperationalError)
@admin.errorhandler(PoolTimeout)
def _on_database_away(_error: Exception) -> BaseResponse:
    return _failed(Unavailable())


@admin.errorhandler(Exception)
def _on_bug(_error: Exception) -> BaseResponse:
    _logger.exception("page_failed")
    return _failed(LabError())
