"""Messages of clients are handled in turns, and the replies of one turn leave in one write."""

import _socket
import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator

import gevent
import pytest

from labapp.transport.turns import Turns
from labapp.transport.websocket import WebSocket
from tests.support.processes import REPOSITORY

# In a process of its own, since its event loop must serve nothing else. Each message takes a fifth of a millisecond.
_MANY_CLIENTS = """
import sys, time
import gevent
from labapp.transport.turns import Turns

class Wire:
    def hold(self): pass
    def release(self): pass

turns, order = Turns(), []
def handle(client):
    end = time.perf_counter() + 0.0002
    while time.perf_counter() < end: pass
    order.append(client)

clients = int(sys.argv[1])
greenlets = [gevent.spawn(turns.handle, [n] * 30, Wire(), handle) for n in range(clients)]
gevent.joinall(greenlets)
runs, longest = 1, 1
# While all of them have messages.
middle = order[clients * 5 : clients * 20]
for before, now in zip(middle, middle[1:]):
    runs = runs + 1 if before == now else 1
    longest = max(longest, runs)
print(longest, len(order))
"""


@contextlib.contextmanager
def pair(**options: int) -> Iterator[tuple[WebSocket, socket.socket]]:
    """Yield a WebSocket and its peer, which receives each write by itself."""
    own, peer = _socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    own.setblocking(False)
    ws = WebSocket(own, deflates=False, **options)
    other = socket.socket(fileno=peer.detach())
    other.setblocking(False)
    try:
        yield ws, other
    finally:
        ws.abort()
        other.close()


def received(peer: socket.socket) -> list[bytes]:
    """Return the writes that have arrived, and an empty one for the end."""
    writes: list[bytes] = []
    with contextlib.suppress(BlockingIOError):
        while not writes or writes[-1]:
            writes.append(peer.recv(1 << 20))
    return writes


def test_the_replies_of_a_turn_leave_in_one_write_in_order() -> None:
    with pair() as (ws, peer):
        Turns().handle(["a", "b", "c"], ws, lambda message: ws.write(message.encode()))
        assert received(peer) == [b"abc"]
        ws.write(b"d")
        ws.write(b"e")
        assert received(peer) == [b"d", b"e"]


def test_a_handler_that_waits_holds_nothing_back() -> None:
    """What a broadcast writes meanwhile comes after the replies before it, and before those after it."""
    seen: list[list[bytes]] = []

    def handle(message: str) -> None:
        ws.write(message.encode())
        if message == "b":
            gevent.sleep(0.01)
            seen.append(received(peer))
            ws.write(b"broadcast")
            seen.append(received(peer))

    with pair() as (ws, peer):
        Turns().handle(["a", "b", "c"], ws, handle)
        assert seen == [[b"ab"], [b"broadcast"]]
        assert received(peer) == [b"c"]


def test_a_reader_that_does_not_read_fills_the_backlog_and_no_more() -> None:
    def handle(message: str) -> None:
        ws.write(message.encode())

    with pair(max_backlog_bytes=400_000) as (ws, peer):
        for _ in range(5):
            Turns().handle(["x" * 20_000] * 3, ws, handle)
        kept = ws.backlog_bytes
        assert 0 < kept < 300_000
        assert not ws.closed
        first = received(peer)
        gevent.sleep(0.01)
        while more := received(peer):
            first += more
            gevent.sleep(0.01)
        assert sum(map(len, first)) == 300_000
        assert ws.backlog_bytes == 0
        Turns().handle(["x" * 20_000] * 60, ws, handle)
        assert ws.closed


def test_a_connection_that_is_closed_in_a_turn_sends_what_came_before() -> None:
    with pair() as (ws, peer):
        Turns().handle(["a", "b"], ws, lambda message: ws.write(b"a") if message == "a" else ws.close(1000))
        assert received(peer) == [b"a\x88\x02\x03\xe8", b""]


def test_a_failure_of_a_handler_sends_what_came_before() -> None:
    def handle(message: str) -> None:
        ws.write(message.encode())
        raise LookupError

    with pair() as (ws, peer):
        with pytest.raises(LookupError):
            Turns().handle(["a", "b"], ws, handle)
        assert received(peer) == [b"a"]


def test_the_more_clients_send_the_shorter_is_the_turn_of_each() -> None:
    def longest(clients: int) -> int:
        command = [sys.executable, "-c", _MANY_CLIENTS, str(clients)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr
        run, handled = done.stdout.split()
        assert int(handled) == clients * 30
        return int(run)

    assert longest(1) == 15
    assert longest(2) <= 2
    assert longest(20) == 1
