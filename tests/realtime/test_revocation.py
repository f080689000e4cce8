"""Revoked rights close sockets at once, on every instance, after the event that gives the reason."""

import time
from collections.abc import Callable

import pytest

from labapp.identity import Role
from tests.support.accounts import PASSWORD, Account
from tests.support.changes import changes_at, head, reprice_by_rest, settled
from tests.support.lab import Lab, MakeLab
from tests.support.node import NodeClient
from tests.support.redis import RedisServer
from tests.support.server import Server

NEW_PASSWORD = "Otra-clave-larga-2"


@pytest.fixture(scope="module")
def shared_lab(make_shared_lab: MakeLab, shared_redis: RedisServer) -> Lab:
    """Two instances on one PostgreSQL and one Redis."""
    lab = make_shared_lab("postgresql", redis=shared_redis)
    lab.start_pair()
    return lab


@pytest.fixture
def here(lab: Lab) -> Server:
    """The instance that receives the REST requests."""
    return lab.servers[0]


@pytest.fixture
def there(lab: Lab) -> Server:
    """The other instance."""
    return lab.servers[1]


def log_out(lab: Lab, user: Account, admin: Account) -> None:
    lab.api(user).post("/api/auth/logout", {})


def change_password(lab: Lab, user: Account, admin: Account) -> None:
    lab.api(user).post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD})


def change_role(lab: Lab, user: Account, admin: Account) -> None:
    lab.api(admin).patch(f"/api/admin/users/{user.id}", {"role": "Medico"})


def deactivate(lab: Lab, user: Account, admin: Account) -> None:
    lab.api(admin).post(f"/api/admin/users/{user.id}/deactivate")


def spend_a_refresh_token_twice(lab: Lab, user: Account, admin: Account) -> None:
    api = lab.api()
    api.post("/api/auth/refresh", {"refreshToken": user.refresh_token})
    assert api.request("POST", "/api/auth/refresh", {"refreshToken": user.refresh_token}).status_code == 401


Reason = Callable[[Lab, Account, Account], None]
REASONS: dict[str, tuple[Reason, str, str]] = {
    "logout": (log_out, "session", "revoked"),
    "password": (change_password, "password", "updated"),
    "role": (change_role, "role", "updated"),
    "deactivated": (deactivate, "status", "deactivated"),
    "refresh token reused": (spend_a_refresh_token_twice, "session", "revoked"),
}
reasons = pytest.mark.parametrize(("end", "kind", "action"), REASONS.values(), ids=REASONS.keys())


def assert_closed(client: NodeClient, *, kind: str, action: str, since: float, within: float) -> None:
    """Check that the socket was closed in time, for good, and after the event that gives the reason."""
    gone = client.wait_for("disconnect", timeout=within + 5)
    assert gone.args[0] in ("io server disconnect", "transport close")
    assert gone.at - since <= within
    received = client.events()
    why = received[received.index(gone) - 1]
    assert (why.event, why.body["type"], why.body["action"]) == ("user:update", kind, action)


def assert_nothing_more(lab: Lab, admin: Account, clients: list[NodeClient]) -> None:
    """Check that later changes reach other clients, and none of ``clients``."""
    with settled(lab):
        reprice_by_rest(lab, admin, range(1, 4))
    for client in clients:
        received = client.events()
        gone = max(index for index, event in enumerate(received) if event.event == "disconnect")
        # A client that lost its transport tries again once, and is refused.
        assert {event.event for event in received[gone + 1 :]} <= {"connect_error"}


@reasons
def test_sockets_are_closed_on_both_instances(
    lab: Lab, here: Server, there: Server, end: Reason, kind: str, action: str
) -> None:
    user, bystander, admin = lab.account(Role.PATIENT), lab.account(Role.PATIENT), lab.account(Role.ADMIN)
    clients = [lab.connect(user, here), lab.connect(user, there), lab.connect(user, there, transports=["polling"])]
    others = [lab.connect(bystander, here), lab.connect(bystander, there)]
    end(lab, user, admin)
    done = time.time()
    for client in clients:
        assert_closed(client, kind=kind, action=action, since=done, within=1.0)
    assert_nothing_more(lab, admin, clients)
    for other in others:
        assert other.ask("ping")["ok"] is True
        assert other.events("user:update") == []


@reasons
def test_sockets_are_closed_while_redis_is_down(
    lab: Lab, shared_redis: RedisServer, here: Server, there: Server, end: Reason, kind: str, action: str
) -> None:
    user, admin = lab.account(Role.PATIENT), lab.account(Role.ADMIN)
    near, far = lab.connect(user, here), lab.connect(user, there)
    shared_redis.stop()
    try:
        end(lab, user, admin)
        done = time.time()
        assert_closed(near, kind=kind, action=action, since=done, within=1.0)
        assert_closed(far, kind=kind, action=action, since=done, within=5.0)
        assert_nothing_more(lab, admin, [near, far])
    finally:
        shared_redis.start()


