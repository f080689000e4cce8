"""The open connections of all instances, by account; each can be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from flask import current_app, request
from pydantic import Field

from labapp import queries, services
from labapp.contract.base import Body, JsonObject, text
from labapp.dashboard.activity import href_of
from labapp.dashboard.gate import acting, admin
from labapp.dashboard.presenting import ROLES, page_or_part, query_of
from labapp.identity import Role
from labapp.realtime import realtime_of

_ORDER = {role: index for index, role in enumerate(ROLES)}


class ConnectionQuery(Body):
    """Filters of the connections, and the page of the list of accounts."""

    q: Annotated[str, text(1, 100)] | None = None
    role: Role | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=200)] = 50


@dataclass(frozen=True, slots=True)
class Socket:
    """One open connection."""

    sid: str
    since: datetime
    address: str | None
    transport: str
    rooms: list[str]
    instance: str


@dataclass(frozen=True, slots=True)
class Person:
    """An account and its connections, oldest first."""

    id: int
    name: str
    email: str
    role: str
    href: str | None
    sockets: list[Socket]


def _socket(client: JsonObject) -> Socket:
    since = datetime.fromisoformat(client["connectedAt"])
    return Socket(client["sid"], since, client["address"], client["transport"], client["rooms"], client["instance"])


def _people(clients: Iterable[JsonObject], q: str | None) -> list[Person]:
    """Return the connections by account, in order of role and name; the names take one query."""
    by_user: dict[int, list[JsonObject]] = {}
    for client in clients:
        by_user.setdefault(client["userId"], []).append(client)
    people = [
        Person(
            user_id,
            name,
            email,
            by_user[user_id][0]["role"],
            href_of("user", user_id),
            sorted(map(_socket, by_user[user_id]), key=lambda socket: (socket.since, socket.sid)),
        )
        for user_id, (name, email) in queries.users.names(by_user, q=q).items()
    ]
    return sorted(people, key=lambda person: _ORDER.get(person.role, len(_ORDER)))


@admin.get("/connections")
def connections() -> str:
    """Show the open connections."""
    query = query_of(ConnectionQuery)
    clients = realtime_of(current_app).statistics.clients()
    counts = dict.fromkeys(ROLES, 0)
    for client in clients:
        counts[client["role"]] = counts.get(client["role"], 0) + 1
    people = _people((one for one in clients if query.role in (None, one["role"])), query.q)
    start = (query.page - 1) * query.per_page
    shown = people[start : start + query.per_page]
    services.readings.record_connected([one.id for one in shown], by=acting(), view=request.full_path)
    return page_or_part(
        "admin/connections/list.html",
        "admin/connections/_people.html",
        people=shown,
        total=len(people),
        counts=counts,
        connected=len(clients),
        query=query,
    )
