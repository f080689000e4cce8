"""The second step of a sign-in: a code of an authenticator app, a recovery code, or a passkey.

A code is consumed in a transaction of its own before the sign-in goes on: whatever happens then, it is not valid again.
"""

from collections.abc import Callable

import structlog
from sqlalchemy import select, update

from labapp.auth import devices, factor_secrets, one_time_codes, throttle
from labapp.auth import passkeys as webauthn
from labapp.auth.challenges import Challenge, Step, invalid, read
from labapp.auth.passkeys import RelyingParty
from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.base import JsonObject
from labapp.contract.events import UserUpdate
from labapp.contract.facts import FactName, FactorDetails, SessionDetails
from labapp.errors import ErrorCode, NotFound, Unauthorized
from labapp.events.log import Fact
from labapp.identity import SessionKind
from labapp.locale import N_
from labapp.models import RecoveryCode, SecondFactor, User
from labapp.queries.second_factors import codes_left
from labapp.services import passkeys, second_factors, sign_in
from labapp.services.sessions import SignedIn
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work

_logger = structlog.get_logger(__name__)
WRONG = {
    "code": N_("El código no es correcto, o ya se usó."),
    "passkey": N_("La llave de acceso no es de esta cuenta, o tardó demasiado."),
}
Consume = Callable[[UnitOfWork, User], bool]


def _consume_app_code(work: UnitOfWork, user: User, code: str) -> bool:
    # Locked, so that of two sign-ins with the same code the second sees that it was used.
    query = select(SecondFactor).where(SecondFactor.user_id == user.id, SecondFactor.kind == "totp").with_for_update()
    moment = now()
    for factor in work.session.scalars(query.order_by(SecondFactor.id)):
        secret = second_factors.stored_secret(factor)
        if secret is None:
            _logger.error("factor_secret_unreadable", factor=factor.id)
            continue
        step = one_time_codes.matching_step(secret, code, moment=moment, after=factor.last_step or 0)
        if step is not None:
            factor.last_step, factor.used_at = step, moment
            if current_settings().secret_key_previous:
                factor.secret = factor_secrets.encrypt(secret, user_id=user.id, purpose=second_factors.STORED)
            return True
    return False


def _consume_recovery_code(work: UnitOfWork, user: User, code: str) -> bool:
    consume = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.digest == one_time_codes.recovery_digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
    )
    if work.session.scalar(consume) is None:
        return False
    details = FactorDetails(recovery_codes=codes_left(work.session, user.id))
    used = FactName.USER_RECOVERY_CODE_USED
    work.record(second_factors.fact(used, user, kind="recovery_codes", action="used", after=details))
    return True


def consume_code(code: str) -> Consume:
    """Return the check of a code of an authenticator app, or of a recovery code; in its transaction it is consumed."""
    given = one_time_codes.normalized(code)
    consume = _consume_app_code if one_time_codes.is_app_code(given) else _consume_recovery_code
    return lambda work, user: consume(work, user, given)


def consume_passkey(credential: JsonObject, *, party: RelyingParty, bound_to: str) -> Consume:
    """Return the check of a passkey's answer to a challenge that was issued for ``bound_to``, and is then consumed."""

    def consume(work: UnitOfWork, user: User) -> bool:
        answered = passkeys.take_challenge(work.session, user.id, credential, bound_to=bound_to)
        query = select(SecondFactor).where(
            SecondFactor.user_id == user.id, SecondFactor.credential_id == str(credential.get("id"))
        )
        factor = work.session.scalar(query.with_for_update())
        if answered is None or factor is None:
            return False
        count = webauthn.verify_answer(
            party,
            credential,
            challenge=answered,
            public_key=factor.public_key or b"",
            sign_count=factor.sign_count or 0,
        )
        if count is None:
            return False
        factor.sign_count, factor.used_at = count, now()
        return True

    return consume


