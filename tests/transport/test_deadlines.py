"""Slow bodies and many connections of one address, on both servers."""

import contextlib
import http.client
import selectors
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import cast

import pytest
import requests

from labapp.transport.connections import ConnectionLimit, TooManyConnections
from tests.conftest import MakeLab
from tests.support.bytes_client import BytesClient
from tests.support.frames import client_frame
from tests.support.server import EMBEDDED, GUNICORN, Server
from tests.transport.chat import serving
from tests.transport.http_client import COMMANDS, answers, exchange, post

SLOW = 800
BODY_SECONDS = 3.0


@pytest.fixture(scope="module", params=COMMANDS.keys())
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return COMMANDS[request.param]


@pytest.fixture(scope="module")
def server(command: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("echo") / "log", command, BODY_SECONDS=str(BODY_SECONDS)) as server:
        yield server


@pytest.fixture(scope="module")
def limited(command: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("limited") / "log", command, CONNECTIONS="5", EXEMPT="127.0.0.2") as server:
        yield server


def files(server: Server) -> int:
    """Return how many files the server's process has open."""
    count: int = requests.get(f"{server.url}/health", timeout=10).json()["files"]
    return count


class Drips:
    """Connections that send a byte of a body now and then. ``ended`` has the seconds and the answer of each."""

    def __init__(self, port: int, requests: list[bytes], every: float) -> None:
        self._every = every
        self._selector = selectors.DefaultSelector()
        self._open: dict[socket.socket, tuple[int, float, bytes]] = {}
        self.ended: dict[int, tuple[float, bytes]] = {}
        for number, request in enumerate(requests):
            raw = socket.create_connection(("localhost", port), timeout=10)
            raw.sendall(request)
            raw.setblocking(False)
            self._open[raw] = (number, time.monotonic(), b"")
            self._selector.register(raw, selectors.EVENT_READ)

    def run(self, seconds: float) -> None:
        """Drip until all connections have ended, or for ``seconds``."""
        until = time.monotonic() + seconds
        while self._open and time.monotonic() < until:
            for raw in list(self._open):
                with contextlib.suppress(OSError):
                    raw.send(b"1")
            self._collect(time.monotonic() + self._every)
        for raw in self._open:
            raw.close()
        self._selector.close()

    def _collect(self, until: float) -> None:
        while self._open and (left := until - time.monotonic()) > 0:
            for key, _ in self._selector.select(left):
                raw = cast(socket.socket, key.fileobj)
                number, began, received = self._open[raw]
                try:
                    data = raw.recv(65_536)
                except ConnectionResetError:
                    data = b""
                self._open[raw] = (number, began, received + data)
                if not data:
                    self.ended[number] = (time.monotonic() - began, received)
                    self._selector.unregister(raw)
                    del self._open[raw]
                    raw.close()


def measure(server: Server, count: int) -> list[float]:
    """Return how long requests of one client take, in ascending order."""
    taken = []
    with requests.Session() as session:
        for _ in range(count):
            began = time.monotonic()
            session.get(f"{server.url}/echo", timeout=10).raise_for_status()
            taken.append(time.monotonic() - began)
            time.sleep(0.002)
    return sorted(taken)


def test_800_slow_bodies_end_at_their_deadline_and_cost_others_nothing(server: Server) -> None:
    alone = measure(server, 500)
    before = files(server)
    drips = Drips(server.port, [post("/echo", "Content-Length: 1000").encode()] * SLOW, every=1)
    dripping = threading.Thread(target=drips.run, args=(30,))
    dripping.start()
    time.sleep(0.2)
    assert files(server) >= before + SLOW
    meanwhile = measure(server, 500)
    dripping.join()
    assert len(drips.ended) == SLOW
    for seconds, answer in drips.ended.values():
        assert answers(answer) == [408]
        assert BODY_SECONDS - 0.5 < seconds < BODY_SECONDS + 3
    deadline = time.monotonic() + 5
    while files(server) > before + 2:
        assert time.monotonic() < deadline
    p99 = [taken[int(len(taken) * 0.99)] for taken in (alone, meanwhile)]
    print(f"p99 alone {p99[0] * 1000:.1f} ms, meanwhile {p99[1] * 1000:.1f} ms")
    # Loose, for machines that do other work as well.
    assert p99[1] < max(4 * p99[0], 0.1)


