"""Access and refresh tokens (RFC 7519): issuing, decoding, and authentication with them.

The audience of a token says where it is accepted, so that a token that leaks from one place is of no use in another:

- ``lab``, of a session of the app or of REST: as a bearer token of REST, and on the socket;
- ``lab:dashboard``, of a session of the dashboard, in its HttpOnly cookies: on the pages, and for REST as a cookie
  beside its CSRF value, never as a bearer token;
- ``lab:events``, for the scripts of a page of the dashboard: on the socket only.
"""

import time
import uuid
from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import jwt as pyjwt
from flask import Flask, current_app
from flask_jwt_extended import create_access_token, create_refresh_token
from jwt.exceptions import PyJWTError
from sqlalchemy import bindparam, exists, select
from sqlalchemy.exc import SQLAlchemyError

from labapp.auth.lifetimes import last_end
from labapp.auth.session_memory import LiveSession, session_memory
from labapp.clock import now
from labapp.config import Settings, current_settings
from labapp.errors import ErrorCode, SetupRequired, Unauthorized, Unavailable
from labapp.extensions import jwt
from labapp.identity import Identity, Role, SessionKind
from labapp.models import AuthSession, SecondFactor, User
from labapp.unit_of_work import reading

NAME = "lab"
# ``Any``: what JSON can hold.
Claims = Mapping[str, Any]
_ALGORITHM = "HS256"
_LEEWAY_SECONDS = 10
# About 2 MB.
_KEPT_TOKENS = 4096


class Audience(StrEnum):
    """Where a token is accepted."""

    APP = "lab"
    DASHBOARD = "lab:dashboard"
    EVENTS = "lab:events"

    @property
    def session_kind(self) -> SessionKind:
        """The kind of the sessions whose tokens have this audience."""
        return SessionKind.APP if self is Audience.APP else SessionKind.DASHBOARD


_AUDIENCES = [each.value for each in Audience]
ON_SOCKET = frozenset({Audience.APP, Audience.EVENTS})
_OF_KIND = {SessionKind.APP: Audience.APP, SessionKind.DASHBOARD: Audience.DASHBOARD}


def init_tokens(app: Flask, settings: Settings) -> None:
    """Fix algorithm, issuer, audiences and lifetimes. Allow 10 s of clock skew between instances."""
    app.config.update(
        JWT_SECRET_KEY=settings.jwt_secret_key,
        JWT_ALGORITHM=_ALGORITHM,
        JWT_DECODE_ALGORITHMS=[_ALGORITHM],
        JWT_ENCODE_ISSUER=NAME,
        JWT_DECODE_ISSUER=NAME,
        JWT_ENCODE_AUDIENCE=Audience.APP.value,
        JWT_DECODE_AUDIENCE=_AUDIENCES,
        JWT_DECODE_LEEWAY=_LEEWAY_SECONDS,
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=settings.access_token_minutes),
        # The cookies and their CSRF values are those of ``auth.cookies``.
        JWT_COOKIE_CSRF_PROTECT=False,
    )
    jwt.init_app(app)


def issue_access(user: User, session: AuthSession, audience: Audience) -> str:
    """Return a new access token of this session."""
    claims = {"sid": session.id, "ver": user.token_version, "aud": audience.value}
    return str(create_access_token(identity=str(user.id), additional_claims=claims))


def issue(user: User, session: AuthSession) -> tuple[str, str]:
    """Return a new access token and a new refresh token of this session, for the place that its kind is for.

    The refresh token contains ``session.refresh_jti``. Only the newest refresh token of a session is unspent.
    """
    audience = _OF_KIND[SessionKind(session.kind)]
    claims = {"sid": session.id, "ver": user.token_version, "ref": session.refresh_jti, "aud": audience.value}
    # The session may end before: what counts is its row.
    lifetime = last_end(session.kind, session.created_at) - now()
    refresh = create_refresh_token(identity=str(user.id), additional_claims=claims, expires_delta=lifetime)
    return issue_access(user, session, audience), refresh


def new_id() -> str:
    """Return a random identifier for a session or a refresh token."""
    return str(uuid.uuid4())


