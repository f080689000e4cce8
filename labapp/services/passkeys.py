"""Passkeys of one's own account, and the challenges that they answer.

A challenge is bound to a session or to the challenge of a sign-in, is valid for five minutes, and is deleted by its
first use, whether the answer is right or not.
"""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from labapp.auth import passkeys
from labapp.auth.passkeys import RelyingParty
from labapp.clock import now
from labapp.contract.base import JsonObject
from labapp.errors import Conflict, ErrorCode, InvalidPayload
from labapp.identity import Identity
from labapp.locale import N_
from labapp.models import PasskeyChallenge, SecondFactor
from labapp.services import own_password, second_factors
from labapp.unit_of_work import unit_of_work

MAX_PASSKEYS = 10
_LIFETIME = timedelta(minutes=5)


def own_passkeys(session: Session, user_id: int) -> list[SecondFactor]:
    """Return the passkeys of an account."""
    query = select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.kind == "passkey")
    return list(session.scalars(query.order_by(SecondFactor.id)))


def issue_challenge(session: Session, user_id: int, *, bound_to: str) -> bytes:
    """Store a new challenge in this transaction. It replaces an earlier one that was bound to the same."""
    challenge, moment, bound = passkeys.new_challenge(), now(), passkeys.digest(bound_to)
    session.execute(
        delete(PasskeyChallenge).where((PasskeyChallenge.bound_to == bound) | (PasskeyChallenge.expires_at <= moment))
    )
    session.add(
        PasskeyChallenge(
            digest=passkeys.digest(challenge), user_id=user_id, bound_to=bound, expires_at=moment + _LIFETIME
        )
    )
    return challenge


def take_challenge(session: Session, user_id: int, credential: JsonObject, *, bound_to: str) -> bytes | None:
    """Delete the challenge that a credential answers, and return it, or None if it was not issued for ``bound_to``."""
    challenge = passkeys.answered_challenge(credential)
    if challenge is None:
        return None
    taken = session.execute(
        delete(PasskeyChallenge)
        .where(PasskeyChallenge.digest == passkeys.digest(challenge), PasskeyChallenge.user_id == user_id)
        .returning(PasskeyChallenge.bound_to, PasskeyChallenge.expires_at)
    ).one_or_none()
    if taken is None or taken.bound_to != passkeys.digest(bound_to) or taken.expires_at <= now():
        return None
    return challenge


def begin(*, current_password: str, party: RelyingParty, by: Identity) -> JsonObject:
    """Return the options for a new passkey of ``by``. Raises the errors of ``own_password.require_current``."""
    account = own_password.require_current(current_password, by=by)
    with unit_of_work(by) as work:
        existing = own_passkeys(work.session, by.user_id)
        challenge = issue_challenge(work.session, by.user_id, bound_to=f"session {by.session_id}")
    return passkeys.creation_options(
        party,
        challenge=challenge,
        account=account.email,
        name=account.name,
        handle=existing[0].user_handle or b"" if existing else passkeys.handle_of(challenge),
        existing=[one.credential_id or "" for one in existing],
    )


def add(
    *, credential: JsonObject, transports: list[str], name: str, party: RelyingParty, by: Identity
) -> tuple[SecondFactor, list[str]]:
    """Add a passkey that the browser of ``by`` has created; with the first factor, recovery codes.

    Raises InvalidPayload for a credential that does not answer a challenge of this session, and Conflict
    (``already_exists``, ``too_many_factors``).
    """
    with unit_of_work(by) as work:
        challenge = take_challenge(work.session, by.user_id, credential, bound_to=f"session {by.session_id}")
    created = passkeys.verify_creation(party, credential, challenge=challenge) if challenge else None
    if created is None or challenge is None:
        raise InvalidPayload(errors={"credential": [N_("La llave no se pudo comprobar. Empiece de nuevo.")]})
    with unit_of_work(by) as work:
        user = second_factors.locked_account(work, by)
        existing = own_passkeys(work.session, user.id)
        taken = select(SecondFactor.id).where(SecondFactor.credential_id == created.credential_id)
        if work.session.scalar(taken) is not None:
            raise Conflict("Esta llave ya está agregada.", code=ErrorCode.ALREADY_EXISTS)
        if len(existing) >= MAX_PASSKEYS:
            raise Conflict("Ya tiene demasiadas. Quite antes una.", code=ErrorCode.TOO_MANY_FACTORS)
        factor = SecondFactor(
            user_id=user.id,
            kind="passkey",
            name=name,
            created_at=now(),
            credential_id=created.credential_id,
            public_key=created.public_key,
            sign_count=created.sign_count,
            transports=" ".join(transports)[:100],
            user_handle=existing[0].user_handle if existing else passkeys.handle_of(challenge),
        )
        codes = second_factors.add(work, user, factor, by=by)
    return factor, codes