SLOWLY = {
    "a sized body": (post("/echo", "Content-Length: 1000"), 408, BODY_SECONDS),
    "a long body": (post("/echo", "Content-Length: 70000"), 408, BODY_SECONDS + 70_000 / 16_384),
    "the size of a chunk": (post("/echo", "Transfer-Encoding: chunked"), 408, BODY_SECONDS),
    "a chunk": (post("/echo", "Transfer-Encoding: chunked") + "ffff\r\n", 408, BODY_SECONDS),
    "an extension": (post("/echo", "Transfer-Encoding: chunked") + "5;", 408, BODY_SECONDS),
    "a trailer": (post("/echo", "Transfer-Encoding: chunked") + "0\r\nX: ", 408, BODY_SECONDS),
    # The size that the client declares does not count where the application does not want the body.
    "a refused body": (post("/refuse", "Content-Length: 10000000"), 413, BODY_SECONDS),
    "a refused giant": (post("/refuse", "Content-Length: 99999999999"), 413, BODY_SECONDS),
    "an answer that has begun": (post("/stream", "Content-Length: 70000"), 200, BODY_SECONDS + 70_000 / 16_384),
    "an upgrade": (post("/echo", "Content-Length: 1000", "Connection: Upgrade", "Upgrade: h2c"), 408, BODY_SECONDS),
}


def test_every_part_of_a_body_has_the_deadline(server: Server) -> None:
    drips = Drips(server.port, [head.encode() for head, *_ in SLOWLY.values()], every=0.3)
    drips.run(30)
    for number, (name, (_, status, expected)) in enumerate(SLOWLY.items()):
        assert number in drips.ended, name
        seconds, answer = drips.ended[number]
        assert answers(answer) == [status], name
        assert expected - 0.5 < seconds < expected + 3, name


def test_a_drip_cannot_earn_time_by_what_it_sends(server: Server) -> None:
    """Chunks of one byte: each brings a few bytes of framing, which count at their size and not more."""
    head = post("/echo", "Transfer-Encoding: chunked").encode()
    began = time.monotonic()
    with socket.create_connection(("localhost", server.port), timeout=30) as raw:
        raw.sendall(head)
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 20:
                raw.sendall(b"1\r\nx\r\n")
                time.sleep(0.05)
    assert time.monotonic() - began < BODY_SECONDS + 3


