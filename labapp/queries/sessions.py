"""The sign-in sessions of an account."""

from sqlalchemy import select

from labapp.clock import now
from labapp.identity import Identity
from labapp.models import AuthSession
from labapp.unit_of_work import reading


def list_own(*, by: Identity) -> list[AuthSession]:
    """Return the live sessions of ``by``, most recently used first."""
    return list_of(by.user_id)


def list_of(user_id: int) -> list[AuthSession]:
    """Return the live sessions of an account, most recently used first."""
    query = (
        select(AuthSession)
        .where(AuthSession.user_id == user_id, AuthSession.revoked_at.is_(None), AuthSession.expires_at > now())
        .order_by(AuthSession.used_at.desc(), AuthSession.id)
    )
    with reading() as session:
        return list(session.scalars(query))
