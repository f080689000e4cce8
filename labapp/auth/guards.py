"""Guards of the REST routes: ``bearer`` says who acts, and refuses who may not.

``@bp.auth_required(bearer)`` for anybody signed in, ``@bp.auth_required(bearer, roles=ADMIN_ONLY)`` for staff;
inside, ``acting()`` is the identity. The dashboard's cookie does for a bearer token, but only beside its CSRF token, on
every method: no other site can send that.
"""

from typing import Any, NoReturn

from apiflask import HTTPTokenAuth
from flask import g, request

from labapp.auth import cookies
from labapp.auth.tokens import authenticate
from labapp.errors import Forbidden, Unauthorized
from labapp.identity import Identity, Role

bearer = HTTPTokenAuth(scheme="Bearer", description="An access token from POST /api/auth/login")
ADMIN_ONLY = [Role.ADMIN]
PATIENT_ONLY = [Role.PATIENT]
PATIENT_OR_DOCTOR = [Role.PATIENT, Role.DOCTOR]


@bearer.verify_token
def _verify(token: str) -> Identity | None:
    if token:
        g.identity = identity = authenticate(token, address=request.remote_addr)
        return identity
    cookie, csrf = cookies.access_token(), request.headers.get(cookies.CSRF_HEADER)
    if not cookie or not csrf:
        return None
    g.identity = identity = authenticate(cookie, address=request.remote_addr, csrf=csrf)
    return identity


@bearer.get_user_roles
def _roles(identity: Identity) -> Role:
    return identity.role


@bearer.error_handler
def _refused(status: int) -> NoReturn:
    if status == 403:
        raise Forbidden()
    raise Unauthorized("Falta iniciar sesión.", code="token_missing")


def acting() -> Identity:
    """Return who makes this request; only inside a guarded route."""
    identity: Any = bearer.current_user
    assert isinstance(identity, Identity)
    return identity
