"""Proving again who one is, in a session that is open: with everything that a sign-in to the account requires.

That is the password and, if the account has second factors, one of them. Failures count as those of a sign-in.
"""

from dataclasses import dataclass
from datetime import datetime

from labapp.auth import throttle
from labapp.auth.challenges import Step, challenge
from labapp.auth.passkeys import RelyingParty
from labapp.clock import iso, now
from labapp.contract.base import JsonObject
from labapp.contract.events import UserUpdate
from labapp.contract.facts import FactName, SessionDetails
from labapp.errors import InvalidPayload, Unauthorized
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.locale import N_
from labapp.models import AuthSession, User
from labapp.queries import second_factors
from labapp.services import own_password, recent_proof, second_step, sessions
from labapp.services.second_step import Consume
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work


@dataclass(frozen=True, slots=True)
class Proof:
    """When the person of a session proved who they are, and until when that is recent."""

    verified_at: datetime
    valid_until: datetime


def _bound_to(by: Identity) -> str:
    return f"reauthentication {by.session_id}"


def _refused(by: Identity, part: Step) -> Fact:
    """Return the fact of a wrong proof. If the password was right, its owner learns that somebody knows it."""
    details = SessionDetails(session=by.session_id, reason=part.value).wire()
    payload = None
    if part is Step.SECOND_FACTOR:
        payload = UserUpdate(type="second_factor", action="refused", timestamp=iso(now()))
    return Fact(
        FactName.SESSION_PROOF_REFUSED, by.user_id, payload=payload, subject_id=by.user_id, data=details, after=details
    )


def _account(password: str, by: Identity) -> User:
    """Return the account of ``by``. Raises the errors of ``own_password.require_current``, and records a failure."""
    try:
        return own_password.require_current(password, by=by)
    except InvalidPayload:
        with unit_of_work(by) as work:
            work.record(_refused(by, Step.PASSWORD))
        raise


def _factor(
    account: User, by: Identity, code: str | None, passkey: JsonObject | None, party: RelyingParty | None
) -> tuple[str, Consume] | None:
    """Return the field and the check of the second factor, None for an account without. Raises InvalidPayload."""
    with reading() as session:
        methods = second_factors.methods(session, account.id)
    field = "passkey" if passkey is not None or not {"totp", "recovery"} & set(methods) else "code"
    if not methods:
        if code is not None or passkey is not None:
            raise InvalidPayload(errors={field: [N_("Esta cuenta no tiene verificación en dos pasos.")]})
        return None
    if passkey is not None and party is not None:
        return field, second_step.consume_passkey(passkey, party=party, bound_to=_bound_to(by))
    if code is None:
        raise InvalidPayload(errors={field: [N_("Es obligatorio.")]})
    return field, second_step.consume_code(code)


def _verify(work: UnitOfWork, by: Identity) -> Proof:
    """Record in the session of ``by`` that its person has proved who they are. Raises Unauthorized."""
    found = work.session.get(AuthSession, by.session_id, with_for_update=True)
    if found is None or found.revoked_at is not None or found.expires_at <= now():
        raise Unauthorized()
    found.verified_at = now()
    details = SessionDetails(session=found.id)
    work.record(sessions.fact(FactName.SESSION_VERIFIED, by.user_id, details, report=False))
    return Proof(found.verified_at, found.verified_at + recent_proof.lifetime())


def reauthenticate(
    *,
    current_password: str,
    code: str | None = None,
    passkey: JsonObject | None = None,
    party: RelyingParty | None = None,
    by: Identity,
) -> Proof:
    """Prove who ``by`` is: with the password and, if the account has second factors, a code or a passkey's answer.

    ``code`` is of an authenticator app, or a recovery code; ``passkey`` answers ``passkey_options`` and comes with its
    ``party``. Failures are recorded and reported to the administrators. Raises InvalidPayload for a wrong proof,
    RateLimited after too many failures of this session, and Unauthorized where the account or the session ended
    meanwhile.
    """
    account = _account(current_password, by)
    proven = challenge(account, [Step.PASSWORD])
    factor = _factor(account, by, code, passkey, party)
    attempt = throttle.second_step(account.id, device=by.session_id) if factor else None
    try:
        with unit_of_work(by) as work:
            user = work.session.get(User, by.user_id, with_for_update={"read": True})
            if user is None or not proven.concerns(user):
                raise Unauthorized()
            proof = None
            if factor is None or factor[1](work, user):
                proof = _verify(work, by)
            else:
                work.record(_refused(by, Step.SECOND_FACTOR))
    except BaseException:
        if attempt is not None:
            attempt.give_back()
        raise
    if proof is None:
        field = factor[0] if factor else ""
        raise InvalidPayload(errors={field: [second_step.WRONG[field]]})
    if attempt is not None:
        attempt.give_back()
    return proof


def passkey_options(*, party: RelyingParty, by: Identity) -> JsonObject:
    """Return the options with which a browser asks ``by`` for a passkey. Raises NotFound for an account without one."""
    return second_step.request_passkey(by.user_id, party=party, bound_to=_bound_to(by))
