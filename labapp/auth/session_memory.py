"""What the check of an access token needs of its session, in memory, so that most requests ask the database nothing.

It is dropped by the facts that can end a right: those of this process at their commit, those of other processes when
the tail has read them, before they are delivered. Memory only ever confirms: where it would refuse, where it has
nothing, and where the log was not read a moment ago, the database decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from labapp.contract.facts import AGGREGATES, Aggregate
from labapp.events import signals
from labapp.events.entries import LoggedEntry
from labapp.events.log import Fact
from labapp.identity import Role, SessionKind

MAX_USERS = 10_000
# The facts about them have the number of the account.
_ABOUT_ACCOUNTS = (Aggregate.USER, Aggregate.SESSION)


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that was live when it was read, and its account."""

    user_id: int
    role: Role
    token_version: int
    kind: SessionKind
    expires_at: datetime
    has_second_factor: bool


class SessionMemory:
    """The live sessions of at most ``max_users`` accounts. Holds nothing until ``trust`` was called."""

    def __init__(self, *, max_users: int = MAX_USERS) -> None:
        self._max_users = max_users
        self._sessions: dict[int, dict[str, LiveSession]] = {}
        self._is_current: Callable[[], bool] = lambda: False
        # Counts what was dropped: a session that was read before is not kept after.
        self.version = 0

    def trust(self, is_current: Callable[[], bool]) -> None:
        """Use the memory while ``is_current`` returns whether this process knows the log up to a moment ago."""
        self._is_current = is_current

    def find(self, user_id: int, session_id: str) -> LiveSession | None:
        """Return a session that was live a moment ago, or None where the database must be asked."""
        return self._sessions.get(user_id, {}).get(session_id) if self._is_current() else None

    def keep(self, session_id: str, session: LiveSession, *, version: int) -> None:
        """Keep a session that was read when the memory had this ``version``."""
        if version != self.version or not self._is_current():
            return
        if session.user_id not in self._sessions and len(self._sessions) >= self._max_users:
            del self._sessions[next(iter(self._sessions))]
        self._sessions.setdefault(session.user_id, {})[session_id] = session

    def clear(self) -> None:
        """Drop everything."""
        self.version += 1
        self._sessions.clear()

    def on_entries(self, entries: Iterable[LoggedEntry]) -> None:
        """Drop the sessions of the accounts that these entries are about."""
        for entry in entries:
            self._drop(entry.entity_type, entry.entity_id)

    def on_committed(self, _app: Flask, facts: Iterable[Fact], **_added: object) -> None:
        """Drop the sessions of the accounts that these facts are about."""
        for fact in facts:
            self._drop(fact.name.entity_type, fact.entity_id)

    def _drop(self, entity_type: str, user_id: int | None) -> None:
        if user_id is not None and AGGREGATES.get(entity_type) in _ABOUT_ACCOUNTS:
            self.version += 1
            self._sessions.pop(user_id, None)


def init_session_memory(app: Flask) -> None:
    """Give the app a memory of its sessions, which is empty until the app serves."""
    memory = SessionMemory()
    app.extensions["session_memory"] = memory
    signals.committed.connect(memory.on_committed, app)


def session_memory(app: Any = current_app) -> SessionMemory:
    """Return the memory of the app."""
    memory: object = app.extensions["session_memory"]
    assert isinstance(memory, SessionMemory)
    return memory
