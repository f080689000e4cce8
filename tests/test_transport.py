"""The transport under abuse, on a real server: each violation ends its own connection with its code, in time."""

import contextlib
import json
import os
import socket
import threading
import time

import pytest

from labapp.identity import Role
from tests.conftest import MakeLab
from tests.support.accounts import Account
from tests.support.bytes_client import BytesClient
from tests.support.lab import Lab
from tests.support.raw import RawSocket
from tests.test_frames import VIOLATIONS, client_frame, compressed


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


def joined(lab: Lab, account: Account, *, extensions: str = "") -> BytesClient:
    client = BytesClient(lab.server.port, extensions=extensions)
    assert client.head.startswith("HTTP/1.1 101"), client.head
    client.sock.sendall(client_frame(1, f'40/events,{{"token":"{account.token}"}}'.encode()))
    for _ in range(3):
        client.frame()
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


def test_pings_between_large_events_leave_every_frame_whole(lab: Lab, patient: Account, admin: Account) -> None:
    """A PONG that goes out in the middle of a frame would make the next header nonsense."""
    with joined(lab, patient) as client:
        done = threading.Event()

        def ping() -> None:
            with contextlib.suppress(OSError):
                while not done.wait(0.005):
                    client.sock.sendall(client_frame(9, b"are you there"))

        pinger = threading.Thread(target=ping)
        pinger.start()
        rows = [{"type": "info", "message": f"{n} " + "ñ" * 1990} for n in range(60)]
        api = lab.api(admin)
        sender = threading.Thread(target=lambda: [api.post("/api/admin/messages", row) for row in rows])
        sender.start()
        pongs, seen = 0, []
        while len(seen) < len(rows):
            first, payload = client.frame()
            if first == 0x8A:
                assert payload == b"are you there"
                pongs += 1
            elif payload.startswith(b'42/events,["system:message"'):
                seen.append(json.loads(payload.removeprefix(b"42/events,"))[1]["message"].split(" ")[0])
        done.set()
        sender.join()
        pinger.join()
    assert seen == [str(n) for n in range(60)]
    assert pongs


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
