"""Sessions: opening, refreshing and revoking."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from labapp.auth import tokens
from labapp.auth.lifetimes import end_after_use, last_end
from labapp.auth.tokens import Audience
from labapp.clock import iso, now
from labapp.contract.events import UserUpdate
from labapp.contract.facts import FactName, SessionDetails
from labapp.errors import NotFound, Unauthorized
from labapp.events.log import Fact
from labapp.identity import Identity, SessionKind
from labapp.models import AuthSession, User
from labapp.services import recent_proof
from labapp.unit_of_work import UnitOfWork, unit_of_work

# A browser that loses the network during a refresh has only the spent token, and retries with it.
GRACE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A pair of tokens, their session and its user. ``expires_in`` is the access token's lifetime in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: User
    session: AuthSession


def fact(name: FactName, user_id: int | None, details: SessionDetails, *, report: bool) -> Fact:
    """Return the fact of a session or of an attempt to open one."""
    return Fact(name, user_id, report=report, data=details.wire(), after=details.wire())


def open_session(
    work: UnitOfWork,
    user: User,
    *,
    address: str | None,
    user_agent: str | None,
    kind: SessionKind = SessionKind.APP,
    verified_at: datetime | None = None,
) -> AuthSession:
    """Add a session of ``user`` to the transaction and record it.

    ``verified_at`` is when its person proved who they are, by default now.
    """
    moment = now()
    opened = AuthSession(
        id=tokens.new_id(),
        kind=kind,
        user_id=user.id,
        refresh_jti=tokens.new_id(),
        created_at=moment,
        verified_at=verified_at or moment,
        used_at=moment,
        expires_at=end_after_use(kind, moment, moment),
        address=address,
        user_agent=(user_agent or "")[:200] or None,
    )
    work.session.add(opened)
    work.record(fact(FactName.SESSION_OPENED, user.id, SessionDetails(session=opened.id), report=False))
    return opened


def issue_tokens(user: User, session: AuthSession) -> SignedIn:
    """Return the tokens of a session. Its transaction must be committed."""
    access, refresh = tokens.issue(user, session)
    return SignedIn(access, refresh, tokens.access_seconds(), user, session)


def _is_retry(found: AuthSession, spent: str | None, grace: timedelta) -> bool:
    return found.spent_at is not None and found.spent_jti == spent and now() < found.spent_at + grace


def _exchange(
    token: str, audience: Audience, *, address: str | None, grace: timedelta, is_shared: bool = False
) -> SignedIn:
    """Exchange a refresh token of ``audience`` for a new pair. With ``is_shared`` it is spent once in ``grace``."""
    claims = tokens.decode_claims(token, "refresh", audiences=(audience,))
    with unit_of_work(address=address) as work:
        found = work.session.get(AuthSession, claims["sid"], with_for_update=True)
        user = work.session.get(User, int(claims["sub"]))
        live = found is not None and found.revoked_at is None and found.user_id == int(claims["sub"])
        usable = live and user is not None and user.active and user.token_version == claims.get("ver")
        usable = usable and found is not None and found.kind == audience.session_kind
        over = usable and found is not None and _end_if_over(work, found)
        usable = usable and not over
        unspent = found is not None and found.refresh_jti == claims.get("ref")
        retried = found is not None and _is_retry(found, claims.get("ref"), grace)
        reused = usable and not unspent and not retried
        if found is not None and reused:
            revoke(work.session, found.user_id, session_id=found.id)
            work.record(_revoked(found.user_id, found.id, "refresh_reused", report=True))
        elif found is not None and usable and unspent:
            found.used_at = now()
            if not is_shared or found.spent_at is None or found.used_at >= found.spent_at + grace:
                found.spent_at = found.used_at
                found.spent_jti, found.refresh_jti = found.refresh_jti, tokens.new_id()
                if not is_shared:
                    found.expires_at = end_after_use(found.kind, found.created_at, found.used_at)
    if found is None or user is None or not usable or reused:
        raise Unauthorized()
    return issue_tokens(user, found)


def refresh(*, token: str, address: str | None, grace: timedelta = timedelta(0)) -> SignedIn:
    """Exchange a refresh token for a new pair of tokens. The old refresh token is spent.

    Reuse of a spent token means that it was copied, and revokes the whole session (RFC 9700, section 4.14.2).
    Within ``grace`` the last spent token can be exchanged again while its successor is unspent, since the client may
    have missed the first response. Raises Unauthorized.
    """
    return _exchange(token, Audience.APP, address=address, grace=grace)


def renew(*, token: str, address: str | None) -> SignedIn:
    """Exchange a refresh token of the dashboard, which is in a cookie that the pages of a browser share.

    As ``refresh``, but the token is spent at most once a minute: until then every page gets the same successor. So a
    request that was sent before another page renewed is no reuse, even if it arrives after a second renewal. A renewal
    is no use of the session, since pages renew by themselves. Raises Unauthorized.
    """
    return _exchange(token, Audience.DASHBOARD, address=address, grace=GRACE, is_shared=True)


def issue_socket_token(signed_in: SignedIn) -> str:
    """Return an access token for the socket of a page of the dashboard. REST does not accept it."""
    return tokens.issue_access(signed_in.user, signed_in.session, Audience.EVENTS)


def _end_if_over(work: UnitOfWork, found: AuthSession) -> bool:
    """Revoke and record a session whose end has come; return whether it has."""
    if found.expires_at > now():
        return False
    reason = "expired" if found.expires_at >= last_end(found.kind, found.created_at) else "idle"
    revoke(work.session, found.user_id, session_id=found.id)
    work.record(_revoked(found.user_id, found.id, reason, report=False))
    return True


def end_if_over(session_id: str) -> datetime | None:
    """Revoke and record a session whose end has come; its sockets close. Return the end of a live one, else None."""
    with unit_of_work() as work:
        found = work.session.get(AuthSession, session_id, with_for_update=True)
        if found is None or found.revoked_at is not None or _end_if_over(work, found):
            return None
        return found.expires_at


def record_use(*, by: Identity) -> AuthSession:
    """Record that a person has just used the session of ``by``, which moves its end. Raises Unauthorized."""
    with unit_of_work(by) as work:
        found = work.session.get(AuthSession, by.session_id, with_for_update=True)
        if found is None or found.revoked_at is not None or found.expires_at <= now():
            raise Unauthorized()
        found.used_at = now()
        found.expires_at = end_after_use(found.kind, found.created_at, found.used_at)
    return found


def _revoked(user_id: int, session_id: str, reason: str, *, report: bool) -> Fact:
    payload = UserUpdate(
        type="session", action="revoked", changes={"sessionId": session_id, "reason": reason}, timestamp=iso(now())
    )
    return Fact(
        FactName.SESSION_REVOKED,
        user_id,
        payload=payload,
        subject_id=user_id,
        report=report,
        data={"reason": reason},
        after=SessionDetails(session=session_id, reason=reason).wire(),
    )


def revoke(session: Session, user_id: int, *, session_id: str | None = None) -> list[str]:
    """Revoke one session of a user, or all of them. Return the ids of the revoked sessions."""
    change = (
        update(AuthSession)
        .where(AuthSession.user_id == user_id, AuthSession.revoked_at.is_(None))
        .values(revoked_at=now())
        .returning(AuthSession.id)
    )
    if session_id is not None:
        change = change.where(AuthSession.id == session_id)
    return list(session.scalars(change))


def revoke_others(work: UnitOfWork, by: Identity, *, reason: str) -> None:
    """Revoke every session of ``by`` but the current one in this transaction; their sockets close."""
    change = (
        update(AuthSession)
        .where(AuthSession.user_id == by.user_id, AuthSession.revoked_at.is_(None), AuthSession.id != by.session_id)
        .values(revoked_at=now())
        .returning(AuthSession.id)
    )
    for revoked in work.session.scalars(change):
        work.record(_revoked(by.user_id, revoked, reason, report=False))


def sign_out(*, by: Identity, refresh_token: str | None = None) -> None:
    """Revoke the current session of ``by``; its sockets close.

    A ``refresh_token`` of another session of the same user revokes that session as well. An invalid token, or one of
    another user, is ignored (RFC 7009, section 2.2).
    """
    session_ids = [by.session_id]
    if refresh_token is not None:
        with suppress(Unauthorized):
            claims = tokens.decode_claims(refresh_token, "refresh")
            if int(claims["sub"]) == by.user_id and claims["sid"] != by.session_id:
                session_ids.append(claims["sid"])
    with unit_of_work(by) as work:
        for session_id in session_ids:
            for revoked in revoke(work.session, by.user_id, session_id=session_id):
                work.record(_revoked(by.user_id, revoked, "signed_out", report=False))


def sign_out_everywhere(*, by: Identity) -> int:
    """Revoke every session of ``by``, including the current one, and return how many were revoked."""
    with unit_of_work(by) as work:
        revoked = revoke(work.session, by.user_id)
        work.record(*(_revoked(by.user_id, each, "signed_out_everywhere", report=False) for each in revoked))
    return len(revoked)


def revoke_own(session_id: str, *, by: Identity) -> None:
    """Revoke one session of ``by``; its sockets close. Raises NotFound where ``by`` has no such live session."""
    with unit_of_work(by) as work:
        revoked = revoke(work.session, by.user_id, session_id=session_id)
        if not revoked:
            raise NotFound()
        work.record(*(_revoked(by.user_id, each, "signed_out", report=False) for each in revoked))


def end_others(user_id: int, *, by: Identity, session_id: str | None = None) -> None:
    """Revoke one session of an account, or all of them, as an administrator; their sockets close.

    Raises NotFound where there is no such account or no such live session, and ReauthenticationRequired.
    """
    with unit_of_work(by) as work:
        recent_proof.require(work)
        user = work.get(User, user_id)
        revoked = revoke(work.session, user.id, session_id=session_id)
        if session_id is not None and not revoked:
            raise NotFound()
        facts = (_revoked(user.id, each, "ended_by_staff", report=True) for each in revoked)
        work.record(*(replace(one, data=(one.data or {}) | {"entityName": user.name}) for one in facts))