@reasons
def test_who_was_away_does_not_get_back_in(lab: Lab, end: Reason, kind: str, action: str) -> None:
    user, admin = lab.account(Role.PATIENT), lab.account(Role.ADMIN)
    client = lab.connect(user, reconnectionDelay=1500, randomizationFactor=0)
    since = len(client)
    client.cut()
    client.wait_for("disconnect", since=since)
    end(lab, user, admin)
    reprice_by_rest(lab, admin, range(1, 4))
    assert client.wait_for("connect_error", since=since).body["data"]["code"] == "token_invalid"
    assert changes_at(client) == []
    assert client.events("user:update") == []


def test_a_logout_leaves_other_sessions_alone(lab: Lab, here: Server, there: Server) -> None:
    user = lab.account(Role.PATIENT)
    other = lab.api(server=here)
    token = other.login(user.email, PASSWORD)["accessToken"]
    stays = lab.open(there, auth={"token": token})
    stays.connected()
    goes = lab.connect(user, there)
    lab.api(user).post("/api/auth/logout", {})
    goes.wait_for("disconnect")
    assert stays.ask("ping")["ok"] is True
    assert other.get("/api/auth/me")["id"] == user.id
    assert stays.events("disconnect") == []


def test_a_refreshed_socket_ends_with_the_session_it_was_refreshed_by(lab: Lab) -> None:
    user = lab.account(Role.PATIENT)
    api = lab.api()
    api.login(user.email, PASSWORD)
    client = lab.connect(user)
    answer = client.ask("auth:refresh", {"token": api.token})
    assert answer["ok"] is True
    api.post("/api/auth/logout", {})
    client.wait_for("disconnect", timeout=2)


def test_replay_obeys_the_rights_of_now(lab: Lab) -> None:
    """A former administrator reconnects with the position reached as an administrator."""
    boss, former = lab.account(Role.ADMIN), lab.account(Role.ADMIN)
    client = lab.connect(former, reconnectionDelay=2500, randomizationFactor=0)
    reprice_by_rest(lab, boss, range(1, 3))
    client.wait_for("admin:event", lambda received: received.body["eventId"] == head(lab).seq)
    since = len(client)
    client.cut()
    client.wait_for("disconnect", since=since)
    before = head(lab).seq
    lab.api(boss).patch(f"/api/admin/users/{former.id}", {"role": "Paciente"})
    reprice_by_rest(lab, boss, range(1, 3))
    client.set_auth({"token": lab.api().login(former.email, PASSWORD)["accessToken"]})
    last = head(lab).seq
    client.wait_for("replay:complete", since=since)
    client.wait_for("catalog:update", lambda received: received.body["eventId"] > before + 2, since=since)
    assert client.connected(since=since)["role"] == "Paciente"
    assert client.events("connect", since=since)[0].body["recovered"] is True
    assert client.events("admin:event", since=since) == []
    assert [r.body["type"] for r in client.events("user:update", since=since)] == ["role"]
    assert changes_at(client, since=since) == [number for number in (before + 2, before + 3) if number <= last]


def test_replay_is_cut_when_the_rights_end_in_the_middle_of_it(lab: Lab, here: Server) -> None:
    # A replay from the database takes long enough for the middle of it to be reached.
    there = lab.start(REPLAY_MEMORY_MB="0")
    admin = lab.account(Role.ADMIN)
    start = head(lab)
    with settled(lab):
        for first in (1, 301):
            reprice_by_rest(lab, admin, range(first, first + 300))
    cut = 0
    for _ in range(8):
        user = lab.account(Role.PATIENT)
        api = lab.api(admin, here)
        auth = {"token": user.token, "lastEventId": start.seq, "epoch": start.epoch}
        client = lab.open(there, auth=auth, reconnection=False)
        api.post(f"/api/admin/users/{user.id}/deactivate")
        done = time.time()
        client.inbox.wait_until(lambda events: any(r.event in ("disconnect", "connect_error") for r in events))
        end = next(r for r in client.events() if r.event in ("disconnect", "connect_error"))
        assert end.at - done <= 1.0
        assert client.events()[-1] == end
        cut += len(changes_at(client)) < 600
    with settled(lab):
        reprice_by_rest(lab, admin, range(1, 2))
    assert cut > 0, "every replay was over before the account was deactivated"
