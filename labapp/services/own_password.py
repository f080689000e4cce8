"""The current password, which a user enters again before changing how the account is protected."""

from labapp.auth import throttle
from labapp.auth.passwords import verify_password
from labapp.errors import Conflict, ErrorCode, InvalidPayload
from labapp.identity import Identity
from labapp.locale import N_
from labapp.models import User
from labapp.queries import users


def require_current(password: str, *, by: Identity) -> User:
    """Return the account of ``by`` if this is its password.

    Raises InvalidPayload for another password, and RateLimited after too many failures of this session.
    """
    account = users.get(by.user_id)
    started = throttle.attempt(account.email, by.address, device=by.session_id)
    with started as attempt, attempt.hashing(known_address=True):
        password_matches = verify_password(account.password_hash, password)
    if not password_matches:
        raise InvalidPayload(errors={"currentPassword": [N_("No es la contraseña actual.")]})
    attempt.give_back()
    return account


def belongs_to_caller() -> Conflict:
    """Return the error for administrators who use the means for other accounts on their own."""
    return Conflict("Su propia contraseña se cambia con la actual, en «Mi cuenta».", code=ErrorCode.OWN_PASSWORD)