@pytest.mark.parametrize("chunked", [False, True], ids=["sized", "chunked"])
def test_an_honest_upload_over_a_slow_line_passes(server: Server, chunked: bool) -> None:
    size, pieces = 10 << 20, 200
    piece = b"x" * (size // pieces)
    taking = BODY_SECONDS + 2

    def slowly() -> Iterator[bytes]:
        began = time.monotonic()
        for number in range(pieces):
            time.sleep(max(0, began + taking * number / pieces - time.monotonic()))
            yield piece

    headers = {} if chunked else {"Content-Length": str(len(piece) * pieces)}
    began = time.monotonic()
    # requests sends what it iterates over in chunks, unless the length is known.
    connection = http.client.HTTPConnection("localhost", server.port, timeout=30)
    connection.request("POST", "/echo", body=slowly(), headers=headers, encode_chunked=chunked)
    assert connection.getresponse().read() == b'{"length":%d}\n' % (len(piece) * pieces)
    connection.close()
    assert time.monotonic() - began > BODY_SECONDS + 1


def get(port: int, source: str = "127.0.0.1") -> socket.socket:
    """Open a connection from an address of the loopback network, and send a request."""
    raw = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
    raw.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return raw


def admitted(port: int, source: str = "127.0.0.1") -> socket.socket:
    """Return an idle connection. An earlier one may still be counted for a moment."""
    deadline = time.monotonic() + 5
    while True:
        raw = get(port, source)
        if (status := answers(raw.recv(65_536))) == [200]:
            return raw
        assert status == [429]
        raw.close()
        assert time.monotonic() < deadline


def test_connections_and_sockets_of_one_address_are_limited(limited: Server) -> None:
    port = limited.port
    with contextlib.ExitStack() as kept:
        for _ in range(3):
            kept.enter_context(contextlib.closing(admitted(port)))
        sockets = [BytesClient(port) for _ in range(2)]
        for client in sockets:
            kept.enter_context(client)
            assert client.head.startswith("HTTP/1.1 101")
            client.frame()
        for _ in range(3):
            refused = exchange(port, b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answers(refused) == [429]
            assert b"Connection: close" in refused
        # Other addresses have their own number, or none.
        for _ in range(5):
            kept.enter_context(contextlib.closing(admitted(port, "127.0.0.3")))
        for _ in range(20):
            kept.enter_context(contextlib.closing(admitted(port, "127.0.0.2")))
        with contextlib.closing(get(port, "127.0.0.3")) as raw:
            assert answers(raw.recv(65_536)) == [429]
        # The place of a socket that ended is free again, however it ended.
        sockets[0].sock.sendall(client_frame(8, b"\x03\xe8"))
        assert sockets[0].close_code() == 1000
        sockets[0].sock.close()
        sockets[1].sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sockets[1].sock.close()
        for _ in range(2):
            kept.enter_context(contextlib.closing(admitted(port)))
        assert answers(exchange(port, b"")) == [429]
    for _ in range(20):
        admitted(port).close()


def own_address() -> str:
    """Return an address of this machine that is not loopback, or skip the test."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: this only chooses a route.
        probe.connect(("192.0.2.1", 9))
        address: str = probe.getsockname()[0]
        if not address.startswith(("127.", "0.")):
            return address
    pytest.skip("this machine has only loopback addresses")


@pytest.mark.parametrize("started", [EMBEDDED, GUNICORN], ids=COMMANDS.keys())
def test_the_application_limits_connections_by_its_setting(make_lab: MakeLab, started: tuple[str, ...]) -> None:
    address = own_address()
    server = make_lab().start(command=started, CONNECTIONS_PER_ADDRESS="3")
    statuses = []
    with contextlib.ExitStack() as kept:
        for host in (address, address, address, address, "127.0.0.1"):
            raw = kept.enter_context(socket.create_connection((host, server.port), timeout=10))
            raw.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            statuses += answers(raw.recv(65_536))
    assert statuses == [200, 200, 200, 429, 200]


def test_addresses_are_counted_by_what_one_client_owns() -> None:
    limit = ConnectionLimit(1)
    first = limit.admit(("192.0.2.1", 1))
    assert first is not None
    for same in ("192.0.2.1", "::ffff:192.0.2.1"):
        with pytest.raises(TooManyConnections):
            limit.admit((same, 2))
    assert limit.admit(("192.0.2.2", 1)) is not None
    # A provider gives each customer a /64.
    assert limit.admit(("2001:db8::1", 1, 0, 0)) is not None
    with pytest.raises(TooManyConnections):
        limit.admit(("2001:db8::ffff:2", 1, 0, 0))
    assert limit.admit(("2001:db8:0:1::1", 1, 0, 0)) is not None
    assert limit.admit(("fe80::1%eth0", 1, 0, 2)) is not None
    first.leave()
    assert limit.admit(("::ffff:192.0.2.1", 1)) is not None
    # This machine and its Unix sockets are exempt.
    for exempt in (("127.0.0.1", 1), ("127.1.2.3", 1), ("::1", 1, 0, 0), ("::ffff:127.0.0.1", 1), "", b"/run/lab"):
        assert [limit.admit(exempt) for _ in range(3)] == [None, None, None]


def test_a_limit_of_zero_and_networks_that_are_exempt() -> None:
    assert [ConnectionLimit(0).admit(("192.0.2.1", 1)) for _ in range(3)] == [None, None, None]
    limit = ConnectionLimit(1, ["192.0.2.0/24", "2001:db8::/32"])
    assert [limit.admit((host, 1)) for host in ("192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::1")] == [None] * 4
    assert limit.admit(("127.0.0.1", 1)) is not None
    with pytest.raises(TooManyConnections):
        limit.admit(("127.0.0.1", 2))
    with pytest.raises(ValueError, match="not-a-network"):
        ConnectionLimit(1, ["not-a-network"])
