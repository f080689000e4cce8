"""Signing in, in one step or in several.

The first step verifies the password. An account may require further steps, each of which raises ``SignInStep`` with a
challenge until it is done. The session is opened after the last one.
"""

from datetime import timedelta
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from labapp import queries
from labapp.auth import devices, throttle
from labapp.auth.challenges import Challenge, Step, challenge, issue
from labapp.auth.passwords import verify_password
from labapp.clock import now
from labapp.contract.facts import FactName, SessionDetails
from labapp.errors import ErrorCode, SignInStep, Unauthorized
from labapp.identity import SessionKind
from labapp.models import AuthSession, User
from labapp.services import sessions
from labapp.services.sessions import SignedIn
from labapp.unit_of_work import reading, unit_of_work

EMAIL_LENGTH = 254
_ADDRESS_KNOWN_FOR = timedelta(days=30)


def _record_failure(
    name: FactName, account: str, user: User | None, address: str | None, *, reason: str | None = None
) -> None:
    details = SessionDetails(email=account, reason=reason)
    with unit_of_work(address=address) as work:
        work.record(sessions.fact(name, user.id if user else None, details, report=True))


def _find_account(account: str, address: str | None) -> tuple[User | None, bool]:
    """Return the user, and whether a session of the account was used from this address in the last 30 days."""
    with reading() as session:
        user = session.scalars(select(User).where(User.email == account)).one_or_none()
        # Also for an unknown account, so that the time of the response does not reveal which accounts exist.
        used = select(AuthSession.address).where(
            AuthSession.user_id == (user.id if user else 0), AuthSession.used_at > now() - _ADDRESS_KNOWN_FOR
        )
        known = {throttle.client_key(each) for each in session.scalars(used.distinct()) if each}
    return user, throttle.client_key(address) in known


def _refuse(account: str, user: User | None, address: str | None) -> NoReturn:
    _record_failure(FactName.SESSION_REFUSED, account, user, address)
    raise Unauthorized("El correo o la contraseña no son correctos.", code=ErrorCode.INVALID_CREDENTIALS)


def _check_active(user: User, address: str | None) -> None:
    """Record and refuse a sign-in whose password is right, to a deactivated account. Raises Unauthorized."""
    if not user.active:
        _record_failure(FactName.SESSION_REFUSED, user.email, user, address, reason=ErrorCode.ACCOUNT_DEACTIVATED)
        raise Unauthorized(
            "El laboratorio desactivó esta cuenta. Comuníquese con el laboratorio.", code=ErrorCode.ACCOUNT_DEACTIVATED
        )


def check_not_expired(user: User, address: str | None) -> None:
    """Record and refuse a sign-in whose password is right, but has expired. Raises Unauthorized."""
    if user.password_expires_at is None or user.password_expires_at > now():
        return
    _record_failure(FactName.SESSION_REFUSED, user.email, user, address, reason=ErrorCode.PASSWORD_EXPIRED)
    raise Unauthorized(
        "Su contraseña provisional venció. Pida otra a la administración del laboratorio, o use «¿Olvidó su "
        "contraseña?».",
        code=ErrorCode.PASSWORD_EXPIRED,
    )


def next_step(session: Session, user: User, proven: Challenge) -> SignInStep | None:
    """Return the step that the account requires next, None after the last one."""
    methods = queries.second_factors.methods(session, user.id)
    if methods and Step.SECOND_FACTOR not in proven.done:
        step = Step.SECOND_FACTOR
        return SignInStep(step.value, challenge=issue(proven, step=step), methods=methods)
    if user.password_expires_at is not None and Step.NEW_PASSWORD not in proven.done:
        step = Step.NEW_PASSWORD
        return SignInStep(step.value, challenge=issue(proven, step=step), email=user.email)
    return None


def finish(
    proven: Challenge,
    *,
    address: str | None,
    user_agent: str | None,
    attempt: throttle.Attempt | None = None,
    kind: SessionKind = SessionKind.APP,
) -> SignedIn | None:
    """Open the session if no step is left, and give the counts of ``attempt`` back. None if the account has changed.

    Raises SignInStep for the next step.
    """
    with unit_of_work(address=address) as work:
        user = work.session.get(User, proven.user_id, with_for_update={"read": True})
        if user is None or not proven.concerns(user):
            return None
        if attempt is not None:
            attempt.give_back()
        if (step := next_step(work.session, user, proven)) is not None:
            raise step
        opened = sessions.open_session(work, user, address=address, user_agent=user_agent, kind=kind)
    return sessions.issue_tokens(user, opened)


def sign_in(
    *,
    email: str,
    password: str,
    address: str | None,
    user_agent: str | None,
    device_mark: str | None = None,
    kind: SessionKind = SessionKind.APP,
) -> SignedIn:
    """Open a session for the account with this e-mail address and password.

    Failures are recorded and reported to the administrators, and so is an attack on an account, once in ten minutes.
    ``device_mark`` is the cookie of a known device. Raises RateLimited after too many failures, and Unauthorized
    (``invalid_credentials``, ``account_deactivated``, ``password_expired``, or SignInStep for an account that requires
    another step). A wrong password and an unknown account give the same error; that an account is deactivated is told
    after the right password only.
    """
    account = email.strip().lower()[:EMAIL_LENGTH]
    device = devices.known_device(device_mark, account)
    with throttle.attempt(account, address, device=device) as attempt:
        user, known_address = _find_account(account, address)
        try:
            with attempt.hashing(known_address=known_address):
                password_matches = verify_password(user.password_hash if user else None, password)
        except throttle.AccountAttacked:
            if throttle.is_first_report(account):
                _record_failure(FactName.SESSION_ATTACKED, account, user, address)
            raise
    if user is None or not password_matches:
        _refuse(account, user, address)
    _check_active(user, address)
    check_not_expired(user, address)
    proven = challenge(user, [Step.PASSWORD])
    signed_in = finish(proven, address=address, user_agent=user_agent, attempt=attempt, kind=kind)
    # The account may have changed while the hash was computed.
    return signed_in or _refuse(account, user, address)
