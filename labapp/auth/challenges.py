"""Challenges: signed proof of the steps of a sign-in that are done, for the client to send with the next step.

A challenge is no token: it grants nothing but the next step. It expires after ten minutes, and as soon as the password,
role or status of the account changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from labapp.digests import keyed_digest
from labapp.errors import ErrorCode, Unauthorized
from labapp.models import User

LIFETIME = timedelta(minutes=10)


class Step(StrEnum):
    """A step of a sign-in."""

    PASSWORD = "password"
    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"


@dataclass(frozen=True, slots=True)
class Challenge:
    """The steps that are ``done`` for an account, which was in ``state`` then."""

    user_id: int
    state: str
    done: frozenset[Step]

    def concerns(self, user: User | None) -> bool:
        """Whether this is the account, active, and unchanged since the first step."""
        return user is not None and user.id == self.user_id and user.active and self.state == _state(user)


def _state(user: User) -> str:
    return keyed_digest(f"{user.id} {user.token_version} {user.password_hash}")


def _serializer(step: Step) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"sign-in {step}")


def challenge(user: User, done: Iterable[Step]) -> Challenge:
    """Return the challenge of an account as it is now."""
    return Challenge(user.id, _state(user), frozenset(done))


def issue(done: Challenge, *, step: Step) -> str:
    """Sign a challenge for its next ``step``."""
    return _serializer(step).dumps([done.user_id, done.state, sorted(done.done)])


def read(token: str, *, step: Step) -> Challenge:
    """Return a challenge that was issued for ``step``. Raises Unauthorized (``challenge_invalid``)."""
    try:
        user_id, state, done = _serializer(step).loads(token, max_age=int(LIFETIME.total_seconds()))
        return Challenge(int(user_id), str(state), frozenset(Step(each) for each in done))
    except (BadData, TypeError, ValueError):
        raise invalid() from None


def invalid() -> Unauthorized:
    """Return the error for a challenge that is forged, expired or out of date."""
    return Unauthorized("El inicio de sesión tardó demasiado. Empiece de nuevo.", code=ErrorCode.CHALLENGE_INVALID)
