"""The connections of this instance: by socket, by transport and by user.

A connection is registered from the moment its token was accepted until it ends, in whatever way, so a revocation
finds it even while it is still catching up.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from gevent.event import Event

from labapp.clock import iso
from labapp.identity import Identity


class Transfer(Protocol):
    """A file on its way to one socket."""

    def is_in_flight(self, result_id: int, index: int) -> bool:
        """Whether that chunk was sent and not yet acknowledged."""

    def acknowledge(self, result_id: int, index: int) -> None:
        """Take the acknowledgement of a chunk. Raises InvalidPayload where it is not in flight."""


@dataclass(slots=True, eq=False)
class Connection:
    """One authenticated socket.

    ``session_end`` is the end of its session for which a check is scheduled.
    ``sends_offsets``: its events carry a trailing offset. ``locale``: the language of its messages. ``connected_sent``
    is set, and dropped, once ``connected`` was sent. ``refusals`` counts messages refused in a row by the rate limit.
    """

    sid: str
    eio_sid: str
    identity: Identity
    connected_at: datetime
    sends_offsets: bool
    locale: str
    subscriptions: set[str] = field(default_factory=set)
    refusals: int = 0
    session_end: float | None = None
    closed: bool = False
    connected_sent: Event | None = field(default_factory=Event)
    download: Transfer | None = None

    @property
    def expires_at(self) -> str:
        """The end of its access token, as it is written on the wire."""
        return iso(datetime.fromtimestamp(self.identity.expires_at, UTC))


class Connections:
    """The registry of one instance's connections."""

    def __init__(self) -> None:
        self.by_sid: dict[str, Connection] = {}
        self.by_eio_sid: dict[str, Connection] = {}
        self._by_user: dict[int, set[Connection]] = {}

    def __len__(self) -> int:
        """Count the connections."""
        return len(self.by_sid)

    def add(self, connection: Connection) -> None:
        """Register an authenticated connection."""
        self.by_sid[connection.sid] = connection
        self.by_eio_sid[connection.eio_sid] = connection
        self._by_user.setdefault(connection.identity.user_id, set()).add(connection)

    def remove(self, connection: Connection) -> None:
        """Forget a connection; a second call does nothing."""
        if self.by_sid.pop(connection.sid, None) is None:
            return
        self.by_eio_sid.pop(connection.eio_sid, None)
        user_id = connection.identity.user_id
        of_user = self._by_user[user_id]
        of_user.discard(connection)
        if not of_user:
            del self._by_user[user_id]

    def of_user(self, user_id: int) -> list[Connection]:
        """Return the connections of a user."""
        return list(self._by_user.get(user_id, ()))

    def by_role(self) -> dict[str, int]:
        """Count the connections by role."""
        counts: dict[str, int] = {}
        for connection in self.by_sid.values():
            role = str(connection.identity.role)
            counts[role] = counts.get(role, 0) + 1
        return counts
