"""The transport under abuse, on a real server: each violation ends its own connection with its code, in time."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from labapp.clock import iso, now
from labapp.contract.events import SystemMessage
from labapp.contract.facts import FactName
from labapp.events.log import Fact
from labapp.identity import Role
from labapp.unit_of_work import unit_of_work
from tests.conftest import MakeLab
from tests.support.accounts import Account
from tests.support.bytes_client import SOCKET_PATH, UPGRADE, BytesClient
from tests.support.frames import VIOLATIONS, client_frame, compressed
from tests.support.lab import Lab
from tests.support.processes import REPOSITORY
from tests.support.raw import RawSocket


@pytest.fixture(scope="module", params=["sqlite"])
def shared_lab(request: pytest.FixtureRequest, make_shared_lab: MakeLab) -> Lab:
    lab: Lab = make_shared_lab(request.param, MESSAGES_PER_SECOND="1000")
    return lab


@pytest.fixture
def patient(lab: Lab) -> Account:
    return lab.account(Role.PATIENT)


@pytest.fixture
def admin(lab: Lab) -> Account:
    return lab.account(Role.ADMIN)


LARGE = "x" * 60_000

# Prints how many checkpoints pass before data that arrived in between is read.
_CHECKPOINTS = """
import os, gevent
from labapp.eventloop import checkpoint

read, write = os.pipe()
passed = 0
arrived = gevent.get_hub().loop.io(read, 1)

def on_arrived():
    os.read(read, 1)
    arrived.stop()
    print(passed)

arrived.start(on_arrived)
gevent.sleep(0.01)
for passed in range(100):
    if passed == 3:
        os.write(write, b"x")
    checkpoint()
