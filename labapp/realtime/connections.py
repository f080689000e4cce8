"""Who is connected to this instance: the connections, by socket, by transport and by user.

A connection is here from the moment its token was accepted to its disconnect, whatever way it ends, so a
revocation finds it even while it is still catching up.
"""

from dataclasses import dataclass, field
from typing import Any

from gevent.event import Event

from labapp.clock import iso
from labapp.identity import Identity


@dataclass(slots=True, eq=False)
class Connection:
    """One authenticated socket. ``locale`` is what its person reads; ``bare``: its events carry no trailing offset."""

    sid: str
    eio_sid: str
    identity: Identity
    connected_at: Any
    bare: bool
    locale: str
    subscriptions: set[str] = field(default_factory=set)
    refusals: int = 0
    closed: bool = False
    greeted: Event | None = field(default_factory=Event)
    download: Any = None


class Presence:
    """The registry of one instance's connections."""

    def __init__(self, instance: str) -> None:
        self.instance = instance
        self.by_sid: dict[str, Connection] = {}
        self.by_eio_sid: dict[str, Connection] = {}
        self._by_user: dict[int, set[Connection]] = {}

    def __len__(self) -> int:
        """Count the connections."""
        return len(self.by_sid)

    def add(self, connection: Connection) -> None:
        """Register an accepted connection."""
        self.by_sid[connection.sid] = connection
        self.by_eio_sid[connection.eio_sid] = connection
        self._by_user.setdefault(connection.identity.user_id, set()).add(connection)

    def remove(self, connection: Connection) -> None:
        """Forget a connection; a second call does nothing."""
        if self.by_sid.pop(connection.sid, None) is None:
            return
        self.by_eio_sid.pop(connection.eio_sid, None)
        user_id = connection.identity.user_id
        mine = self._by_user[user_id]
        mine.discard(connection)
        if not mine:
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

    def describe(self, connection: Connection, transport: str, rooms: list[str]) -> dict[str, Any]:
        """Return the client as the statistics show it; never its token."""
        return {
            "sid": connection.sid,
            "userId": connection.identity.user_id,
            "role": str(connection.identity.role),
            "connectedAt": iso(connection.connected_at),
            "transport": transport,
            "address": connection.identity.address,
            "rooms": rooms,
            "instance": self.instance,
        }
