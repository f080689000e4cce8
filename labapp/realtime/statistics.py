"""Who is connected, over all instances: each is asked, and those that are alive answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labapp.realtime.rooms import NAMESPACE, shown

if TYPE_CHECKING:
    from labapp.realtime.runtime import Realtime


class Statistics:
    """Asks and answers for one instance. There is no shared table to go stale when a process is killed."""

    def __init__(self, realtime: Realtime) -> None:
        self._realtime = realtime

    def answer(self, question: str) -> Any:
        """Answer another instance: ``clients`` or ``counts``."""
        return self._realtime.presence.by_role() if question == "counts" else self._own_clients()

    def clients(self) -> list[dict[str, Any]]:
        """Describe the connections of all instances that answer within a second."""
        return [*self._own_clients(), *(client for one in self._realtime.bus.ask("clients") for client in one)]

    def counts(self) -> dict[str, int]:
        """Count the connections of all instances by role."""
        total = self._realtime.presence.by_role()
        for one in self._realtime.bus.ask("counts"):
            for role, number in one.items():
                total[role] = total.get(role, 0) + number
        return total

    def _own_clients(self) -> list[dict[str, Any]]:
        manager, eio, presence = self._realtime.server.manager, self._realtime.server.eio, self._realtime.presence
        return [
            presence.describe(
                connection,
                eio.transport(connection.eio_sid) if connection.eio_sid in eio.sockets else "polling",
                shown([room for room in manager.get_rooms(connection.sid, NAMESPACE) if room != connection.sid]),
            )
            for connection in list(presence.by_sid.values())
        ]