"""


def announce(lab: Lab, texts: list[str]) -> None:
    """Commit one notice to everybody for each text, as another process of the laboratory would."""
    payloads = [SystemMessage(type="info", message=text, timestamp=iso(now())) for text in texts]
    with lab.app.app_context(), unit_of_work() as work:
        work.record(*(Fact(FactName.MESSAGE_SENT, 1, payload=p, report=False) for p in payloads))


def round_trip(client: BytesClient) -> float:
    """Return how many seconds a WebSocket PING takes to be answered."""
    began = time.monotonic()
    client.sock.sendall(client_frame(9, b"?"))
    while client.frame()[0] != 0x8A:
        pass
    return time.monotonic() - began


class Joined(BytesClient):
    """A client by hand that is connected; ``greeting`` is what its ``connected`` said."""

    greeting: dict[str, Any]


def joined(lab: Lab, account: Account, *, extensions: str = "", **auth: Any) -> Joined:
    client = Joined(lab.server.port, extensions=extensions)
    assert client.head.startswith("HTTP/1.1 101"), client.head
    client.sock.sendall(client_frame(1, f"40/events,{json.dumps({'token': account.token} | auth)}".encode()))
    for _ in range(3):
        _, payload = client.frame()
    client.greeting = json.loads(payload.removeprefix(b"42/events,"))[1]
    return client


@pytest.mark.parametrize(("data", "code"), VIOLATIONS.values(), ids=VIOLATIONS.keys())
def test_a_violation_ends_the_connection_with_its_code(lab: Lab, patient: Account, data: bytes, code: int) -> None:
    with joined(lab, patient) as client:
        client.sock.sendall(data)
        assert client.close_code() == code


def test_a_close_is_answered_with_its_code(lab: Lab, patient: Account) -> None:
    with joined(lab, patient) as client:
        client.sock.sendall(client_frame(8, b"\x03\xe8bye"))
        assert client.close_code() == 1000


@pytest.mark.parametrize("packet", ["", "x", "7", "9", "\x00", "ñ", "5", "2probe", "6"])
def test_a_malformed_engine_packet_ends_the_connection_at_once(
    lab: Lab, patient: Account, admin: Account, packet: str
) -> None:
    with joined(lab, patient) as client:
        began = time.monotonic()
        client.sock.sendall(client_frame(1, packet.encode()))
        if packet in ("5", "2probe", "6") and os.environ.get("LAB_TEST_ENGINE") == "stock":
            # The library's socket passes over these, and goes on.
            client.sock.sendall(client_frame(1, b'42/events,["ping"]'))
            while b'"pong"' not in client.frame()[1]:
                pass
            return
        assert client.close_code() is not None
        assert time.monotonic() - began < 5
    assert lab.api(admin).get("/api/admin/websocket/stats")["total"] == 0


def test_only_the_socket_path_upgrades(lab: Lab) -> None:
    for path in ("/", "/health", "/api/catalog", "/socket.io"):
        with BytesClient(lab.server.port, path=path) as client:
            assert not client.head.startswith("HTTP/1.1 101")


@pytest.mark.parametrize("key", ["", "short", "!!!!", "MDEyMzQ1Njc4OWFiY2RlZg=", "ñ"])
def test_a_malformed_websocket_request_is_refused_in_http(lab: Lab, key: str) -> None:
    with socket.create_connection(("localhost", lab.server.port), timeout=10) as raw:
        raw.sendall(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode("latin-1")
        )
        assert raw.recv(65_536).startswith(b"HTTP/1.1 4")


def test_a_declared_giant_costs_no_memory(lab: Lab, patient: Account) -> None:
    before = lab.server.rss()
    for _ in range(20):
        with joined(lab, patient) as client:
            client.sock.sendall(client_frame(1, b"x" * 60_000, fin=False))
            client.sock.sendall(b"\x00\xff" + (8 << 30).to_bytes(8, "big"))
            assert client.close_code() == 1009
    assert lab.server.rss() - before < 8 << 20


@contextlib.contextmanager
def pinging(client: BytesClient) -> Iterator[None]:
    """Send a WebSocket PING every five milliseconds meanwhile."""
    done = threading.Event()

    def ping() -> None:
        with contextlib.suppress(OSError):
            while not done.wait(0.005):
                client.sock.sendall(client_frame(9, b"are you there"))

    pinger = threading.Thread(target=ping)
    pinger.start()
    try:
        yield
    finally:
        done.set()
        pinger.join()


def read_large(client: BytesClient, count: int, *, pause: float = 0) -> tuple[list[int], int]:
    """Read frames up to the last of ``count`` large notices; return their numbers, and how many PONGs were between."""
    pongs, seen = 0, []
    while len(seen) < count:
        first, payload = client.frame()
        if first == 0x8A:
            assert payload == b"are you there"
            pongs += 1
            continue
        assert first == 0x81
        if payload.startswith(b'42/events,["system:message"'):
            number, _, text = json.loads(payload.removeprefix(b"42/events,"))[1]["message"].partition(" ")
            assert text == LARGE
            seen.append(int(number))
            time.sleep(pause)
    return seen, pongs


def test_pings_between_large_events_leave_every_frame_whole(lab: Lab, patient: Account, admin: Account) -> None:
    """A PONG that goes out in the middle of a frame would make the next header nonsense."""
    api, seen, pongs = lab.api(admin), [], 0
    with joined(lab, patient) as client, pinging(client):
        for start in range(0, 1000, 10):
            announce(lab, [f"{number} {LARGE}" for number in range(start, start + 10)])
            # The other process's commit would be found at the next poll; one of the server's own wakes its tail.
            api.post("/api/admin/messages", {"type": "info", "message": "now", "targetRole": "Medico"})
            some, between = read_large(client, 10)
            seen += some
            pongs += between
    assert seen == list(range(1000))
    assert pongs > 10


def test_pings_into_a_replay_that_the_client_slows_down_leave_every_frame_whole(lab: Lab, patient: Account) -> None:
    """Here frames wait half sent: the server is ready with the next long before the client has read the last."""
    with joined(lab, patient) as client:
        greeting = client.greeting
    for start in range(0, 1000, 100):
        announce(lab, [f"{number} {LARGE}" for number in range(start, start + 100)])
    # Who joined before the server has read all of it would get the rest live, at once, and be too slow for that.
    api = lab.api()
    while api.get("/health/ready")["eventLag"]:
        pass
    since = {"lastEventId": greeting["lastEventId"], "epoch": greeting["epoch"]}
    with joined(lab, patient, **since) as client, pinging(client):
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 18)
        seen, pongs = read_large(client, 1000, pause=0.003)
    assert seen == list(range(1000))
    assert pongs > 10


def test_messages_of_64_kib_do_not_hold_others_up(lab: Lab, patient: Account) -> None:
    """Undone and checked byte by byte in Python, the mask and the text of one of them take tens of milliseconds."""
    head, tail = b'42/events,["ping","', b'"]'
    message = client_frame(1, head + b"x" * (65_536 - len(head) - len(tail)) + tail)
    done, sent = threading.Event(), []

    def stream() -> None:
        while not done.is_set():
            sent.append(busy.sock.sendall(message))

    with joined(lab, patient) as busy, joined(lab, patient) as other:
        streamer = threading.Thread(target=stream)
        streamer.start()
        assert b'["pong"' in busy.frame()[1]
        before = len(sent)
        took = [round_trip(other) for _ in range(300)]
        meanwhile = len(sent) - before
        done.set()
        streamer.join()
        for _ in sent[1:]:
            assert b'["pong"' in busy.frame()[1]
    assert meanwhile > 10
    # Of the mean, because most of them come between two messages.
    assert sum(took) / len(took) < 0.005


def test_what_inflates_to_very_much_does_not_hold_others_up(lab: Lab, patient: Account) -> None:
    """Sixty kilobytes on the wire are some forty megabytes of messages."""
    packet = b'42/events,["ping","' + b"0" * 65_000 + b'"]'
    bombs = client_frame(1, compressed(packet), rsv=0x40) * 600
    assert len(bombs) < 80_000
    with joined(lab, patient, extensions="permessage-deflate") as busy, joined(lab, patient) as other:
        round_trip(other)
        before = lab.server.rss()
        busy.sock.sendall(bombs)
        took = sorted(round_trip(other) for _ in range(100))
        for _ in range(600):
            assert b'["pong"' in busy.frame()[1]
        assert lab.server.rss() - before < 16 << 20
    assert took[len(took) // 2] < 0.02


def test_a_storm_of_handshakes_does_not_hold_others_up(lab: Lab, patient: Account) -> None:
    """The measure is the storm itself: a round trip takes a small part of the time that all handshakes take."""
    request = UPGRADE.format(path=SOCKET_PATH, more="").encode()
    with joined(lab, patient) as other, contextlib.ExitStack() as opened:
        round_trip(other)
        lab.server.freeze()
        storm = select.epoll()
        for _ in range(400):
            sock = opened.enter_context(socket.create_connection(("localhost", lab.server.port)))
            sock.sendall(request)
            storm.register(sock, select.EPOLLIN | select.EPOLLONESHOT)
        lab.server.thaw()
        began, took, answered = time.monotonic(), [], 0
        while answered < 400:
            took.append(round_trip(other))
            answered += len(storm.poll(0))
        whole = time.monotonic() - began
    assert sorted(took)[len(took) // 2] < whole / 20


def test_a_checkpoint_lets_the_loop_serve_its_sockets() -> None:
    command = [sys.executable, "-c", _CHECKPOINTS]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("3", "4", "5")


def test_a_ping_flood_is_closed(lab: Lab, patient: Account) -> None:
    with joined(lab, patient) as client:
        with contextlib.suppress(OSError):
            client.sock.sendall(client_frame(9, b"x") * 2000)
        assert client.close_code() == 1008


def test_compression_is_negotiated_and_only_used_for_what_everybody_may_read(
    lab: Lab, patient: Account, admin: Account
) -> None:
    text = "aviso " * 300
    with joined(lab, patient, extensions="permessage-deflate") as squeezed, joined(lab, patient) as plain:
        assert "permessage-deflate; server_no_context_takeover; client_no_context_takeover" in squeezed.head
        assert "permessage-deflate" not in plain.head
        squeezed.sock.sendall(client_frame(1, compressed(b'42/events,["ping"]'), rsv=0x40))
        assert squeezed.frame()[0] == 0x81
        lab.api(admin).post("/api/admin/messages", {"type": "info", "message": text})
        first, payload = plain.frame()
        assert first == 0x81
        assert text.strip() in json.loads(payload.removeprefix(b"42/events,"))[1]["message"]
        first, shorter = squeezed.frame()
        if os.environ.get("LAB_TEST_ENGINE") != "stock":
            assert first == 0xC1
            assert len(shorter) < len(payload) / 5


def test_a_client_that_does_not_read_is_closed_and_comes_back(make_lab: MakeLab) -> None:
    lab = make_lab("sqlite", REPLAY_LIMIT="100000")
    server = lab.start()
    admin, slow, reader = lab.account(Role.ADMIN), lab.account(Role.PATIENT), lab.account(Role.PATIENT)
    watcher = lab.connect(reader)
    stuck = RawSocket(server.port)
    stuck.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stuck.join(slow.token)
    greeting = json.loads(stuck.read().removeprefix("42/events,"))
    api, before, sent = lab.api(admin), server.rss(), 0
    while api.get("/health/websocket")["total"] == 2:
        for _ in range(50):
            sent += 1
            api.post("/api/admin/messages", {"type": "info", "message": f"{sent} " + "ñ" * 1990})
        assert sent < 3000
    last = watcher.inbox.wait_for("system:message", lambda e: e.body["message"].startswith(f"{sent} "), timeout=30)
    assert last
    assert server.rss() - before < 24 << 20
    stuck.ws.shutdown()
    with RawSocket(server.port) as back:
        back.join(slow.token, lastEventId=greeting[1]["lastEventId"], epoch=greeting[1]["epoch"])
        replayed = [packet for packet in back.until("replay:complete") if "system:message" in packet]
        assert len(replayed) == sent
