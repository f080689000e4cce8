"""Guards of the REST routes: ``bearer`` says who acts, and refuses who may not.

``@bp.auth_required(bearer)`` for anybody signed in, ``@bp.auth_required(bearer, roles=ADMIN_ONLY)`` for staff;
inside, ``acting()`` is the identity. The dashboard's cookie does for a bearer token, but only beside its CSRF token, on
every method: no other site can send that.
"""

from typing import Any, NoReturn

from apiflask import HTTPTokenAuth
from flask import g, request
from werkzeug.datastructures import Authorization

from labapp.auth import cookies
from labapp.auth.tokens import authenticate
from labapp.errors import ErrorCode, Forbidden, Unauthorized
from labapp.identity import Identity, Role


class BearerOrCookie(HTTPTokenAuth):
    """A bearer token; where there is no Authorization header, a cookie's token that has its CSRF value beside it."""

    def get_auth(self) -> Authorization | None:
        """Return the credentials that the request carries."""
        if "Authorization" not in request.headers and cookies.CSRF_HEADER in request.headers:
            return Authorization("bearer", token=cookies.access_token())
        found: Authorization | None = super().get_auth()
        return found


bearer = BearerOrCookie(scheme="Bearer", description="An access token from POST /api/auth/login")
ADMIN_ONLY = [Role.ADMIN]
PATIENT_ONLY = [Role.PATIENT]
DOCTOR_ONLY = [Role.DOCTOR]
PATIENT_OR_DOCTOR = [Role.PATIENT, Role.DOCTOR]


@bearer.verify_token
def _verify(token: str) -> Identity:
    csrf = None if "Authorization" in request.headers else request.headers.get(cookies.CSRF_HEADER, "")
    g.identity = identity = authenticate(token, address=request.remote_addr, csrf=csrf)
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
    """Return who makes this request; only inside a guarded route."""
    identity: Any = bearer.current_user
    assert isinstance(identity, Identity)
    return identity
