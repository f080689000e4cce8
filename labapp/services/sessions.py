"""Signing in, refreshing and signing out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from labapp.auth import tokens
from labapp.auth.passwords import verify_password
from labapp.clock import iso, now
from labapp.errors import Unauthorized
from labapp.events.contract import UserUpdate
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.models import AuthSession, User
from labapp.unit_of_work import reading, unit_of_work


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A pair of tokens and whose it is; ``expires_in`` is the access token's lifetime in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: User


def _refresh_lifetime() -> timedelta:
    lifetime: timedelta = current_app.config["JWT_REFRESH_TOKEN_EXPIRES"]
    return lifetime


def _pair(user: User, session: AuthSession) -> SignedIn:
    access, refresh = tokens.issue(user, session)
    return SignedIn(access, refresh, tokens.access_seconds(), user)


def _session_fact(name: str, action: str, user_id: int | None, *, report: bool, **data: Any) -> Fact:
    return Fact(name, "session", user_id, action, report=report, data=data or None, after=data or None)


def sign_in(*, email: str, password: str, address: str | None, user_agent: str | None) -> SignedIn:
    """Open a session for the account with this address and password.

    A failure is recorded and reported to the administrators. Raises Unauthorized
    (``invalid_credentials``), the same for a wrong password, no such account and a deactivated one.
    """
    with reading() as session:
        user = session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()
    known = verify_password(user.password_hash if user else None, password)
    if user is None or not known or not user.active:
        with unit_of_work(address=address) as work:
            fact = _session_fact("session.refused", "refused", user.id if user else None, report=True, email=email)
            work.record(fact)
        raise Unauthorized("El correo o la contraseña no son correctos.", code="invalid_credentials")
    moment = now()
    with unit_of_work(address=address) as work:
        opened = AuthSession(
            id=tokens.new_id(),
            user_id=user.id,
            refresh_jti=tokens.new_id(),
            created_at=moment,
            used_at=moment,
            expires_at=moment + _refresh_lifetime(),
            address=address,
            user_agent=(user_agent or "")[:200] or None,
        )
        work.session.add(opened)
        work.record(_session_fact("session.opened", "opened", user.id, report=False, session=opened.id))
    return _pair(user, opened)


def refresh(*, token: str, address: str | None) -> SignedIn:
    """Spend a refresh token for a new pair.

    A spent one that comes back means that two hold it: the whole session is revoked (RFC 9700,
    section 4.14.2). Raises Unauthorized.
    """
    claims = tokens.claims_of(token, "refresh")
    with unit_of_work(address=address) as work:
        found = work.session.get(AuthSession, claims["sid"], with_for_update=True)
        user = work.session.get(User, int(claims["sub"]))
        live = found is not None and found.revoked_at is None and found.user_id == int(claims["sub"])
        usable = live and user is not None and user.active and user.token_version == claims.get("ver")
        reused = found is not None and usable and found.refresh_jti != claims.get("ref")
        if found is not None and reused:
            revoke(work.session, found.user_id, session_id=found.id)
            work.record(_revoked(found.user_id, found.id, "refresh_reused", report=True))
        elif found is not None and usable:
            found.refresh_jti, found.used_at = tokens.new_id(), now()
            found.expires_at = found.used_at + _refresh_lifetime()
    if found is None or user is None or not usable or reused:
        raise Unauthorized()
    return _pair(user, found)


def _revoked(user_id: int, session_id: str, why: str, *, report: bool) -> Fact:
    payload = UserUpdate(
        type="session", action="revoked", changes={"sessionId": session_id, "reason": why}, timestamp=iso(now())
    )
    return Fact(
        "session.revoked",
        "session",
        user_id,
        "revoked",
        payload=payload,
        subject_id=user_id,
        report=report,
        data={"reason": why},
        after={"session": session_id, "reason": why},
    )


def revoke(session: Session, user_id: int, *, session_id: str | None = None) -> None:
    """Revoke one session of a user, or all of them."""
    change = update(AuthSession).where(AuthSession.user_id == user_id, AuthSession.revoked_at.is_(None))
    if session_id is not None:
        change = change.where(AuthSession.id == session_id)
    session.execute(change.values(revoked_at=now()))


def sign_out(*, by: Identity) -> None:
    """Revoke the session that ``by`` acts in; its sockets close."""
    with unit_of_work(by) as work:
        revoke(work.session, by.user_id, session_id=by.session_id)
        work.record(_revoked(by.user_id, by.session_id, "signed_out", report=False))
