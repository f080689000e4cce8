"""Guards of the REST routes: ``bearer`` authenticates the request and checks the role.

Use ``@bp.auth_required(bearer)`` for all signed-in users and ``@bp.auth_required(bearer, roles=ADMIN_ONLY)`` for
administrators. In the view, ``acting()`` returns the identity. The dashboard's cookie is accepted as well, but with
every method only together with its CSRF value, which no other site can send. Neither its token as a bearer nor a bearer
token in its cookie is accepted.
"""

from typing import NoReturn

from apiflask import HTTPTokenAuth
from blinker import Signal
from flask import current_app, g, request
from werkzeug.datastructures import Authorization

from labapp.auth import cookies
from labapp.auth.tokens import Audience, authenticate
from labapp.errors import ErrorCode, Forbidden, Unauthorized
from labapp.identity import Identity, Role


class BearerOrCookie(HTTPTokenAuth):
    """A bearer token or, without an Authorization header, the access cookie together with its CSRF value."""

    def get_auth(self) -> Authorization | None:
        """Return the credentials of the request, or None."""
        if "Authorization" not in request.headers and cookies.CSRF_HEADER in request.headers:
            return Authorization("bearer", token=cookies.ACCESS.read())
        found: Authorization | None = super().get_auth()
        return found


# Sent with the ``identity`` of a request before its view. A receiver refuses the request by raising an error.
authenticated = Signal()
bearer = BearerOrCookie(scheme="Bearer", description="An access token from POST /api/auth/login")
ADMIN_ONLY = [Role.ADMIN]
PATIENT_ONLY = [Role.PATIENT]
DOCTOR_ONLY = [Role.DOCTOR]
PATIENT_OR_DOCTOR = [Role.PATIENT, Role.DOCTOR]

# What an administrator can request who must add a second factor: that, and to sign out.
_WHILE_ENROLLING = frozenset(
    {
        "auth.me",
        "auth.logout",
        "web_session.sign_out",
        "own_account.logout_everywhere",
        "second_factors.list_factors",
        "second_factors.begin_authenticator",
        "second_factors.add_authenticator",
        "second_factors.begin_passkey",
        "second_factors.add_passkey",
    }
)


@bearer.verify_token
def _verify(token: str) -> Identity:
    address, enrolling = request.remote_addr, request.endpoint in _WHILE_ENROLLING
    if "Authorization" in request.headers:
        identity = authenticate(token, address=address, enrolling=enrolling)
    else:
        identity = authenticate(token, audiences=(Audience.DASHBOARD,), address=address, enrolling=enrolling)
        cookies.check_csrf(identity.session_id)
    g.identity = identity
    authenticated.send(current_app._get_current_object(), identity=identity)  # type: ignore[attr-defined]
    return identity


@bearer.get_user_roles
def _roles(identity: Identity) -> Role:
    return identity.role


@bearer.error_handler
def _refused(status: int) -> NoReturn:
    if status == 403:
        raise Forbidden()
    raise Unauthorized("Falta iniciar sesión.", code=ErrorCode.TOKEN_MISSING)


def acting() -> Identity:
    """Return the identity of the request. Only for views with ``auth_required``."""
    identity: object = bearer.current_user
    assert isinstance(identity, Identity)
    return identity
