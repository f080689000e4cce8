"""Access to the dashboard: signed-in administrators only; everybody else gets a 403 page.

The session is of the dashboard's own kind, in HttpOnly cookies. An expired access token is renewed during the request
with the refresh token, as long as the session lasts (``dashboard.sessions``). The socket of a page gets its short-lived
access token from ``POST /admin/session``; the scripts send their requests to REST with the cookie and its CSRF value.
"""

import re
from urllib.parse import unquote, urlsplit

import structlog
from apiflask import APIBlueprint
from flask import Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from labapp import queries, services
from labapp.auth import cookies, devices
from labapp.auth.guards import authenticated
from labapp.auth.tokens import Audience, authenticate
from labapp.config import current_settings
from labapp.dashboard.sign_in_steps import render_step
from labapp.errors import Forbidden, LabError, NotFound, SetupRequired, SignInStep, Unauthorized, Unavailable
from labapp.http.problems import error_for_status, from_lab_error, retry_headers, text_of
from labapp.identity import Identity, SessionKind
from labapp.locale import COOKIE, LOCALES, N_

admin = APIBlueprint("admin", __name__, url_prefix="/admin", enable_openapi=False)

_logger = structlog.get_logger(__name__)
_PUBLIC_ENDPOINTS = frozenset(
    {
        "admin.sign_in_page",
        "admin.sign_in",
        "admin.pass_second_step",
        "admin.choose_new_password",
        "admin.renew",
        "admin.set_language",
    }
)
_WHILE_ENROLLING = frozenset({"admin.account", "admin.own_second_factors", "admin.record_use", "admin.sign_out"})
_FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_YEAR_SECONDS = 365 * 86400
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class CsrfForm(FlaskForm):  # type: ignore[misc]
    """A form with only a CSRF token."""


class SignInForm(FlaskForm):  # type: ignore[misc]
    """The sign-in form."""

    email = StringField(_l("Correo"), validators=[InputRequired(), Length(max=services.sign_in.EMAIL_LENGTH)])
    password = PasswordField(_l("Contraseña"), validators=[InputRequired(), Length(max=128)])
    next = StringField()


def authenticate_page(token: str | None) -> Identity:
    """Return the identity of an access token of the dashboard. Raises Unauthorized.

    ``_require_administrator`` decides where an administrator without a second factor goes.
    """
    return authenticate(token, audiences=(Audience.DASHBOARD,), address=request.remote_addr, enrolling=True)


def set_tokens(response: Response, signed_in: services.sessions.SignedIn) -> None:
    """Set the cookies of a session of the dashboard."""
    access, refresh = signed_in.access_token, signed_in.refresh_token
    cookies.set_tokens(response, session_id=signed_in.session.id, access=access, refresh=refresh)


def _authenticated() -> Identity | None:
    """Return the identity in the cookies, or None; renews an expired access token."""
    try:
        return authenticate_page(cookies.ACCESS.read())
    except Unauthorized:
        pass
    try:
        g.renewed = services.sessions.renew(token=cookies.REFRESH.read() or "", address=request.remote_addr)
        return authenticate_page(g.renewed.access_token)
    except Unauthorized:
        return None


def _opens_page() -> bool:
    """Whether a browser asks for a page to show it."""
    # Browsers send the first header over HTTPS and on localhost only.
    destination = request.headers.get("Sec-Fetch-Dest")
    return destination == "document" or (destination is None and "Upgrade-Insecure-Requests" in request.headers)


@admin.before_request
def _require_administrator() -> BaseResponse | None:
    if request.endpoint in _PUBLIC_ENDPOINTS:
        return None
    identity = _authenticated()
    if identity is None:
        if request.method == "GET" and _opens_page():
            # The console of a browser reports a page with an error status.
            return redirect(url_for("admin.sign_in_page", next=request.full_path.rstrip("?")), 303)
        return render_sign_in(SignInForm(formdata=None, next=request.full_path.rstrip("?")), 403)
    g.identity = identity
    if not identity.is_admin:
        raise Forbidden("Este panel es solo para administradores.")
    authenticated.send(current_app._get_current_object(), identity=identity)  # type: ignore[attr-defined]
    if identity.must_enrol and request.endpoint not in _WHILE_ENROLLING:
        if request.method != "GET" or "HX-Request" in request.headers:
            raise SetupRequired()
        return redirect(url_for("admin.account"), 303)
    g.me = queries.users.get(identity.user_id)
    return None


@admin.after_request
def _finish(response: Response) -> Response:
    renewed: services.sessions.SignedIn | None = g.pop("renewed", None)
    if renewed is not None:
        set_tokens(response, renewed)
    response.vary.add("HX-Request")
    return response


def acting() -> Identity:
    """Return the administrator of this request."""
    identity: Identity = g.identity
    return identity


def check_script() -> None:
    """Check that a script of this origin sent the request: it must know the CSRF value of the session.

    Raises Unauthorized.
    """
    cookies.check_csrf(acting().session_id)


