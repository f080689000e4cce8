"""Accounts: registration, changes by their users, and changes by administrators.

A change of password or role, and a deactivation, revoke all sessions of the user in the same transaction. Neither
facts nor the audit log contain a password or its hash. What users write as their document number is a proposal
(``document_numbers.py``).
"""

from contextlib import suppress
from datetime import datetime, timedelta

from flask import current_app
from pydantic.alias_generators import to_camel
from sqlalchemy import select
from sqlalchemy.orm import Session

from labapp.auth import throttle
from labapp.auth.lifetimes import initial_password_end
from labapp.auth.password_rules import check_password
from labapp.auth.passwords import hash_password
from labapp.clock import now
from labapp.contract.base import Values
from labapp.contract.facts import FactName, PasswordDetails
from labapp.contract.records import dump
from labapp.errors import Conflict, ErrorCode, InvalidPayload, Unauthorized, Unavailable
from labapp.events.log import Fact
from labapp.identity import Identity, Role, SessionKind
from labapp.locale import LOCALES, N_, select_locale
from labapp.mail import letters, mail_sender_of, post
from labapp.models import User
from labapp.queries import users
from labapp.services import document_numbers, own_password, recent_proof, sessions
from labapp.services.account_facts import record_change
from labapp.unit_of_work import UnitOfWork, unit_of_work

_NOTICE_LIFETIME = timedelta(days=1)
_TAKEN = {
    "email": (ErrorCode.EMAIL_TAKEN, N_("Ya hay una cuenta con este correo.")),
    "document_number": (ErrorCode.DOCUMENT_NUMBER_TAKEN, N_("Ya hay una cuenta con este documento.")),
}


def _assign(session: Session, user: User, values: Values) -> None:
    """Set fields of the profile. Raises Conflict where another account has the same unique value."""
    for field, raw in values.items():
        value = raw.strip().lower() if field == "email" else raw
        if field in ("document_number", "phone"):
            value = value or None
        if getattr(user, field) == value:
            continue
        if field in _TAKEN and value is not None:
            column = getattr(User, field)
            with session.no_autoflush:
                if session.scalar(select(User.id).where(column == value, User.id != (user.id or 0))) is not None:
                    code, detail = _TAKEN[field]
                    raise Conflict(detail, code=code, errors={to_camel(field): [detail]})
        setattr(user, field, value)


def _end_sessions(session: Session, user: User) -> None:
    user.token_version += 1
    sessions.revoke(session, user.id)


def _administrators(session: Session) -> list[int]:
    """Lock the active administrators in ascending order, before any other account, and return their ids.

    Two administrators who demote each other are serialized, and the second is refused as the last one.
    """
    query = select(User.id).where(User.role == Role.ADMIN, User.active.is_(True), User.deleted_at.is_(None))
    return list(session.scalars(query.order_by(User.id).with_for_update()))


def _check_not_last(administrators: list[int], user: User) -> None:
    if administrators == [user.id]:
        raise Conflict("Es el último administrador activo.", code=ErrorCode.LAST_ADMIN)


def _add(
    work: UnitOfWork,
    role: Role,
    password_hash: str,
    values: Values,
    *,
    proposed: str | None = None,
    password_expires_at: datetime | None = None,
) -> User:
    user = User(role=role, password_hash=password_hash, created_at=now(), token_version=0, active=True)
    user.password_expires_at = password_expires_at
    _assign(work.session, user, values)
    document_numbers.set_proposal(user, proposed)
    work.session.add(user)
    record_change(work, user, work.changed(user, None, "created"), "profile")
    return user


def _hash_of_registration(values: Values, password: str, address: str | None) -> str:
    check_password(password, email=values["email"], name=values["name"], field="password")
    with throttle.hashing(address):
        return hash_password(password)


def _add_patient(work: UnitOfWork, password_hash: str, values: Values) -> User:
    profile, proposed = document_numbers.split(values)
    return _add(work, Role.PATIENT, password_hash, profile, proposed=proposed)


def register(*, values: Values, password: str, address: str | None) -> User:
    """Create a patient's account, without authentication.

    ``values`` are email, name, and optionally phone and document_number, which becomes a proposal: nothing depends on
    whether somebody has this number. Raises InvalidPayload for a password that is easy to guess, Conflict
    (``email_taken``) and RateLimited.
    """
    password_hash = _hash_of_registration(values, password, address)
    with unit_of_work(address=address) as work:
        return _add_patient(work, password_hash, values)


def register_and_sign_in(
    *, values: Values, password: str, address: str | None, user_agent: str | None = None
) -> sessions.SignedIn:
    """Create a patient's account and its first session in one transaction. Raises the errors of ``register``."""
    password_hash = _hash_of_registration(values, password, address)
    with unit_of_work(address=address) as work:
        user = _add_patient(work, password_hash, values)
        opened = sessions.open_session(work, user, address=address, user_agent=user_agent)
    return sessions.issue_tokens(user, opened)


def create(*, values: Values, role: Role, password: str, by: Identity | None) -> User:
    """Create an account of any role. ``by`` is None only on the command line; else the password is for one sign-in.

    Raises InvalidPayload for a password that is easy to guess, Conflict (``email_taken``, ``document_number_taken``),
    and for an administrator ReauthenticationRequired.
    """
    check_password(password, email=values["email"], name=values["name"], field="password")
    password_hash = hash_password(password)
    with unit_of_work(by) as work:
        if role is Role.ADMIN:
            recent_proof.require(work)
        return _add(work, role, password_hash, values, password_expires_at=initial_password_end() if by else None)


