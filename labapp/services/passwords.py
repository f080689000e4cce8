"""Forgotten passwords: links that let the owner of an account set a new one.

A link contains a random token, of which the database only has a hash. It is for one use, ends after an hour, and as
soon as the password, role, address or status of the account changes (ASVS 5.0, 6.4.3). It opens no session: signing in
goes on as usual, with every step that the account requires.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from hashlib import sha256

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from labapp.auth import throttle
from labapp.auth.password_rules import check_password
from labapp.auth.passwords import hash_password
from labapp.clock import now
from labapp.config import current_settings
from labapp.contract.facts import FactName, PasswordDetails
from labapp.digests import keyed_digest
from labapp.errors import Conflict, ErrorCode, Unauthorized
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.locale import LOCALES, select_locale
from labapp.mail import letters, mail_queue_of
from labapp.models import PasswordLink, User
from labapp.services import recent_proof, users
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work

LIFETIME = timedelta(hours=1)
PAGE = "/nueva-contrasena"


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link that was issued: shown to the administrator, or sent to the address ``sent_to`` of the account."""

    expires_at: datetime
    link: str | None = None
    sent_to: str | None = None


def sends_mail() -> bool:
    """Whether a mail server is configured."""
    return mail_queue_of(current_app).enabled


def _hash(token: str) -> str:
    # A fast hash is enough for 256 random bits.
    return sha256(token.encode()).hexdigest()


def _state(user: User) -> str:
    return keyed_digest(f"password-link {user.id} {user.token_version} {user.email} {user.password_hash}")


def _url(token: str) -> str:
    # In the fragment, which browsers send to no server. Without PUBLIC_URL the address is relative to this site.
    return f"{current_settings().public_url or ''}{PAGE}#{token}"


def _issue(work: UnitOfWork, user: User, fact: FactName, details: PasswordDetails) -> tuple[str, datetime]:
    """Replace the link of an account, whose row is locked. Return the link and its end."""
    token, moment = secrets.token_urlsafe(32), now()
    expires_at = moment + LIFETIME
    work.session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
    work.session.add(
        PasswordLink(
            user_id=user.id, token_hash=_hash(token), state=_state(user), created_at=moment, expires_at=expires_at
        )
    )
    data = {"entityName": user.name, "role": user.role}
    work.record(Fact(fact, user.id, data=data, after=details.wire()))
    return _url(token), expires_at


def _requested_letter(account: str, address: str | None, locale: str) -> EmailMessage | None:
    """Issue a link for the active account with this address, and return the mail with it; None if there is none."""
    query = select(User).where(User.email == account, User.active.is_(True), User.deleted_at.is_(None))
    with unit_of_work(address=address) as work:
        user = work.session.scalar(query.with_for_update())
        if user is None:
            return None
        link, _ = _issue(work, user, FactName.USER_PASSWORD_RESET_REQUESTED, PasswordDetails(delivery="mail"))
    return _letter(user, link, locale)


def _letter(user: User, link: str, locale: str) -> EmailMessage:
    minutes = int(LIFETIME.total_seconds()) // 60
    return letters.link_letter(to=user.email, name=user.name, link=link, minutes=minutes, locale=locale)


def request_link(*, email: str, address: str | None) -> None:
    """Send a link to the account with this address, if there is one and it is active.

    The account is looked up after the response, so that neither the response nor its time depend on it. Raises
    RateLimited, Unavailable where the queue of mails is full, and Conflict (``no_mail``) without a mail server.
    """
    if not sends_mail():
        raise Conflict(
            "Este laboratorio no envía correos. Pídale un enlace para su contraseña.", code=ErrorCode.NO_MAIL
        )
    account = email.strip().lower()
    throttle.count_link(account)
    mail_queue_of(current_app).submit("password_link", partial(_requested_letter, account, address, select_locale()))


def issue_link(user_id: int, *, by: Identity) -> IssuedLink:
    """Issue a link for the account of another user, as an administrator: by mail, or to show it once without a server.

    Raises ReauthenticationRequired, NotFound, Conflict (``own_password``, or for a deactivated account), and
    Unavailable where the queue of mails is full.
    """
    by_mail = sends_mail()
    with unit_of_work(by) as work:
        recent_proof.require(work)
        user = work.get(User, user_id, lock=True)
        if user.id == by.user_id:
            raise Conflict("Su propia contraseña se cambia con la actual, en «Mi cuenta».", code=ErrorCode.OWN_PASSWORD)
        if not user.active:
            raise Conflict("La cuenta está desactivada.")
        details = PasswordDetails(delivery="mail" if by_mail else "shown")
        link, expires_at = _issue(work, user, FactName.USER_PASSWORD_LINK_ISSUED, details)
    if not by_mail:
        return IssuedLink(expires_at, link=link)
    mail_queue_of(current_app).submit("password_link", partial(_letter, user, link, LOCALES[0]))
    return IssuedLink(expires_at, sent_to=user.email)


def _account_of(session: Session, token: str, *, lock: bool = False) -> User | None:
    """Return the active account that a valid link is for, as it was when the link was issued."""
    found = session.scalar(select(PasswordLink).where(PasswordLink.token_hash == _hash(token)))
    if found is None or found.expires_at <= now():
        return None
    user = session.get(User, found.user_id, with_for_update=True if lock else None, populate_existing=lock)
    if user is None or not user.active or user.deleted_at is not None or found.state != _state(user):
        return None
    return user


def _invalid() -> Unauthorized:
    return Unauthorized(
        "Este enlace ya no sirve: venció, se usó, o hay uno más nuevo. Pida otro.", code=ErrorCode.LINK_INVALID
    )


def set_by_link(*, token: str, password: str, address: str | None) -> None:
    """Set a new password with the token of a link, and end all sessions of the account.

    Of two concurrent uses one wins. Raises Unauthorized (``link_invalid``), InvalidPayload for a password that is easy
    to guess, after which the link can still be used, and RateLimited.
    """
    with reading() as session:
        account = _account_of(session, token)
    if account is None:
        raise _invalid()
    check_password(password, email=account.email, name=account.name, field="newPassword")
    with throttle.hashing(address):
        password_hash = hash_password(password)
    with unit_of_work(address=address) as work:
        # The row of the account is locked: a concurrent use waits here, and then finds another state.
        user = _account_of(work.session, token, lock=True)
        if user is None:
            raise _invalid()
        mine = delete(PasswordLink).where(PasswordLink.token_hash == _hash(token)).returning(PasswordLink.user_id)
        if work.session.scalar(mine) is None:
            # A newer link has replaced it meanwhile.
            raise _invalid()
        users.set_password(work, user, password_hash, details=PasswordDetails(through="link"))
