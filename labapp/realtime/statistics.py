"""The connections of all instances: each is queried, and those that are alive answer."""

from typing import Any

import socketio

from labapp.clock import iso
from labapp.realtime.bus import Bus, Json
from labapp.realtime.connections import Connection, Connections
from labapp.realtime.rooms import NAMESPACE, public_names

# ``Any``: a connection as JSON, possibly from another instance; ``monitoring.Client`` documents and checks its fields.
ClientInfo = dict[str, Any]


class Statistics:
    """Queries and answers for one instance. There is no shared table that could go stale when a process is killed."""

    def __init__(self, instance: str, connections: Connections, server: socketio.Server, bus: Bus) -> None:
        self._instance = instance
        self._connections = connections
        self._server = server
        self._bus = bus

    def respond(self, question: str) -> Json:
        """Answer another instance: ``counts``, or ``clients`` for any other question."""
        return self._connections.by_role() if question == "counts" else self._own_clients()

    def clients(self) -> list[ClientInfo]:
        """Describe the connections of all instances that answer within a second."""
        return [*self._own_clients(), *(client for answer in self._bus.request("clients") for client in answer)]

    def counts(self) -> dict[str, int]:
        """Count the connections of all instances by role."""
        total = self._connections.by_role()
        for answer in self._bus.request("counts"):
            for role, number in answer.items():
                total[role] = total.get(role, 0) + number
        return total

    def _own_clients(self) -> list[ClientInfo]:
        return [self._describe(connection) for connection in list(self._connections.by_sid.values())]

    def _describe(self, connection: Connection) -> ClientInfo:
        """Return the connection without its token."""
        eio, sid = self._server.eio, connection.sid
        rooms = self._server.manager.get_rooms(sid, NAMESPACE)
        return {
            "sid": sid,
            "userId": connection.identity.user_id,
            "role": str(connection.identity.role),
            "connectedAt": iso(connection.connected_at),
            "transport": eio.transport(connection.eio_sid) if connection.eio_sid in eio.sockets else "polling",
            "address": connection.identity.address,
            "rooms": public_names(room for room in rooms if room != sid),
            "instance": self._instance,
        }
