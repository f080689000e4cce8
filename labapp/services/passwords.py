"""Forgotten passwords: links that let the owner of an account set a new one.

A link contains a random token, of which the database only has a hash. It is for one use, ends after an hour, and as
soon as the password, role, address or status of the account changes (ASVS 5.0, 6.4.3). It opens no session: signing in
goes on as usual, with every step that the account requires.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from labapp.auth import throttle
from labapp.auth.password_rules import check_password
from labapp.auth.passwords import hash_password
from labapp.clock import now
from labapp.config import current_settings
from labapp.contract.base import JsonObject
from labapp.contract.facts import FactName, PasswordDetails
from labapp.digests import keyed_digest
from labapp.errors import Conflict, ErrorCode, Unauthorized
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.locale import LOCALES, select_locale
from labapp.mail import discard, handles, letters, mail_sender_of, post
from labapp.models import PasswordLink, User
from labapp.services import own_password, recent_proof, users
from labapp.unit_of_work import UnitOfWork, reading, unit_of_work

LIFETIME = timedelta(hours=1)
PAGE = "/nueva-contrasena"
# A request of somebody who is not signed in, before its account is looked up.
_REQUEST = "password_request"


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link that was issued: shown to the administrator, or sent to the address ``sent_to`` of the account."""

    expires_at: datetime
    link: str | None = None
    sent_to: str | None = None


def sends_mail() -> bool:
    """Whether a mail server is configured."""
    return mail_sender_of(current_app).enabled


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


def _post_link(work: UnitOfWork, user: User, fact: FactName, locale: str) -> datetime:
    """Issue a link and send it by mail, instead of an older one that still waits. Return its end."""
    link, expires_at = _issue(work, user, fact, PasswordDetails(delivery="mail"))
    discard(work.session, user_id=user.id, kind=letters.LINK)
    content = letters.link_content(to=user.email, name=user.name, link=link, locale=locale)
    post(work, letters.LINK, content, expires_at=expires_at, user_id=user.id)
    return expires_at


@handles(_REQUEST)
def _answer(work: UnitOfWork, request: JsonObject) -> None:
    """Send a link to the active account that a request names, if there is one."""
    query = select(User).where(User.email == request["account"], User.active.is_(True), User.deleted_at.is_(None))
    user = work.session.scalar(query.with_for_update())
    if user is not None:
        _post_link(work, user, FactName.USER_PASSWORD_RESET_REQUESTED, request["locale"])


def request_link(*, email: str, address: str | None) -> None:
    """Send a link to the account with this address, if there is one and it is active.

    The account is looked up after the response, so that neither the response nor its time depend on it; until then the
    request waits in the outbox. Raises RateLimited, Unavailable where too many mails wait, and Conflict (``no_mail``)
    without a mail server.
    """
    if not sends_mail():
        raise Conflict(
            "Este laboratorio no envía correos. Pídale un enlace para su contraseña.", code=ErrorCode.NO_MAIL
        )
    account = email.strip().lower()
    throttle.count_link(account)
    request: JsonObject = {"account": account, "address": address, "locale": select_locale()}
    with unit_of_work(address=address) as work:
        post(work, _REQUEST, request, expires_at=now() + LIFETIME)


def issue_link(user_id: int, *, by: Identity) -> IssuedLink:
    """Issue a link for the account of another user, as an administrator: by mail, or to show it once without a server.

    Raises ReauthenticationRequired, NotFound, Conflict (``own_password``, or for a deactivated account), and
    Unavailable where too many mails wait.
    """
    with unit_of_work(by) as work:
        recent_proof.require(work)
        user = work.get(User, user_id, lock=True)
        if user.id == by.user_id:
            raise own_password.belongs_to_caller()
        if not user.active:
            raise Conflict("La cuenta está desactivada.")
        if sends_mail():
            expires_at = _post_link(work, user, FactName.USER_PASSWORD_LINK_ISSUED, LOCALES[0])
            return IssuedLink(expires_at, sent_to=user.email)
        details = PasswordDetails(delivery="shown")
        link, expires_at = _issue(work, user, FactName.USER_PASSWORD_LINK_ISSUED, details)
    return IssuedLink(expires_at, link=link)


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