def request_passkey(user_id: int, *, party: RelyingParty, bound_to: str) -> JsonObject:
    """Return the options with which a browser asks for a passkey of an account. Raises NotFound if it has none."""
    with unit_of_work() as work:
        own = passkeys.own_passkeys(work.session, user_id)
        if not own:
            raise NotFound()
        issued = passkeys.issue_challenge(work.session, user_id, bound_to=bound_to)
    allowed = [(one.credential_id or "", one.transports or "") for one in own]
    return webauthn.request_options(party, challenge=issued, allowed=allowed)


def _refused(user: User) -> Fact:
    """Return the fact of a wrong code: somebody knows the password, which its owner should learn."""
    details = SessionDetails(email=user.email).wire()
    payload = UserUpdate(type="second_factor", action="refused", timestamp=iso(now()))
    refused = FactName.SESSION_FACTOR_REFUSED
    return Fact(refused, user.id, payload=payload, subject_id=user.id, data=details, after=details)


def _account(token: str) -> tuple[Challenge, User]:
    """Return a challenge of the second step and its account. Raises Unauthorized (``challenge_invalid``)."""
    proven = read(token, step=Step.SECOND_FACTOR)
    with reading() as session:
        account = session.get(User, proven.user_id)
    if account is None or not proven.concerns(account):
        raise invalid()
    return proven, account


def _pass(
    token: str,
    consume: Consume,
    *,
    field: str,
    address: str | None,
    user_agent: str | None,
    device_mark: str | None,
    kind: SessionKind,
) -> SignedIn:
    proven, account = _account(token)
    attempt = throttle.second_step(account.id, device=devices.known_device(device_mark, account.email))
    try:
        with unit_of_work(address=address) as work:
            user = work.session.get(User, proven.user_id, with_for_update={"read": True})
            is_current = user is not None and proven.concerns(user)
            is_right = user is not None and is_current and consume(work, user)
            if user is not None and is_current and not is_right:
                work.record(_refused(user))
    except BaseException:
        attempt.give_back()
        raise
    if is_current and not is_right:
        wrong = {field: [WRONG[field]]}
        raise Unauthorized("No se pudo comprobar el segundo paso.", code=ErrorCode.SECOND_FACTOR_INVALID, errors=wrong)
    attempt.give_back()
    passed = Challenge(proven.user_id, proven.state, proven.done | {Step.SECOND_FACTOR})
    signed_in = sign_in.finish(passed, address=address, user_agent=user_agent, kind=kind) if is_current else None
    if signed_in is None:
        raise invalid()
    return signed_in


def with_code(
    challenge: str,
    code: str,
    *,
    address: str | None,
    user_agent: str | None,
    device_mark: str | None = None,
    kind: SessionKind = SessionKind.APP,
) -> SignedIn:
    """Go on with a sign-in whose first step is done, by a code of an authenticator app or a recovery code.

    Failures are recorded, and reported to the administrators and to the owner of the account. ``device_mark`` is the
    cookie of a known device. Raises Unauthorized (``challenge_invalid``, ``second_factor_invalid``, or SignInStep for
    an account that requires another step), and RateLimited after too many failures.
    """
    return _pass(
        challenge,
        consume_code(code),
        field="code",
        address=address,
        user_agent=user_agent,
        device_mark=device_mark,
        kind=kind,
    )


def passkey_options(challenge: str, *, party: RelyingParty) -> JsonObject:
    """Return the options with which a browser asks for a passkey of the account that is signing in.

    Raises Unauthorized (``challenge_invalid``), and NotFound for an account without passkeys.
    """
    _, account = _account(challenge)
    return request_passkey(account.id, party=party, bound_to=challenge)


def with_passkey(
    challenge: str,
    credential: JsonObject,
    *,
    party: RelyingParty,
    address: str | None,
    user_agent: str | None,
    device_mark: str | None = None,
    kind: SessionKind = SessionKind.APP,
) -> SignedIn:
    """Go on with a sign-in whose first step is done, by the answer of a passkey to its ``passkey_options``.

    As ``with_code``.
    """
    return _pass(
        challenge,
        consume_passkey(credential, party=party, bound_to=challenge),
        field="passkey",
        address=address,
        user_agent=user_agent,
        device_mark=device_mark,
        kind=kind,
    )
