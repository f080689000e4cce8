"""Accounts of a test, each with an open session and its tokens, written straight through the models."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher

from labapp.auth import tokens
from labapp.clock import now
from labapp.identity import Identity, Role
from labapp.models import AuthSession, User
from labapp.unit_of_work import unit_of_work

PASSWORD = "Clave-de-prueba-1"
# The cheapest hash that verifies: tests sign in often, and what it costs is tested elsewhere.
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Account:
    """A user as a test sees one: who it is, and what it signs in with."""

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
        return {"Authorization": f"Bearer {self.token}"}


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
    # Waits for its turn where a server writes at the same time.
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
