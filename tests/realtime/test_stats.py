"""Statistics of connections over all instances, and closing a socket as an administrator."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.lab import Lab, MakeLab
from tests.support.redis import RedisServer
from tests.support.rest import Api
from tests.support.server import Server

FIELDS = {"sid", "userId", "role", "connectedAt", "transport", "address", "rooms", "instance"}


@pytest.fixture(scope="module")
def shared_lab(make_shared_lab: MakeLab, shared_redis: RedisServer) -> Lab:
    """Two instances on one SQLite file and one Redis."""
    lab = make_shared_lab("sqlite", redis=shared_redis)
    lab.start_pair()
    return lab


@pytest.fixture
def servers(lab: Lab) -> Iterator[list[Server]]:
    """Both instances, without connected clients."""
    for server in lab.servers:
        if not server.running:
            server.start()
    yield lab.servers
    lab.close_clients()
    anyone = lab.account(Role.ADMIN)
    eventually(lambda: stats(lab.api(anyone))["total"] == 0)


def stats(api: Api) -> dict[str, Any]:
    answer: dict[str, Any] = api.get("/api/admin/websocket/stats")
    assert set(answer) == {"total", "byRole", "clients"}
    assert answer["total"] == len(answer["clients"]) == sum(answer["byRole"].values())
    assert all(set(client) == FIELDS for client in answer["clients"])
    return answer


def eventually(condition: Callable[[], bool], *, within: float = 2.0) -> None:
    """Poll until ``condition`` holds: no event reports that a server has noticed a lost peer."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "not in time"


def people(api: Api) -> list[tuple[int, str]]:
    return sorted((client["userId"], client["instance"]) for client in stats(api)["clients"])


def test_who_is_connected_is_the_same_on_both_instances(lab: Lab, servers: list[Server]) -> None:
    admin, patient, doctor = lab.account(Role.ADMIN), lab.account(Role.PATIENT), lab.account(Role.DOCTOR)
    apis = [lab.api(admin, server) for server in servers]
    sockets = [
        lab.connect(admin, servers[0]),
        lab.connect(patient, servers[0]),
        lab.connect(patient, servers[1], transports=["polling"]),
        lab.connect(doctor, servers[1]),
    ]
    first, second = (stats(api) for api in apis)
    assert first["byRole"] == second["byRole"] == {"Administrador": 1, "Paciente": 2, "Medico": 1}

    def by_sid(answer: dict[str, Any]) -> dict[str, Any]:
        return {client["sid"]: client | {"rooms": set(client["rooms"])} for client in answer["clients"]}

    assert by_sid(first) == by_sid(second)
    known = by_sid(first)
    assert set(known) == {socket.sid for socket in sockets}
    assert len({client["instance"] for client in known.values()}) == 2
    polling = known[sockets[2].sid]
    assert (polling["transport"], known[sockets[1].sid]["transport"]) == ("polling", "websocket")
    assert polling["userId"] == patient.id
    assert polling["address"] in ("127.0.0.1", "::1", "::ffff:127.0.0.1")
    assert {f"user:{patient.id}", "role:Paciente"} <= polling["rooms"]
    for account in (admin, patient, doctor):
        assert account.token not in str(first)
        assert account.token.split(".")[2] not in str(first)
    counts = apis[0].get("/health/websocket")
    assert counts == {"status": counts["status"], "total": 4, "byRole": first["byRole"]}


def test_a_subscription_shows_as_a_room(lab: Lab, servers: list[Server]) -> None:
    admin = lab.account(Role.ADMIN)
    client = lab.connect(admin, servers[1])
    client.ask("subscribe", {"entity": "exam", "entityId": 7})
    (shown,) = stats(lab.api(admin, servers[0]))["clients"]
    assert "exam:7" in shown["rooms"]


def test_a_drop_and_a_leave_show_at_once(lab: Lab, servers: list[Server]) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    api = lab.api(admin, servers[0])
    clients = [lab.connect(patient, servers[number % 2], reconnection=False) for number in range(6)]
    assert stats(api)["total"] == 6
    for client in clients[:3]:
        client.cut()
    clients[3].disconnect()
    eventually(lambda: stats(api)["total"] == 2)
    assert {client["sid"] for client in stats(api)["clients"]} == {client.sid for client in clients[4:]}


def test_a_killed_instance_takes_its_clients_with_it(lab: Lab, servers: list[Server]) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    api = lab.api(admin, servers[0])
    stays = lab.connect(patient, servers[0])
    returns = lab.connect(patient, servers[1], reconnectionDelay=50, reconnectionDelayMax=200)
    assert stats(api)["total"] == 2
    servers[1].kill9()
    returns.wait_for("disconnect")
    before = time.monotonic()
    eventually(lambda: stats(api)["total"] == 1)
    assert stats(api)["clients"][0]["sid"] == stays.sid
    # The instances do not wait for a response of a dead one.
    assert time.monotonic() - before < 1.0
    since = len(returns)
    servers[1].start()
    returns.connected(since=since)
    assert stats(api)["total"] == stats(lab.api(admin, servers[1]))["total"] == 2


def test_without_redis_each_instance_still_answers(lab: Lab, servers: list[Server], shared_redis: RedisServer) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    api = lab.api(admin, servers[0])
    lab.connect(patient, servers[0])
    lab.connect(patient, servers[1])
    shared_redis.stop()
    try:
        started = time.monotonic()
        assert stats(api)["total"] == 1
        assert time.monotonic() - started < 3
    finally:
        shared_redis.start()
    eventually(lambda: stats(api)["total"] == 2, within=10)


def test_an_administrator_closes_a_socket_on_the_other_instance(lab: Lab, servers: list[Server]) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    api = lab.api(admin, servers[0])
    target, sibling = lab.connect(patient, servers[1]), lab.connect(patient, servers[1])
    response = api.request("DELETE", f"/api/admin/websocket/clients/{target.sid}")
    done = time.time()
    assert (response.status_code, response.content) == (204, b"")
    assert target.wait_for("disconnect").at - done <= 1.0
    assert {client["sid"] for client in stats(api)["clients"]} == {sibling.sid}
    assert sibling.ask("ping")["ok"] is True
    assert api.request("DELETE", f"/api/admin/websocket/clients/{target.sid}").status_code == 404


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR, None])
def test_only_administrators_see_and_close_connections(lab: Lab, servers: list[Server], role: Role | None) -> None:
    victim = lab.connect(lab.account(Role.PATIENT), servers[0])
    account: Account | None = lab.account(role) if role else None
    api = lab.api(account, servers[0])
    expected = 403 if role else 401
    assert api.request("GET", "/api/admin/websocket/stats").status_code == expected
    assert api.request("DELETE", f"/api/admin/websocket/clients/{victim.sid}").status_code == expected
    assert victim.ask("ping")["ok"] is True
