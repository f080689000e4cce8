"""Protocol violations close the offending socket at once, and affect no other client."""

import contextlib
import json
import random
import string
import threading
from collections.abc import Iterator
from socket import SHUT_RDWR

import pytest
import websocket
from sqlalchemy import create_engine, text

from labapp.contract.socket import Disconnect
from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.bytes_client import BytesClient
from tests.support.frames import client_frame
from tests.support.lab import Lab, MakeLab
from tests.support.raw import RawSocket


@pytest.fixture(scope="module", params=["sqlite"])
def shared_lab(request: pytest.FixtureRequest, make_shared_lab: MakeLab) -> Lab:
    lab: Lab = make_shared_lab(request.param, MESSAGES_PER_SECOND="100")
    return lab


@pytest.fixture
def raw(lab: Lab) -> Iterator[RawSocket]:
    with RawSocket(lab.server.port) as socket:
        yield socket


def joined(lab: Lab, account: Account) -> RawSocket:
    socket = RawSocket(lab.server.port)
    assert socket.join(account.token).startswith('40/events,{"sid"')
    assert socket.read().startswith('42/events,["connected"')
    return socket


def total(lab: Lab, admin: Account) -> int:
    return int(lab.api(admin).get("/api/admin/websocket/stats")["total"])


def announce(lab: Lab, admin: Account, message: str) -> None:
    lab.api(admin).post("/api/admin/messages", {"type": "info", "message": message})


MALFORMED = {
    "no type": "4",
    "unknown type": "49",
    "truncated array": '42/events,["ping"',
    "nested past any stack": "42/events," + "[" * 50_000,
    "an object": '42/events,{"ping":1}',
    "no name": "42/events,[]",
    "a number for a name": "42/events,[1]",
    "null for a name": "42/events,[null]",
    "another namespace": '42/other,["ping"]',
    "the default namespace": '42["ping"]',
    "the server's own packet": '44/events,{"message":"x"}',
    "a second CONNECT": '40/events,{"token":"x"}',
    "a reserved handler": '42/events,["disconnect","x"]',
    "a forged connect": '42/events,["connect",{},{"token":"x"}]',
    "a binary event": '451-/events,["ping",{"_placeholder":true,"num":0}]',
    "a binary event of billions": '459999999999-/events,["ping"]',
    "a binary ack": "461-/events,1[]",
    "more than 64 KiB": "42/events," + json.dumps(["ping", "x" * 66_000]),
}


