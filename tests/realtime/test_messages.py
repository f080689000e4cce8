"""Messages from clients: the effect and the response of each, and refusals that change nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.connected_people import EVERYBODY, ConnectedPeople
from tests.support.lab import Lab
from tests.support.node import NodeClient

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


@pytest.fixture
def lab(shared_lab: Lab) -> Lab:
    """The module's laboratory; the connected people stay connected."""
    return shared_lab


@pytest.fixture
def client(lab: Lab, patient: Account) -> Iterator[NodeClient]:
    client = lab.connect(patient)
    yield client
    client.disconnect()


def refusals(client: NodeClient, since: int) -> list[tuple[str, str]]:
    """Return code and event of the received exceptions, and check their fields."""
    found = []
    for received in client.events("exception", since=since):
        assert set(received.body) - {"retryAfterMs"} == {"status", "code", "message", "event"}
        assert received.body["status"] == "error"
        assert received.body["message"]
        found.append((received.body["code"], received.body["event"]))
    return found


@pytest.mark.parametrize("args", [(), ({"any": "thing"},), (None,), ("x", 1, [2])])
def test_ping_is_answered_to_who_sent_it(client: NodeClient, patient: Account, args: tuple[Any, ...]) -> None:
    client.emit("ping", *args)
    body = client.wait_for("pong").body
    assert set(body) == {"timestamp", "userId"}
    assert body["userId"] == patient.id
    assert TIME.match(body["timestamp"])
    since = len(client)
    assert client.ask("ping", *args)["ok"] is True
    assert len(client.events("pong", since=since)) == 1


def test_ping_by_polling_and_by_python(lab: Lab, patient: Account) -> None:
    polling = lab.connect(patient, transports=["polling"])
    python = lab.connect_python(patient)
    assert polling.ask("ping")["ok"] is True
    assert python.ask("ping")["ok"] is True
    assert polling.wait_for("pong").body["userId"] == python.wait_for("pong").body["userId"] == patient.id
    polling.disconnect()


def test_a_subscription_is_answered_and_never_doubles_an_event(people: ConnectedPeople, client: NodeClient) -> None:
    exam = people.create("exams")["id"]
    for body in ({"entity": "exam"}, {"entity": "exam", "entityId": exam}):
        for _ in range(2):
            answer = client.ask("subscribe", body)
            assert answer == {"ok": True} | body
    assert [received.body for received in client.events("subscribed")] == [
        {"entity": "exam"},
        {"entity": "exam"},
        {"entity": "exam", "entityId": exam},
        {"entity": "exam", "entityId": exam},
    ]
    since = len(client)
    people.admin.patch(f"/api/admin/exams/{exam}/price", {"price": "21.00"})
    people.admin.patch(f"/api/admin/exams/{exam}/price", {"price": "22.00"})
    first = client.wait_for("catalog:update", since=since).body["eventId"]
    client.wait_for("catalog:update", lambda received: received.body["eventId"] > first, since=since)
    assert len(client.events("catalog:update", since=since)) == 2
    for body in ({"entity": "exam"}, {"entity": "exam", "entityId": exam}):
        assert client.ask("unsubscribe", body) == {"ok": True} | body
        assert client.events("unsubscribed")[-1].body == body
    people.admin.patch(f"/api/admin/exams/{exam}/price", {"price": "23.00"})
    # The role's room delivers these events anyway, so unsubscribing changes nothing.
    client.wait_for("catalog:update", lambda received: received.body["eventId"] > first + 1, since=since)


def test_who_may_subscribe_to_what(people: ConnectedPeople) -> None:
    result = people.order(stage="ready")
    pending = people.order()
    own: dict[str, Any] = {"entity": "result", "entityId": result["id"]}
    appointment = {"entity": "appointment", "entityId": result["appointmentId"]}
    account = {"entity": "user", "entityId": people.accounts["patient"].id}
    for entry, allowed in (
        (own, ("patient", "doctor", "admin")),
        (appointment, ("patient", "doctor", "admin")),
        ({"entity": "result", "entityId": pending["id"]}, ("doctor", "admin")),
        (account, ("patient", "admin")),
        ({"entity": "user", "entityId": people.accounts["admin"].id}, ("admin",)),
        ({"entity": "user"}, ("admin",)),
        ({"entity": "appointment"}, ("admin",)),
        ({"entity": "result"}, ("admin",)),
        ({"entity": "location", "entityId": 1}, EVERYBODY),
        ({"entity": "category"}, EVERYBODY),
        ({"entity": "package"}, EVERYBODY),
        ({"entity": "result", "entityId": 10**9}, ("admin",)),
    ):
        for who, client in people.clients.items():
            answer = client.ask("subscribe", entry)
            if who in allowed and answer["ok"]:
                client.ask("unsubscribe", entry)
                continue
            assert answer["ok"] is False, (who, entry)
            assert answer["error"]["code"] in ("forbidden", "not_found"), (who, entry)
            assert who not in allowed or entry.get("entityId") == 10**9, (who, entry, answer)