def render_sign_in(form: SignInForm, status: int, error: str | None = None) -> BaseResponse:
    """Show the sign-in form."""
    # Browsers keep the cookies of production where they send this header: over HTTPS, which a proxy can hide from us,
    # and on localhost.
    is_trustworthy = request.is_secure or "Sec-Fetch-Dest" in request.headers
    lacks_https = current_settings().production and not is_trustworthy
    shown = {"error": error, "sends_mail": services.passwords.sends_mail(), "lacks_https": lacks_https}
    return make_response(render_template("admin/sign_in.html", form=form, **shown), status)


def _safe_next(address: str | None) -> str:
    """Return the address to redirect to: ``address`` if it is a page of the dashboard, else the panel."""
    if _CONTROLS.search(address or ""):
        # urlsplit drops some of them, so that its parts are not those of ``address``. A header cannot hold them.
        return url_for("admin.panel")
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return url_for("admin.panel")
    # Read the path as a browser does: a backslash is a slash, and ``%2e%2e`` is the parent directory.
    segments = unquote(parts.path).replace("\\", "/").split("/")
    is_inside = (
        not parts.scheme and not parts.netloc and segments[:2] == ["", "admin"] and not {".", ".."} & set(segments)
    )
    return str(address) if address and is_inside else url_for("admin.panel")


@admin.get("/sign-in")
def sign_in_page() -> BaseResponse:
    """Show the sign-in form."""
    return render_sign_in(SignInForm(formdata=None, next=_safe_next(request.args.get("next"))), 200)


@admin.post("/sign-in")
def sign_in() -> BaseResponse:
    """Sign in an administrator."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_sign_in(
            form,
            400,
            N_("Complete el correo y la contraseña.") if not form.csrf_token.errors else N_("Vuelva a intentarlo."),
        )
    try:
        signed_in = services.sign_in.sign_in(
            email=form.email.data or "",
            password=form.password.data or "",
            address=request.remote_addr,
            user_agent=request.user_agent.string,
            device_mark=devices.mark_of_request(),
            kind=SessionKind.DASHBOARD,
        )
        return complete_sign_in(signed_in, form.next.data)
    except SignInStep as step:
        return render_step(step, form.next.data)
    except LabError as error:
        refused = render_sign_in(form, error.status, text_of(error))
        refused.headers.update(retry_headers(error))
        return refused


def complete_sign_in(signed_in: services.sessions.SignedIn, page: str | None) -> BaseResponse:
    """Set the cookies of a new session, and go to ``page``. Refuse everybody but administrators."""
    identity = authenticate_page(signed_in.access_token)
    if not identity.is_admin:
        services.audit.record_refused(method=request.method, route="/admin", by=identity)
        services.sessions.sign_out(by=identity)
        form = SignInForm(formdata=None, next=page)
        return render_sign_in(form, 403, N_("Este panel es solo para administradores."))
    response = make_response(redirect(_safe_next(page), 303))
    set_tokens(response, signed_in)
    devices.set_mark(response, account=signed_in.user.email)
    return response


@admin.post("/sign-out")
def sign_out() -> BaseResponse:
    """End the session; its sockets are closed."""
    if not CsrfForm().validate_on_submit():
        raise Forbidden("Vuelva a intentarlo.")
    services.sessions.sign_out(by=acting())
    g.pop("renewed", None)
    response = make_response(redirect(url_for("admin.sign_in_page"), 303))
    cookies.clear_tokens(response)
    return response


@admin.post("/language")
def set_language() -> BaseResponse:
    """Set the language of this browser."""
    if not CsrfForm().validate_on_submit():
        raise Forbidden("Vuelva a intentarlo.")
    response = redirect(_safe_next(request.form.get("next")), 303)
    chosen = request.form.get("lang", "")
    language = chosen if chosen in LOCALES else LOCALES[0]
    secure = current_settings().production
    response.set_cookie(COOKIE, language, max_age=_YEAR_SECONDS, samesite="Lax", secure=secure)
    return response


@admin.get("/<path:unknown>")
def missing(unknown: str) -> BaseResponse:
    """Respond to unknown addresses. Raises NotFound."""
    raise NotFound("Esta página no existe.")


def _wants_json() -> bool:
    # Decided by the media type and not by the body: a form that is too large cannot be read.
    return request.method != "GET" and request.mimetype not in _FORM_TYPES


def _failed(error: LabError) -> BaseResponse:
    if _wants_json():
        return from_lab_error(error)
    template = "admin/_error.html" if request.headers.get("HX-Request") else "admin/error.html"
    page = render_template(template, error=error, detail=text_of(error))
    return make_response(page, error.status, retry_headers(error))


@admin.errorhandler(LabError)
def _on_lab_error(error: LabError) -> BaseResponse:
    return _failed(error)


@admin.errorhandler(HTTPException)
def _on_http_error(error: HTTPException) -> BaseResponse:
    return _failed(error_for_status(error.code or 500))


@admin.errorhandler(OperationalError)
@admin.errorhandler(PoolTimeout)
def _on_database_unavailable(_error: Exception) -> BaseResponse:
    return _failed(Unavailable())


@admin.errorhandler(Exception)
def _on_bug(_error: Exception) -> BaseResponse:
    _logger.exception("page_failed")
    return _failed(LabError())
