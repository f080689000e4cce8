"""Proofs of identity that are no longer recent."""

from datetime import timedelta

from sqlalchemy import update

from labapp.clock import now
from labapp.models import AuthSession
from labapp.unit_of_work import unit_of_work
from tests.support.accounts import PASSWORD, Account

REAUTHENTICATE = "/api/auth/reauthenticate"
PROOF = {"currentPassword": PASSWORD}


def age_proof(session_id: str, *, minutes: float = 11) -> None:
    """Move the last proof of identity of a session into the past; needs an app context."""
    with unit_of_work() as work:
        work.session.get_one(AuthSession, session_id).verified_at = now() - timedelta(minutes=minutes)


def age_proofs(account: Account) -> None:
    """Move the last proofs of identity of all sessions of an account into the past; needs an app context."""
    change = update(AuthSession).where(AuthSession.user_id == account.id)
    with unit_of_work() as work:
        work.session.execute(change.values(verified_at=now() - timedelta(minutes=11)))
