"""Access and refresh tokens (RFC 7519), and the one function that accepts them."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import ExpiredSignatureError, PyJWTError
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from labapp.config import Settings
from labapp.errors import Unauthorized, Unavailable
from labapp.extensions import jwt
from labapp.identity import Identity, Role
from labapp.models import AuthSession, User
from labapp.unit_of_work import reading

NAME = "lab"


def init_tokens(app: Flask, settings: Settings) -> None:
    """Pin algorithm, issuer, audience and lifetimes; allow 10 s of clock skew between instances."""
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
    )
    jwt.init_app(app)


def issue(user: User, session: AuthSession) -> tuple[str, str]:
    """Return an access and a refresh token of this session.

    The refresh token carries ``session.refresh_jti``; only the newest of a session is unspent.
    """
    claims = {"sid": session.id, "ver": user.token_version}
    subject = str(user.id)
    refresh = claims | {"ref": session.refresh_jti}
    return (
        create_access_token(identity=subject, additional_claims=claims),
        create_refresh_token(identity=subject, additional_claims=refresh),
    )


def new_id() -> str:
    """Return a random identifier for a session or a refresh token."""
    return str(uuid.uuid4())


def claims_of(token: Any, kind: str) -> dict[str, Any]:
    """Check signature, algorithm, issuer, audience, times and type, and return the claims.

    Raises Unauthorized: ``token_missing``, ``token_expired`` (genuine, but over), else ``token_invalid``.
    """
    if token is None or token == "":
        raise Unauthorized(code="token_missing")
    if not isinstance(token, str) or len(token) > 4096:
        raise Unauthorized()
    try:
        claims = decode_token(token)
    except ExpiredSignatureError:
        raise Unauthorized("La sesión terminó.", code="token_expired") from None
    except (PyJWTError, JWTExtendedException, ValueError):
        raise Unauthorized() from None
    if claims.get("type") != kind or not isinstance(claims.get("sid"), str) or not str(claims["sub"]).isdigit():
        raise Unauthorized()
    return dict(claims)


# Built once: every request and every handshake asks it.
_BEARER = (
    select(User.id, User.role, User.active, User.token_version, AuthSession.revoked_at)
    .join(AuthSession, AuthSession.user_id == User.id)
    .where(AuthSession.id == bindparam("session"), User.id == bindparam("user"))
)


def authenticate(token: Any, *, address: str | None = None) -> Identity:
    """Return who bears this access token, as the database knows them now.

    Raises Unauthorized for anything but a valid access token of a live session and an active account
    (``token_invalid`` says no more than that), Unavailable where the database does not answer.
    """
    claims = claims_of(token, "access")
    try:
        with reading() as session:
            row = session.execute(_BEARER, {"session": claims["sid"], "user": int(claims["sub"])}).one_or_none()
    except SQLAlchemyError as error:
        raise Unavailable() from error
    if row is None or not row.active or row.revoked_at is not None or row.token_version != claims.get("ver"):
        raise Unauthorized()
    # The leeway belongs to the check, not to the session: a socket ends when its token does.
    return Identity(row.id, Role(row.role), claims["sid"], float(claims["exp"]), address)


def access_seconds() -> int:
    """Return the lifetime of an access token, in seconds."""
    lifetime: timedelta = current_app.config["JWT_ACCESS_TOKEN_EXPIRES"]
    return int(lifetime.total_seconds())
