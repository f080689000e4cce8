"""The second factors of an account."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labapp.identity import Identity
from labapp.models import RecoveryCode, SecondFactor
from labapp.unit_of_work import reading


def codes_left(session: Session, user_id: int) -> int:
    """Return the number of recovery codes that an account has left."""
    query = select(func.count(RecoveryCode.id)).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return int(session.scalar(query) or 0)


def methods(session: Session, user_id: int) -> list[str]:
    """Return the methods for the second step of a sign-in; an empty list if the account has no second factor."""
    query = select(SecondFactor.kind).where(SecondFactor.user_id == user_id).distinct()
    kinds = set(session.scalars(query))
    if not kinds:
        return []
    found: list[str] = [kind for kind in ("passkey", "totp") if kind in kinds]
    return [*found, "recovery"] if codes_left(session, user_id) else found


def is_protected(user_id: int) -> bool:
    """Return whether an account has a second factor."""
    with reading() as session:
        return session.scalar(select(SecondFactor.id).where(SecondFactor.user_id == user_id).limit(1)) is not None


def list_own(*, by: Identity) -> tuple[list[SecondFactor], int]:
    """Return the second factors of ``by``, oldest first, and the number of recovery codes that are left."""
    query = select(SecondFactor).where(SecondFactor.user_id == by.user_id).order_by(SecondFactor.id)
    with reading() as session:
        return list(session.scalars(query)), codes_left(session, by.user_id)