def update_own(*, values: Values, by: Identity) -> User:
    """Change name or phone of the account of ``by``, and propose a document number or withdraw the proposal.

    Nothing depends on whether somebody has the proposed number. Raises NotFound.
    """
    profile, proposed = document_numbers.split(values)
    with unit_of_work(by) as work:
        user = work.get(User, by.user_id, lock=True)
        before = dump(user)
        _assign(work.session, user, profile)
        record_change(work, user, work.changed(user, before), "profile")
        if "document_number" in values:
            document_numbers.propose(work, user, proposed)
    return user


def update(user_id: int, *, values: Values, by: Identity, role: Role | None = None, version: int | None = None) -> User:
    """Change the profile or the role of an account as an administrator.

    A new role ends its sessions; no difference records nothing. The document number is confirmed with this, so a
    proposal of the same number is no longer open. ``version`` is the version that the caller read. Raises NotFound,
    Conflict (``stale``, ``email_taken``, ``document_number_taken``, ``last_admin``), and for another role or e-mail
    address, to which links for new passwords go, ReauthenticationRequired.
    """
    with unit_of_work(by) as work:
        administrators = _administrators(work.session) if role is not None else []
        user = work.get(User, user_id, lock=True, version=version)
        before = dump(user)
        _assign(work.session, user, values)
        if role not in (None, user.role) or user.email != before["email"]:
            recent_proof.require(work)
        document_numbers.drop_confirmed_proposal(user)
        record_change(work, user, work.changed(user, before), "profile")
        if role is not None and role != user.role:
            _check_not_last(administrators, user)
            before, user.role = dump(user), role
            _end_sessions(work.session, user)
            record_change(work, user, work.changed(user, before, "role_changed"), "role")
    return user


def deactivate(user_id: int, *, by: Identity, version: int | None = None) -> User:
    """Deactivate an account and end its sessions.

    Raises ReauthenticationRequired, NotFound, and Conflict (``stale``, ``last_admin``).
    """
    with unit_of_work(by) as work:
        recent_proof.require(work)
        administrators = _administrators(work.session)
        user = work.get(User, user_id, lock=True, version=version)
        if user.active:
            _check_not_last(administrators, user)
            before, user.active = dump(user), False
            _end_sessions(work.session, user)
            record_change(work, user, work.changed(user, before, "deactivated"), "status")
    return user


def activate(user_id: int, *, by: Identity, version: int | None = None) -> User:
    """Reactivate an account; its user must sign in again. Raises NotFound, and Conflict (``stale``)."""
    with unit_of_work(by) as work:
        user = work.get(User, user_id, lock=True, version=version)
        if not user.active:
            before, user.active = dump(user), True
            record_change(work, user, work.changed(user, before, "activated"), "status")
    return user


def _send_notice(work: UnitOfWork, user: User) -> None:
    """Have the owner of the account notified of the changed password by mail, unless too many mails wait."""
    if not mail_sender_of(current_app).enabled:
        return
    is_own = work.by is None or work.by.user_id == user.id
    moment, locale = now(), select_locale() if is_own else LOCALES[0]
    content = letters.changed_content(to=user.email, name=user.name, when=moment, locale=locale)
    with suppress(Unavailable):
        post(work, letters.CHANGED, content, expires_at=moment + _NOTICE_LIFETIME, user_id=user.id)


def set_password(work: UnitOfWork, user: User, password_hash: str, *, details: PasswordDetails | None = None) -> None:
    """Set a password, end the sessions of the account and notify its owner; part of a transaction of the caller.

    It is for one sign-in if ``details`` have its end.
    """
    user.password_hash = password_hash
    user.password_expires_at = details.password_expires_at if details else None
    _end_sessions(work.session, user)
    work.session.flush()
    after = details.wire() if details else None
    record_change(work, user, Fact(FactName.USER_PASSWORD_CHANGED, user.id, after=after), "password")
    _send_notice(work, user)


def reset_password(user_id: int, *, password: str, by: Identity) -> User:
    """Set the password of another account as an administrator, for one sign-in, and end its sessions.

    Raises ReauthenticationRequired, NotFound, InvalidPayload, and Conflict (``own_password``).
    """
    account = users.get(user_id)
    if account.id == by.user_id:
        raise own_password.belongs_to_caller()
    check_password(password, email=account.email, name=account.name, field="newPassword")
    password_hash = hash_password(password)
    with unit_of_work(by) as work:
        recent_proof.require(work)
        user = work.get(User, user_id, lock=True)
        details = PasswordDetails(password_expires_at=initial_password_end())
        set_password(work, user, password_hash, details=details)
    return user


def change_password(
    *,
    current: str,
    new: str,
    by: Identity,
    user_agent: str | None = None,
    kind: SessionKind = SessionKind.APP,
) -> sessions.SignedIn:
    """Change the password of ``by``, end every session, and open a new one for the caller.

    Raises InvalidPayload where ``current`` is wrong or ``new`` is easy to guess, RateLimited after too many failures of
    this session, and Unauthorized where the account changed concurrently.
    """
    account = own_password.require_current(current, by=by)
    if new == current:
        raise InvalidPayload(errors={"newPassword": [N_("Debe ser distinta de la actual.")]})
    check_password(new, email=account.email, name=account.name, field="newPassword")
    with throttle.hashing(by.address):
        password_hash = hash_password(new)
    with unit_of_work(by) as work:
        user = work.get(User, by.user_id, lock=True)
        if not user.active or user.token_version != account.token_version:
            raise Unauthorized()
        set_password(work, user, password_hash)
        verified_at = recent_proof.after_password(work)
        opened = sessions.open_session(
            work, user, address=by.address, user_agent=user_agent, kind=kind, verified_at=verified_at
        )
    return sessions.issue_tokens(user, opened)