@pytest.mark.parametrize("packet", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_violation_closes_the_socket_and_nothing_else(
    lab: Lab, patient: Account, admin: Account, packet: str
) -> None:
    bystander = lab.connect(patient)
    with joined(lab, patient) as socket:
        socket.send(packet)
        socket.until_closed()
        assert total(lab, admin) == 1
    announce(lab, admin, "sigue")
    assert bystander.inbox.wait_for("system:message").body["message"] == "sigue"


@pytest.mark.parametrize("packet", ["40/events,[1]", '40/events,"x"', "40/events,true"])
def test_an_auth_that_is_no_object_is_refused_once(raw: RawSocket, packet: str) -> None:
    raw.send(packet)
    assert json.loads(raw.read().removeprefix("44/events,"))["data"]["code"] == "token_invalid"


@pytest.mark.parametrize("token", [5, True, ["x"], {"a": 1}, "x" * 5000, "a.b.c", "\x00"])
def test_a_token_of_any_other_kind_is_invalid(raw: RawSocket, token: object) -> None:
    assert '"code":"token_invalid"' in raw.join(token)


def test_neither_query_nor_cookie_carries_a_token(lab: Lab, patient: Account) -> None:
    url = f"ws://localhost:{lab.server.port}/socket.io/?EIO=4&transport=websocket&token={patient.token}"
    ws = websocket.create_connection(url, cookie=f"access_token_cookie={patient.token}", timeout=10)
    ws.recv()
    ws.send("40/events,")
    assert '"code":"token_missing"' in ws.recv()
    ws.close()


def test_a_header_carries_one(lab: Lab, patient: Account) -> None:
    url = f"ws://localhost:{lab.server.port}/socket.io/?EIO=4&transport=websocket"
    ws = websocket.create_connection(url, header=[f"Authorization: Bearer {patient.token}"], timeout=10)
    ws.recv()
    ws.send("40/events,")
    assert ws.recv().startswith('40/events,{"sid"')
    ws.close()
    ws.shutdown()


def test_a_refused_socket_is_in_no_room_and_may_say_nothing(
    lab: Lab, patient: Account, admin: Account, raw: RawSocket
) -> None:
    assert '"code":"token_invalid"' in raw.join("wrong")
    watcher = lab.connect(patient)
    announce(lab, admin, "no para todos")
    watcher.inbox.wait_for("system:message")
    raw.emit("subscribe", {"entity": "exam"})
    assert raw.until_closed() == []


def test_a_failure_while_verifying_refuses(make_lab: MakeLab) -> None:
    lab: Lab = make_lab("sqlite")
    server = lab.start()
    account = lab.account(Role.PATIENT)
    engine = create_engine(lab.environment["DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE auth_session RENAME TO elsewhere"))
    with BytesClient(server.port) as client:
        client.sock.sendall(client_frame(1, f'40/events,{{"token":"{account.token}"}}'.encode()))
        assert client.close_code() == Disconnect.TRY_AGAIN_LATER.code
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO auth_session"))
    engine.dispose()
    with RawSocket(server.port) as socket:
        assert socket.join(account.token).startswith('40/events,{"sid"')


def test_connect_is_answered_before_any_event(lab: Lab, patient: Account, raw: RawSocket) -> None:
    answer = json.loads(raw.join(patient.token).removeprefix("40/events,"))
    assert set(answer) == {"sid", "pid"}
    greeting = json.loads(raw.read().removeprefix("42/events,"))
    assert greeting[0] == "connected"
    assert greeting[2] == str(greeting[1]["lastEventId"])


@pytest.mark.parametrize(
    "payload",
    [
        {"entity": "role:Administrador"},
        {"entity": "role", "entityId": 1},
        {"entity": "user:5"},
        {"entity": "everybody"},
        {"entity": "exam", "entityId": "1"},
        {"entity": "exam", "entityId": True},
        {"entity": "exam", "entityId": -1},
        {"entity": "exam", "entityId": 2**40},
        {"entity": "exam", "entityId": [1]},
        {"entity": ["exam"]},
        {"entity": "exam", "room": "role:Administrador"},
        {},
        [],
        "exam",
        None,
    ],
)
def test_a_subscription_names_an_entity_and_no_room(lab: Lab, patient: Account, payload: object) -> None:
    with joined(lab, patient) as socket:
        socket.emit("subscribe", payload, ack=1)
        refused, acknowledged = socket.read(), socket.read()
        assert '"code":"invalid_payload"' in refused
        assert acknowledged.startswith("43/events,1[")


def test_acks_that_nobody_asked_for_are_ignored(lab: Lab, patient: Account, admin: Account) -> None:
    with joined(lab, patient) as socket:
        for number in (0, 1, 2**60):
            socket.send(f"43/events,{number}[]")
        announce(lab, admin, "tras el acuse")
        assert "tras el acuse" in socket.until("system:message")[-1]


def test_messages_are_answered_in_their_order(lab: Lab, patient: Account) -> None:
    with joined(lab, patient) as socket:
        for number in range(60):
            socket.emit("ping" if number % 2 else "subscribe", {"entity": "exam"}, ack=number)
        acks = [packet for packet in (socket.read() for _ in range(120)) if packet.startswith("43")]
        assert [int(ack.removeprefix("43/events,").split("[")[0]) for ack in acks] == list(range(60))


def test_a_flood_is_refused_then_closed_and_delays_nobody(lab: Lab, patient: Account) -> None:
    other = lab.connect(lab.account(Role.PATIENT))
    with joined(lab, patient) as flooder:

        def flood() -> None:
            try:
                for _ in range(5000):
                    flooder.send('42/events,["ping"]')
            except (OSError, websocket.WebSocketException):
                pass

        sender = threading.Thread(target=flood)
        sender.start()
        for _ in range(5):
            assert other.ask("ping")["ok"]
        seen = flooder.until_closed()
        sender.join()
    refusals = [packet for packet in seen if "rate_limited" in packet]
    assert refusals
    assert all("retryAfterMs" in packet for packet in refusals if packet.startswith("42"))


def test_a_socket_that_never_joins_is_closed(lab: Lab) -> None:
    with RawSocket(lab.server.port, timeout=15) as idle, RawSocket(lab.server.port, timeout=15) as refused:
        refused.join("wrong")
        assert idle.until_closed() == []
        assert refused.until_closed() == []


def test_polling_and_websocket_get_the_same_event(lab: Lab, patient: Account, admin: Account) -> None:
    clients = [lab.connect(patient, transports=[name]) for name in ("polling", "websocket")]
    announce(lab, admin, "ñandú")
    bodies = [client.inbox.wait_for("system:message").args for client in clients]
    assert bodies[0] == bodies[1]


def test_logs_hold_no_token_no_query_and_no_forged_line(lab: Lab, patient: Account, admin: Account) -> None:
    lab.api().session.get(f"{lab.server.url}/socket.io/?EIO=4&transport=polling&sid=a%0AFAKE-LOG-LINE")
    with joined(lab, patient) as socket:
        socket.emit("ping", "secreto del paciente")
        socket.until("pong")
    announce(lab, admin, "texto que no va al registro")
    log = lab.server.log
    for secret in (patient.token, "FAKE-LOG-LINE", "secreto del paciente", "texto que no va", "transport=polling"):
        assert secret not in log


NAMES = ("ping", "subscribe", "unsubscribe", "auth:refresh", "result:download", "connect", "disconnect", "", "x" * 99)


def garbage(rng: random.Random, depth: int = 0) -> object:
    kind = rng.randrange(9 if depth < 3 else 6)
    if kind == 0:
        return rng.choice([None, True, False, "exam", "user", "appointment", "result"])
    if kind == 1:
        return rng.choice([0, -1, 1, 2**31, 2**63, 1e308, -0.0])
    if kind <= 3:
        return "".join(rng.choices(string.printable + "ñ\u0000\ud7ff\uffff", k=rng.randrange(30)))
    if kind <= 5:
        return rng.randrange(10)
    if kind == 6:
        return [garbage(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = ("entity", "entityId", "token", "resultId", "x")
    return {rng.choice(keys): garbage(rng, depth + 1) for _ in range(rng.randrange(4))}


def fuzzed(rng: random.Random) -> str:
    event = json.dumps([rng.choice(NAMES), *(garbage(rng) for _ in range(rng.randrange(3)))])
    packet = f"42/events,{rng.choice(['', '0', '7', '99999999999999999999'])}{event}"
    if rng.random() < 0.15:
        position = rng.randrange(1, len(packet))
        packet = packet[:position] + rng.choice(string.printable) + packet[position + rng.randrange(3) :]
    return packet


def test_twenty_thousand_fuzzed_messages_hurt_nobody(make_lab: MakeLab) -> None:
    lab: Lab = make_lab("sqlite", MESSAGES_PER_SECOND="1000000", SOCKETS_PER_USER="100")
    server = lab.start()
    admin, patient, fuzzer = lab.account(Role.ADMIN), lab.account(Role.PATIENT), lab.account(Role.PATIENT)
    bystander = lab.connect(patient)
    rng = random.Random(20_000)
    sent, announced, before = 0, 0, 0
    while sent < 20_000:
        with joined(lab, fuzzer) as socket:
            reader = threading.Thread(target=socket.until_closed)
            reader.start()
            try:
                for _ in range(400):
                    socket.send(fuzzed(rng))
                    sent += 1
            except (OSError, websocket.WebSocketException):
                pass
            with contextlib.suppress(OSError):
                socket.ws.sock.shutdown(SHUT_RDWR)
            reader.join()
        if sent // 2_000 > announced:
            announced += 1
            announce(lab, admin, f"aviso {announced}")
            before = before or server.rss()
    messages = [
        bystander.inbox.wait_for("system:message", lambda e, n=n: e.body["message"] == f"aviso {n}")
        for n in range(1, announced + 1)
    ]
    assert len(messages) == announced >= 9
    assert bystander.ask("ping")["ok"]
    assert total(lab, admin) == 1
    assert server.rss() - before < 30 * 2**20
