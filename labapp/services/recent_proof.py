"""The guard of highly sensitive operations: the person of the session must have proved who they are recently.

A session that is left open, or a token that leaks, is not enough for them (ASVS 5.0, 7.5.3). A sign-in is a proof, and
so is ``reauthentication.reauthenticate``.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from labapp.clock import now
from labapp.config import current_settings
from labapp.errors import ReauthenticationRequired
from labapp.models import AuthSession
from labapp.queries import second_factors
from labapp.unit_of_work import UnitOfWork


def lifetime() -> timedelta:
    """Return how long a proof is recent."""
    return timedelta(minutes=current_settings().reauthentication_minutes)


def require(work: UnitOfWork) -> None:
    """Check the session of ``work.by`` in its transaction; the command line needs no proof.

    Raises ReauthenticationRequired unless the session is live and its last proof is recent.
    """
    if work.by is None:
        return
    query = select(AuthSession.verified_at).where(
        AuthSession.id == work.by.session_id, AuthSession.user_id == work.by.user_id, AuthSession.revoked_at.is_(None)
    )
    verified_at = work.session.scalar(query)
    if verified_at is None or verified_at <= now() - lifetime():
        raise ReauthenticationRequired(["password", *second_factors.methods(work.session, work.by.user_id)])


def after_password(work: UnitOfWork) -> datetime:
    """Return when ``work.by`` has proved who they are if the password was verified just now, and nothing else.

    That is now or, for an account with a second factor, the last proof of the session.
    """
    if work.by is None or not second_factors.methods(work.session, work.by.user_id):
        return now()
    return work.session.get_one(AuthSession, work.by.session_id).verified_at