def decode_claims(token: object, kind: str, *, audiences: Collection[Audience] = (Audience.APP,)) -> Claims:
    """Check signature, algorithm, issuer, audience, times and type, and return the claims.

    ``kind`` is ``access`` or ``refresh``. Raises Unauthorized: ``token_missing``, ``token_expired`` for a genuine but
    expired token, else ``token_invalid``.
    """
    if token is None or token == "":
        raise Unauthorized("Falta iniciar sesión.", code=ErrorCode.TOKEN_MISSING)
    if not isinstance(token, str) or len(token) > 4096:
        raise Unauthorized()
    claims = _verified(token, current_app.config["JWT_SECRET_KEY"])
    if claims["exp"] <= time.time() - _LEEWAY_SECONDS:
        raise Unauthorized("La sesión terminó.", code=ErrorCode.TOKEN_EXPIRED)
    if claims.get("type") != kind or not isinstance(claims.get("sid"), str) or not str(claims["sub"]).isdigit():
        raise Unauthorized()
    if claims["aud"] not in audiences:
        raise Unauthorized()
    return claims


@lru_cache(maxsize=_KEPT_TOKENS)
def _verified(token: str, secret: str) -> Claims:
    """Return the claims of a token that this application has issued, whether or not it has expired since.

    They are kept for the next requests with the same token: all of it but the expiry stays true. Raises Unauthorized,
    of which nothing is kept.
    """
    try:
        # Not by ``decode_token`` of Flask-JWT-Extended, which decodes twice, for callbacks that are not used here.
        claims = pyjwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            audience=_AUDIENCES,
            issuer=NAME,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "sub"], "verify_exp": False},
        )
    except (PyJWTError, ValueError):
        raise Unauthorized() from None
    if not isinstance(claims["exp"], int):
        raise Unauthorized()
    # Shared by all requests with the token.
    return MappingProxyType(claims)


# Built once, since every request and every handshake runs it.
_ACCOUNT_OF_SESSION = (
    select(
        User.id,
        User.role,
        User.active,
        User.token_version,
        AuthSession.kind,
        AuthSession.revoked_at,
        AuthSession.expires_at,
        exists().where(SecondFactor.user_id == User.id).label("has_second_factor"),
    )
    .join(AuthSession, AuthSession.user_id == User.id)
    .where(AuthSession.id == bindparam("session"), User.id == bindparam("user"))
)


def authenticate(
    token: object,
    *,
    audiences: Collection[Audience] = (Audience.APP,),
    address: str | None = None,
    enrolling: bool = False,
) -> Identity:
    """Return the identity of an access token, with the role from the database.

    Raises SetupRequired for an administrator who must add a second factor first, unless ``enrolling``: then the caller
    admits nothing but that.

    Raises Unauthorized unless the access token is valid for one of ``audiences``, its session is live and its account
    is active. The code ``token_invalid`` does not distinguish these. Raises Unavailable where the database does not
    answer.
    """
    claims = decode_claims(token, "access", audiences=audiences)
    memory, user_id, session_id = session_memory(), int(claims["sub"]), str(claims["sid"])
    found = memory.find(user_id, session_id)
    if found is None or not _is_valid(found, claims) or _must_enrol(found):
        # Whatever memory says no to, the database decides.
        version = memory.version
        found = _read_session(user_id, session_id)
        if found is None or not _is_valid(found, claims):
            raise Unauthorized()
        memory.keep(session_id, found, version=version)
    must_enrol = _must_enrol(found)
    if must_enrol and not enrolling:
        raise SetupRequired()
    # Without the leeway, which is only for the check: a socket closes when its token expires.
    return Identity(
        user_id,
        found.role,
        session_id,
        float(claims["exp"]),
        address,
        found.kind,
        found.expires_at.timestamp(),
        must_enrol,
    )


def _read_session(user_id: int, session_id: str) -> LiveSession | None:
    """Return a session that is not revoked, of an active account. Raises Unavailable."""
    try:
        with reading() as session:
            row = session.execute(_ACCOUNT_OF_SESSION, {"session": session_id, "user": user_id}).one_or_none()
    except SQLAlchemyError as error:
        raise Unavailable() from error
    if row is None or not row.active or row.revoked_at is not None:
        return None
    kind = SessionKind(row.kind)
    return LiveSession(row.id, Role(row.role), row.token_version, kind, row.expires_at, row.has_second_factor)


def _is_valid(found: LiveSession, claims: Claims) -> bool:
    """Whether a session accepts an access token with these claims now."""
    return (
        found.token_version == claims.get("ver")
        and found.kind == Audience(claims["aud"]).session_kind
        and found.expires_at > now()
    )


def _must_enrol(found: LiveSession) -> bool:
    return found.role is Role.ADMIN and not found.has_second_factor and current_settings().admin_needs_factor


def access_seconds() -> int:
    """Return the lifetime of an access token, in seconds."""
    lifetime: timedelta = current_app.config["JWT_ACCESS_TOKEN_EXPIRES"]
    return int(lifetime.total_seconds())
