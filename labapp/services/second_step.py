"""The second step of a sign-in: a code of an authenticator app, or a recovery code.

A code is consumed in a transaction of its own before the sign-in goes on: whatever happens then, it is not valid again.
"""

from collections.abc import Callable

import structlog
from sqlalchemy import select, update

from labapp.auth import devices, factor_secrets, one_time_codes, throttle
from labapp.auth.challenges import Challenge, Step, invalid, read
from labapp.clock import iso, now
from labapp.config import current_settings
from labapp.contract.events import UserUpdate
from labapp.contract.facts import FactName, FactorDetails, SessionDetails
from labapp.errors import ErrorCode, Unauthorized
from labapp.events.log import Fact
from labapp.identity import SessionKind
from labapp.locale import N_
from labapp.models import RecoveryCode, SecondFactor, User
from labapp.queries.second_factors import codes_left
from labapp.services import second_factors, sign_in
from labapp.services.sessions import SignedIn
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work

_logger = structlog.get_logger(__name__)
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


def _refused(user: User) -> Fact:
    """Return the fact of a wrong code: somebody knows the password, which its owner should learn."""
    details = SessionDetails(email=user.email).wire()
    payload = UserUpdate(type="second_factor", action="refused", timestamp=iso(now()))
    refused = FactName.SESSION_FACTOR_REFUSED
    return Fact(refused, user.id, payload=payload, subject_id=user.id, data=details, after=details)


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
    proven = read(token, step=Step.SECOND_FACTOR)
    with reading() as session:
        account = session.get(User, proven.user_id)
    if account is None or not proven.concerns(account):
        raise invalid()
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
        wrong = {field: [N_("El código no es correcto, o ya se usó.")]}
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
    given = one_time_codes.normalized(code)

    def consume(work: UnitOfWork, user: User) -> bool:
        if one_time_codes.is_app_code(given):
            return _consume_app_code(work, user, given)
        return _consume_recovery_code(work, user, given)

    return _pass(
        challenge, consume, field="code", address=address, user_agent=user_agent, device_mark=device_mark, kind=kind
    )
