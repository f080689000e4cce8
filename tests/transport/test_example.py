"""The transport under an application of its own, the chat example, on both engines and with real clients."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.support.frames import client_frame
from tests.support.node import NodeDriver
from tests.support.server import Server
from tests.transport.chat import (
    EXAMPLE,
    announce,
    chatting,
    clients,
    raw_client,
    received,
    receives_nothing,
    serving,
)

LARGE = "x" * 50_000


@pytest.fixture(scope="module", params=["fast", "stock"])
def shared_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("chat") / "log", EXAMPLE, ENGINE=request.param) as server:
        yield server


@pytest.fixture
def server(shared_server: Server) -> Server:
    """The server of the module, without clients."""
    # A polling client that ends without a goodbye is noticed by the heartbeat, within 45 seconds.
    wait_for_clients(shared_server, 0, timeout=60)
    return shared_server


def wait_for_clients(server: Server, count: int, *, timeout: float = 10) -> None:
    deadline = time.monotonic() + timeout
    while (now := clients(server)) != count:
        assert time.monotonic() < deadline, f"{now} clients instead of {count}"
        time.sleep(0.02)


def test_a_room_reaches_its_members_on_both_transports(server: Server) -> None:
    with (
        chatting(server, "websocket", "red") as speaker,
        chatting(server, "polling", "red") as poller,
        chatting(server, "websocket", "blue") as other,
    ):
        speaker.emit("say", ("red", "ñandú"))
        expected = ["said", {"room": "red", "text": "ñandú"}]
        assert received(speaker, 1) == received(poller, 1) == [expected]
        assert receives_nothing(other)


def test_a_client_that_left_a_room_receives_nothing_from_it(server: Server) -> None:
    with chatting(server, room="red") as speaker, chatting(server, room="red") as other:
        assert other.call("leave", "red", timeout=10) == {"left": "red"}
        speaker.emit("say", ("red", "hello"))
        received(speaker, 1)
        assert receives_nothing(other)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_an_acknowledgement_returns_what_the_handler_returned(server: Server, transport: str) -> None:
    with chatting(server, transport) as client:
        assert client.call("say", ("nowhere", "four"), timeout=10) == {"length": 4}


def test_a_broadcast_reaches_everybody_once_and_in_order(server: Server) -> None:
    # python-socketio's client refuses more than 16 packets in one answer to a poll.
    texts = [f"text {number}" for number in range(12)]
    with (
        chatting(server, "websocket", "red") as first,
        chatting(server, "websocket") as second,
        chatting(server, "polling") as third,
    ):
        announce(server, *texts)
        for client in (first, second, third):
            assert received(client, 12) == [["announced", text] for text in texts]
            assert receives_nothing(client)


def test_events_of_one_client_are_handled_in_order(server: Server) -> None:
    with chatting(server, room="red") as client:
        for number in range(200):
            client.emit("say", ("red", str(number)))
        assert [event[1]["text"] for event in received(client, 200)] == [str(number) for number in range(200)]


def test_a_slow_consumer_is_closed_at_its_bound_and_costs_the_others_nothing(server: Server) -> None:
    with chatting(server, room="red") as reader, raw_client(server, "red") as slow:
        slow.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sent = 0
        while clients(server) == 2:
            # The bound of 1 MiB, and what the kernel's buffers take.
            assert sent * len(LARGE) < 12 << 20
            reader.call("say", ("red", LARGE), timeout=10)
            sent += 1
        assert len(received(reader, sent)) == sent
        assert sent * len(LARGE) > 1 << 20


@pytest.mark.parametrize(
    "frame", [client_frame(1, b"x"), client_frame(1, b"y", masked=False)], ids=["malformed packet", "unmasked frame"]
)
def test_a_client_that_breaks_the_protocol_is_gone_at_once(server: Server, frame: bytes) -> None:
    with raw_client(server, "red") as client:
        wait_for_clients(server, 1)
        client.sock.sendall(frame)
        assert client.close_code() in (1002, 1008)
        # The heartbeat would notice only after 45 seconds.
        wait_for_clients(server, 0, timeout=5)


def test_a_lost_connection_leaves_nothing_behind(server: Server) -> None:
    with chatting(server, room="red") as client:
        with raw_client(server, "red"):
            wait_for_clients(server, 2)
        wait_for_clients(server, 1, timeout=5)
        client.emit("say", ("red", "still here"))
        assert received(client, 1)[0][1]["text"] == "still here"


def test_the_reference_client_starts_with_polling_and_moves_to_websocket(
    server: Server, node: Callable[[], NodeDriver]
) -> None:
    client = node().open(server.url, namespace="/", transports=["polling", "websocket"])
    try:
        client.wait_for("upgrade")
        assert client.ask("join", "red") == {"joined": "red"}
        client.emit("say", "red", "hello")
        assert client.wait_for("said").body == {"room": "red", "text": "hello"}
    finally:
        client.close()


@pytest.mark.parametrize("engine", ["fast", "stock"])
def test_a_stop_closes_every_client(engine: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with (
        serving(tmp_path_factory.mktemp("chat") / "log", EXAMPLE, ENGINE=engine) as server,
        raw_client(server) as client,
    ):
        server.process.terminate()
        assert client.close_code() == 1012
        assert server.process.wait(10) == 0