MALFORMED: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "no payload": ("subscribe", (), "invalid_payload"),
    "null": ("subscribe", (None,), "invalid_payload"),
    "a list": ("subscribe", ([],), "invalid_payload"),
    "two payloads": ("subscribe", ({"entity": "exam"}, {"entity": "exam"}), "invalid_payload"),
    "a room as entity": ("subscribe", ({"entity": "role:Administrador"},), "invalid_payload"),
    "a role as entity": ("subscribe", ({"entity": "role", "entityId": 1},), "invalid_payload"),
    "id as text": ("subscribe", ({"entity": "exam", "entityId": "1"},), "invalid_payload"),
    "id as fraction": ("subscribe", ({"entity": "exam", "entityId": 1.5},), "invalid_payload"),
    "id as flag": ("subscribe", ({"entity": "exam", "entityId": True},), "invalid_payload"),
    "id below one": ("subscribe", ({"entity": "exam", "entityId": 0},), "invalid_payload"),
    "id too large": ("subscribe", ({"entity": "exam", "entityId": 10**20},), "invalid_payload"),
    "unknown field": ("subscribe", ({"entity": "exam", "room": "user:1"},), "invalid_payload"),
    "unsubscribe nonsense": ("unsubscribe", ({"entity": 7},), "invalid_payload"),
    "refresh without a token": ("auth:refresh", ({},), "invalid_payload"),
    "refresh with nonsense": ("auth:refresh", ({"token": "abc"},), "forbidden"),
    "an event of the server": ("admin:event", ({"eventType": "x"},), "unknown_event"),
    "an unknown message": ("delete:everything", ({},), "unknown_event"),
    "a dunder": ("__class__", (), "unknown_event"),
}


@pytest.mark.parametrize(("event", "args", "code"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_refused_message_is_an_exception_and_an_acknowledgement(
    client: NodeClient, event: str, args: tuple[Any, ...], code: str
) -> None:
    since = len(client)
    answer = client.ask(event, *args)
    assert answer["ok"] is False
    assert set(answer["error"]) == {"code", "message"}
    assert answer["error"]["code"] == code
    client.emit(event, *args)
    client.ask("ping")
    assert refusals(client, since) == [(code, event)] * 2
    assert client.events("disconnect") == []


def test_auth_refresh_extends_the_session_of_the_same_user_only(lab: Lab, client: NodeClient, patient: Account) -> None:
    newer = lab.token_of(patient, seconds=1800)
    answer = client.ask("auth:refresh", {"token": newer})
    assert answer["ok"] is True
    assert answer["expiresAt"] > client.connected()["expiresAt"]
    for token in (lab.account(Role.PATIENT).token, lab.account(Role.ADMIN).token, patient.refresh_token):
        since = len(client)
        assert client.ask("auth:refresh", {"token": token})["error"]["code"] == "forbidden"
        assert refusals(client, since) == [("forbidden", "auth:refresh")]
    assert client.ask("ping")["ok"] is True


def test_who_sends_too_much_is_refused_and_who_goes_on_is_closed(lab: Lab, patient: Account) -> None:
    greedy, calm = lab.connect(patient), lab.connect(lab.account(Role.PATIENT))
    for _ in range(70):
        greedy.emit("ping")
    refusal = greedy.wait_for("exception")
    assert refusal.body["code"] == "rate_limited"
    assert refusal.body["event"] == "ping"
    assert 0 < refusal.body["retryAfterMs"] <= 10_000
    assert 50 <= len(greedy.events("pong")) <= 65
    for _ in range(400):
        greedy.emit("ping")
    greedy.wait_for("disconnect")
    assert calm.ask("ping")["ok"] is True
    calm.disconnect()


def test_the_limit_is_a_users_over_all_the_sockets(lab: Lab, patient: Account) -> None:
    clients = [lab.connect(patient) for _ in range(4)]
    for _ in range(20):
        for client in clients:
            client.emit("ping")
    answers = [client.ask("ping") for client in clients]
    assert [answer["ok"] for answer in answers].count(False) >= 3
    assert sum(len(client.events("pong")) for client in clients) <= 65
    for client in clients:
        client.disconnect()
