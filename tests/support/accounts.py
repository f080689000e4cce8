"""Accounts for tests, inserted through the models, each with an open session and its tokens."""

import itertools
from dataclasses import dataclass
from typing import Any, Protocol

from argon2 import PasswordHasher

from labapp.auth import cookies, tokens
from labapp.auth.lifetimes import end_after_use
from labapp.clock import now
from labapp.identity import Identity, Role, SessionKind
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


@dataclass(frozen=True, slots=True)
class DashboardSession:
    """A session of the dashboard: what its cookies contain."""

    id: str
    access: str
    refresh: str
    csrf: str

    @property
    def header(self) -> dict[str, str]:
        """The header with the CSRF value, which the scripts of a page send."""
        return {"X-CSRF-TOKEN": self.csrf}


class MakeAccount(Protocol):
    """Creates an account of a role; keyword arguments are columns of User."""

    def __call__(self, role: Role, **values: Any) -> Account: ...


def _new_session(user_id: int, kind: SessionKind) -> AuthSession:
    moment = now()
    return AuthSession(
        id=tokens.new_id(),
        kind=kind,
        user_id=user_id,
        refresh_jti=tokens.new_id(),
        created_at=moment,
        verified_at=moment,
        used_at=moment,
        expires_at=end_after_use(kind, moment, moment),
        address="127.0.0.1",
    )


def open_dashboard(account: Account) -> DashboardSession:
    """Open a session of the dashboard for an account; needs an app context."""
    with unit_of_work() as work:
        user = work.session.get_one(User, account.id)
        opened = _new_session(account.id, SessionKind.DASHBOARD)
        work.session.add(opened)
    access, refresh = tokens.issue(user, opened)
    return DashboardSession(opened.id, access, refresh, cookies.csrf_value(opened.id))


def open_session(user_id: int) -> str:
    """Open one more session of the app for an account, and return its access token; needs an app context."""
    with unit_of_work() as work:
        user = work.session.get_one(User, user_id)
        opened = _new_session(user_id, SessionKind.APP)
        work.session.add(opened)
    return tokens.issue_access(user, opened, tokens.Audience.APP)


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
        opened = _new_session(user.id, SessionKind.APP)
        session.add(opened)
    access, refresh = tokens.issue(user, opened)
    expires_at = float(tokens.decode_claims(access, "access")["exp"])
    identity = Identity(user.id, role, opened.id, expires_at, "127.0.0.1")
    return Account(user.id, role, user.email, PASSWORD, identity, access, refresh)
