"""The last step of a sign-in with a password that the staff set: its owner chooses another (ASVS 5.0, 6.4.1)."""

from labapp.auth import throttle
from labapp.auth.challenges import Challenge, Step, invalid, read
from labapp.auth.password_rules import check_password
from labapp.auth.passwords import hash_password, verify_password
from labapp.contract.facts import PasswordDetails
from labapp.errors import InvalidPayload
from labapp.identity import SessionKind
from labapp.locale import N_
from labapp.models import User
from labapp.services import sessions, sign_in, users
from labapp.services.sessions import SignedIn
from labapp.unit_of_work import reading, unit_of_work


def _account(proven: Challenge) -> User:
    with reading() as session:
        account = session.get(User, proven.user_id)
    if account is None or not proven.concerns(account):
        raise invalid()
    return account


def _hash(account: User, password: str, address: str | None) -> str:
    check_password(password, email=account.email, name=account.name, field="newPassword")
    with throttle.hashing(address):
        if verify_password(account.password_hash, password):
            raise InvalidPayload(errors={"newPassword": [N_("Debe ser distinta de la provisional.")]})
        return hash_password(password)


def choose(
    challenge: str,
    password: str,
    *,
    address: str | None,
    user_agent: str | None,
    kind: SessionKind = SessionKind.APP,
) -> SignedIn:
    """Set the password that the owner of an account has chosen, and open the session.

    Of two uses of one challenge at the same time one wins. Raises Unauthorized (``challenge_invalid``,
    ``password_expired``, or SignInStep for an account that requires another step), InvalidPayload for a password that
    is easy to guess or that the staff set, after which the challenge can still be used, and RateLimited.
    """
    proven = read(challenge, step=Step.NEW_PASSWORD)
    account = _account(proven)
    sign_in.check_not_expired(account, address)
    password_hash = _hash(account, password, address)
    passed = Challenge(proven.user_id, proven.state, proven.done | {Step.NEW_PASSWORD})
    with unit_of_work(address=address) as work:
        # The row of the account is locked: a second use waits here, and then finds another state.
        user = work.session.get(User, proven.user_id, with_for_update=True)
        if user is None or not proven.concerns(user):
            raise invalid()
        if (step := sign_in.next_step(work.session, user, passed)) is not None:
            raise step
        users.set_password(work, user, password_hash, details=PasswordDetails(through="sign_in"))
        opened = sessions.open_session(work, user, address=address, user_agent=user_agent, kind=kind)
    return sessions.issue_tokens(user, opened)
