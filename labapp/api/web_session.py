"""The session of the app in a browser, with its refresh token in a cookie that no script can read.

Only these routes read the cookie. It is separate from the cookies of the dashboard, so that neither signs the other
out. Other sites cannot use it: it is ``SameSite``, a foreign ``Origin`` is refused, and the refresh requires a
header that no form can send
(OWASP, Cross-Site Request Forgery Prevention).
"""

from datetime import timedelta

from apiflask import APIBlueprint
from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, Signer

from labapp import services
from labapp.api.second_steps import choose_password, complete_second_step, passkey_options
from labapp.auth import devices
from labapp.auth.cookies import APP_REFRESH
from labapp.auth.guards import acting, bearer
from labapp.clock import now
from labapp.contract.accounts import Credentials, PasswordChange, Registration, WebSessionView
from labapp.contract.base import JsonObject
from labapp.contract.second_factors import NewPasswordStep, PasskeyOptions, SecondStep, SignInChallenge
from labapp.errors import Forbidden, Unauthorized
from labapp.http import Presented
from labapp.http.problems import from_lab_error
from labapp.services.sessions import SignedIn

PATH = "/api/session"
HEADER, VALUE = "X-Requested-With", "lab"
bp = APIBlueprint("web_session", __name__, url_prefix=PATH, tag="Authentication")

_HEADER_DOC: JsonObject = {
    "parameters": [{"in": "header", "name": HEADER, "required": True, "schema": {"type": "string", "enum": [VALUE]}}]
}


@bp.before_request
def _check_origin() -> None:
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != request.host_url.rstrip("/").lower():
        raise Forbidden("Esta petición viene de otro sitio.")


def _cookie_signer() -> Signer:
    """Return the signer of the cookie; a signed token was only ever in a cookie, so it may be refreshed twice."""
    return Signer(current_app.config["SECRET_KEY"], salt=APP_REFRESH.name)


def _refresh_cookie() -> tuple[str, bool]:
    """Return the refresh token in the cookie, and whether it is signed."""
    cookie = APP_REFRESH.read() or ""
    try:
        return _cookie_signer().unsign(cookie).decode(), True
    except (BadSignature, UnicodeError):
        return cookie, False


def _with_refresh_cookie(signed: SignedIn) -> Presented:
    """Set the refresh token as a cookie; the view leaves it out of the body."""

    @after_this_request
    def keep(response: Response) -> Response:
        lifetime = timedelta(seconds=round((signed.session.expires_at - now()).total_seconds()))
        APP_REFRESH.set(response, _cookie_signer().sign(signed.refresh_token).decode(), max_age=lifetime)
        devices.set_mark(response, account=signed.user.email)
        return response

    return signed


def _forget(response: Response) -> Response:
    APP_REFRESH.delete(response)
    return response


@bp.errorhandler(Unauthorized)
def _on_unauthorized(error: Unauthorized) -> Response:
    refused = from_lab_error(error)
    # A wrong password or an expired access token does not concern the session in the cookie.
    return _forget(refused) if request.endpoint == f"{bp.name}.{refresh.__name__}" else refused


@bp.post("")
@bp.input(Credentials, arg_name="body")
@bp.output(WebSessionView)
@bp.doc(responses=[401, 403, 429])
def sign_in(body: Credentials) -> Presented:
    """Sign in; the refresh token is set as an HttpOnly cookie."""
    return _with_refresh_cookie(
        services.sign_in.sign_in(
            email=body.email,
            password=body.password,
            address=request.remote_addr,
            user_agent=request.user_agent.string,
            device_mark=devices.mark_of_request(),
        )
    )


@bp.post("/second-factor")
@bp.input(SecondStep, arg_name="body")
@bp.output(WebSessionView)
@bp.doc(responses=[401, 403, 409, 429])
def pass_second_step(body: SecondStep) -> Presented:
    """Complete a sign-in that requires a second factor; the refresh token is set as an HttpOnly cookie."""
    return _with_refresh_cookie(complete_second_step(body, device_mark=devices.mark_of_request()))


@bp.post("/passkey-options")
@bp.input(SignInChallenge, arg_name="body")
@bp.output(PasskeyOptions)
@bp.doc(responses=[401, 403, 404, 409, 429])
def get_passkey_options(body: SignInChallenge) -> PasskeyOptions:
    """Get the options with which a browser asks for a passkey, for a sign-in that requires a second factor."""
    return passkey_options(body)


@bp.post("/new-password")
@bp.input(NewPasswordStep, arg_name="body")
@bp.output(WebSessionView)
@bp.doc(responses=[401, 403, 429])
def choose_new_password(body: NewPasswordStep) -> Presented:
    """Complete a sign-in with a password that the staff set: choose another; the refresh token is set as a cookie."""
    return _with_refresh_cookie(choose_password(body))


@bp.post("/register")
@bp.input(Registration, arg_name="body")
@bp.output(WebSessionView, status_code=201)
@bp.doc(responses=[403, 409, 429])
def register(body: Registration) -> Presented:
    """Register a patient account and sign in."""
    values, agent = body.changes(), request.user_agent.string
    password = values.pop("password")
    return _with_refresh_cookie(
        services.users.register_and_sign_in(
            values=values, password=password, address=request.remote_addr, user_agent=agent
        )
    )


@bp.post("/refresh")
@bp.output(WebSessionView)
@bp.doc(responses=[401, 403], extensions=_HEADER_DOC)
def refresh() -> Presented:
    """Exchange the cookie's refresh token for a new pair; reuse of a spent token ends the session.

    For a minute the last spent token still works: the first response may not have arrived.
    """
    if request.headers.get(HEADER) != VALUE:
        raise Forbidden("Esta petición no viene de la aplicación.")
    token, is_signed = _refresh_cookie()
    grace = services.sessions.GRACE if is_signed else timedelta(0)
    return _with_refresh_cookie(services.sessions.refresh(token=token, address=request.remote_addr, grace=grace))


@bp.post("/password")
@bp.auth_required(bearer)
@bp.input(PasswordChange, arg_name="body")
@bp.output(WebSessionView)
@bp.doc(responses=[403, 429])
def change_password(body: PasswordChange) -> Presented:
    """Change your password: every session ends, and a new one is set in the cookie."""
    agent = request.user_agent.string
    return _with_refresh_cookie(
        services.users.change_password(
            current=body.current_password, new=body.new_password, by=acting(), user_agent=agent
        )
    )


@bp.delete("")
@bp.auth_required(bearer)
@bp.output({}, status_code=204)
@bp.doc(responses=[403])
def sign_out() -> Response:
    """End the session; its sockets close, and the cookie is cleared."""
    services.sessions.sign_out(by=acting(), refresh_token=_refresh_cookie()[0] or None)
    return _forget(Response(status=204))
