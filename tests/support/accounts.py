"""Accounts for tests, inserted through the models, each with an open session and its tokens."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from argon2 import PasswordHasher

from labapp.auth import tokens
from labapp.clock import now
from labapp.identity import Identity, Role
from labapp.models import AuthSession, User
from labapp.unit_of_work import unit_of_work

PASSWORD = "Clave-de-prueba-1"
# The cheapest valid hash, as tests sign in often; the real cost is tested elsewhere.
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_numbers = itertools.count(1)


def bearer(token: str) -> dict[str, str]:
    """Return the Authorization header that carries ``token``."""
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user with credentials and the tokens of an open session."""

    id: int
    role: Role
    email: str
    password: str
    identity: Identity
    token: str
    refresh_token: str

    @property
    def header(self) -> dict[str, str]:
        """The Authorization header of this account's session."""
        return bearer(self.token)


class MakeAccount(Protocol):
    """Creates an account of a role; keyword arguments are columns of User."""

    def __call__(self, role: Role, **values: Any) -> Account: ...


def create_account(role: Role, **values: Any) -> Account:
    """Insert an account of ``role`` with one open session; needs an app context. ``values`` are columns of User."""
    number = next(_numbers)
    moment = now()
    columns: dict[str, Any] = {
        "role": role,
        "email": f"{role.lower()}{number}@lab.example",
        "name": f"{role} {number}",
        "password_hash": CHEAP_HASH,
        "created_at": moment,
        "active": True,
    }
    # A unit of work waits for other writers, such as a server.
    with unit_of_work() as work:
        session = work.session
        user = User(**columns | values)
        session.add(user)
        session.flush()
        opened = AuthSession(
            id=tokens.new_id(),
            user_id=user.id,
            refresh_jti=tokens.new_id(),
            created_at=moment,
            used_at=moment,
            expires_at=moment + timedelta(days=30),
            address="127.0.0.1",
        )
        session.add(opened)
    access, refresh = tokens.issue(user, opened)
    expires_at = float(tokens.decode_claims(access, "access")["exp"])
    identity = Identity(user.id, role, opened.id, expires_at, "127.0.0.1")
    return Account(user.id, role, user.email, PASSWORD, identity, access, refresh)
