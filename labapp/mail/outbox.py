"""The outbox: mails are rows, written in the transaction of the change that they announce, and sent after its commit.

A mail whose change is committed is therefore sent, whatever process ends in between; one whose change is rolled back
is not. A sender claims a row for ``CLAIM``; if it ends meanwhile, another one sends the mail, in the worst case twice,
with the same Message-ID. The contents are encrypted, and deleted with the row.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.base import JsonObject
from labapp.digests import keyed_digest
from labapp.encryption import cipher_for
from labapp.errors import Unavailable
from labapp.metrics import MAILS
from labapp.models import OutgoingMail
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work

# Rows of all instances.
LIMIT = 1000
# Longer than an attempt takes.
CLAIM = timedelta(minutes=2)
_RETRY_SECONDS = 60
_PURPOSE = b"labapp mails"


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail that one sender may try to send now. ``content`` is None where it cannot be decrypted."""

    id: int
    kind: str
    attempt: int
    created_at: datetime
    expires_at: datetime
    content: JsonObject | None = field(repr=False)

    @property
    def is_over(self) -> bool:
        """Whether nobody needs the mail any more."""
        return self.expires_at <= now()

    @property
    def reference(self) -> str:
        """The same for each attempt, unlike for any other mail, and without meaning for its reader."""
        return keyed_digest(f"mail {self.id} {self.created_at.isoformat()}")


def _decrypt(content: str) -> JsonObject | None:
    try:
        found: JsonObject = json.loads(cipher_for(_PURPOSE).decrypt(content.encode()))
    except (InvalidToken, ValueError):
        return None
    return found


def has_room(session: Session) -> bool:
    """Whether another mail may wait."""
    return (session.scalar(select(func.count()).select_from(OutgoingMail)) or 0) < LIMIT


def add(work: UnitOfWork, kind: str, content: JsonObject, *, expires_at: datetime, user_id: int | None = None) -> None:
    """Add a mail to a transaction. Raises Unavailable where too many wait: nothing of the transaction is changed."""
    if not has_room(work.session):
        MAILS.labels(kind=kind, outcome="rejected").inc()
        raise Unavailable(retry_after=_RETRY_SECONDS)
    encrypted = cipher_for(_PURPOSE).encrypt(json.dumps(content).encode()).decode()
    moment = now()
    work.session.add(
        OutgoingMail(
            kind=kind, user_id=user_id, content=encrypted, created_at=moment, due_at=moment, expires_at=expires_at
        )
    )


def discard(session: Session, *, user_id: int, kind: str | None = None) -> None:
    """Delete the mails of an account that wait, of one kind or of all."""
    query = delete(OutgoingMail).where(OutgoingMail.user_id == user_id)
    session.execute(query if kind is None else query.where(OutgoingMail.kind == kind))


def claim() -> Claim | None:
    """Claim the mail that has been due for the longest time, or return None. Of two senders one gets it."""
    moment = now()
    query = select(OutgoingMail).where(OutgoingMail.due_at <= moment).order_by(OutgoingMail.due_at).limit(1)
    with unit_of_work() as work:
        row = work.session.scalar(query.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.attempts += 1
        row.due_at = moment + CLAIM
        return Claim(row.id, row.kind, row.attempts, row.created_at, row.expires_at, _decrypt(row.content))


def _is_held(claimed: Claim) -> ColumnElement[bool]:
    return (OutgoingMail.id == claimed.id) & (OutgoingMail.attempts == claimed.attempt)


def remove(session: Session, claimed: Claim) -> bool:
    """Delete a claimed mail. False if it was discarded, or the claim is over and another sender has it."""
    return session.scalar(delete(OutgoingMail).where(_is_held(claimed)).returning(OutgoingMail.id)) is not None


def postpone(session: Session, claimed: Claim, seconds: float) -> None:
    """Let a claimed mail wait for its next attempt, or for its end."""
    due_at = min(now() + timedelta(seconds=seconds), claimed.expires_at)
    session.execute(update(OutgoingMail).where(_is_held(claimed)).values(due_at=due_at))


def seconds_to_next() -> float | None:
    """Return in how many seconds a mail is due, at least 0, or None if none waits."""
    with reading() as session:
        due_at = session.scalar(select(OutgoingMail.due_at).order_by(OutgoingMail.due_at).limit(1))
    return None if due_at is None else max(0.0, (due_at - now()).total_seconds())


def clear() -> None:
    """Delete all mails that wait."""
    with unit_of_work() as work:
        work.session.execute(delete(OutgoingMail))
