"""Access and refresh tokens (RFC 7519): issuing, decoding, and authentication with them."""

import uuid
from datetime import timedelta

from flask import Flask, current_app
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import ExpiredSignatureError, PyJWTError
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from labapp.config import Settings
from labapp.contract.base import JsonObject
from labapp.errors import ErrorCode, Unauthorized, Unavailable
from labapp.extensions import jwt
from labapp.identity import Identity, Role
from labapp.models import AuthSession, User
from labapp.unit_of_work import reading

NAME = "lab"


def init_tokens(app: Flask, settings: Settings) -> None:
    """Fix algorithm, issuer, audience and lifetimes. Allow 10 s of clock skew between instances."""
    app.config.update(
        JWT_SECRET_KEY=settings.jwt_secret_key,
        JWT_ALGORITHM="HS256",
        JWT_DECODE_ALGORITHMS=["HS256"],
        JWT_ENCODE_ISSUER=NAME,
        JWT_DECODE_ISSUER=NAME,
        JWT_ENCODE_AUDIENCE=NAME,
        JWT_DECODE_AUDIENCE=NAME,
        JWT_DECODE_LEEWAY=10,
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=settings.access_token_minutes),
        JWT_REFRESH_TOKEN_EXPIRES=timedelta(days=settings.refresh_token_days),
        JWT_ACCESS_COOKIE_NAME="lab_access",
        JWT_REFRESH_COOKIE_NAME="lab_refresh",
        JWT_REFRESH_COOKIE_PATH="/admin",
        JWT_REFRESH_CSRF_COOKIE_PATH="/admin",
        JWT_COOKIE_SECURE=settings.production,
        JWT_COOKIE_SAMESITE="Lax",
    )
    jwt.init_app(app)


def issue_access(user: User, session: AuthSession) -> str:
    """Return a new access token of this session."""
    claims = {"sid": session.id, "ver": user.token_version}
    return str(create_access_token(identity=str(user.id), additional_claims=claims))


def issue(user: User, session: AuthSession) -> tuple[str, str]:
    """Return a new access token and a new refresh token of this session.

    The refresh token contains ``session.refresh_jti``. Only the newest refresh token of a session is unspent.
    """
    claims = {"sid": session.id, "ver": user.token_version, "ref": session.refresh_jti}
    return issue_access(user, session), create_refresh_token(identity=str(user.id), additional_claims=claims)


def new_id() -> str:
    """Return a random identifier for a session or a refresh token."""
    return str(uuid.uuid4())


def decode_claims(token: object, kind: str, *, csrf: str | None = None) -> JsonObject:
    """Check signature, algorithm, issuer, audience, times and type, and return the claims.

    A token from a cookie is valid only together with its ``csrf`` value, sent by other means.

    Raises Unauthorized: ``token_missing``, ``token_expired`` for a genuine but expired token, else ``token_invalid``.
    """
    if token is None or token == "":
        raise Unauthorized("Falta iniciar sesión.", code=ErrorCode.TOKEN_MISSING)
    # The library skips the CSRF check for an empty value.
    if not isinstance(token, str) or len(token) > 4096 or csrf == "":
        raise Unauthorized()
    try:
        claims = decode_token(token, csrf_value=csrf)
    except ExpiredSignatureError:
        raise Unauthorized("La sesión terminó.", code=ErrorCode.TOKEN_EXPIRED) from None
    except (PyJWTError, JWTExtendedException, ValueError):
        raise Unauthorized() from None
    if claims.get("type") != kind or not isinstance(claims.get("sid"), str) or not str(claims["sub"]).isdigit():
        raise Unauthorized()
    return dict(claims)


# Built once, since every request and every handshake runs it.
_ACCOUNT_OF_SESSION = (
    select(User.id, User.role, User.active, User.token_version, AuthSession.revoked_at)
    .join(AuthSession, AuthSession.user_id == User.id)
    .where(AuthSession.id == bindparam("session"), User.id == bindparam("user"))
)


def authenticate(token: object, *, address: str | None = None, csrf: str | None = None) -> Identity:
    """Return the identity of an access token, with the role from the database.

    Raises Unauthorized unless the access token is valid, its session is live and its account is active. The code
    ``token_invalid`` does not distinguish these. Raises Unavailable where the database does not answer.
    """
    claims = decode_claims(token, "access", csrf=csrf)
    try:
        with reading() as session:
            row = session.execute(
                _ACCOUNT_OF_SESSION, {"session": claims["sid"], "user": int(claims["sub"])}
            ).one_or_none()
    except SQLAlchemyError as error:
        raise Unavailable() from error
    if row is None or not row.active or row.revoked_at is not None or row.token_version != claims.get("ver"):
        raise Unauthorized()
    # Without the leeway, which is only for the check: a socket closes when its token expires.
    return Identity(row.id, Role(row.role), claims["sid"], float(claims["exp"]), address)


def access_seconds() -> int:
    """Return the lifetime of an access token, in seconds."""
    lifetime: timedelta = current_app.config["JWT_ACCESS_TOKEN_EXPIRES"]
    return int(lifetime.total_seconds())
