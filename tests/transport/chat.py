"""The chat example as a server process, and clients of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from socketio import SimpleClient
from socketio.exceptions import TimeoutError as NoEvent

from tests.support.bytes_client import BytesClient
from tests.support.frames import client_frame
from tests.support.server import Server

EXAMPLE = ("-m", "labapp.transport.example")


@contextmanager
def serving(log: Path, command: tuple[str, ...], **environment: str) -> Iterator[Server]:
    """Yield a server process that runs ``command``."""
    server = Server(environment, log, command, cold=True).start()
    try:
        yield server
    finally:
        server.close()


def clients(server: Server) -> int:
    """Return how many clients the server counts."""
    count: int = requests.get(f"{server.url}/health", timeout=10).json()["clients"]
    return count


def announce(server: Server, *texts: str) -> None:
    """Send texts to every client."""
    requests.post(f"{server.url}/announcements", json=texts, timeout=30).raise_for_status()


@contextmanager
def chatting(server: Server, transport: str = "websocket", room: str | None = None) -> Iterator[SimpleClient]:
    """Yield python-socketio's client on one transport, in ``room`` if there is one."""
    client = SimpleClient()
    client.connect(server.url, transports=[transport], wait_timeout=10)
    try:
        if room is not None:
            assert client.call("join", room, timeout=10) == {"joined": room}
        yield client
    finally:
        if client.client is not None and client.connected:
            # Its writer stops as soon as the client is disconnecting, and would drop the goodbye if it were busy then.
            client.client.eio.queue.join()
        client.disconnect()


def received(client: SimpleClient, count: int) -> list[list[Any]]:
    """Return the next ``count`` events of a client."""
    return [client.receive(timeout=10) for _ in range(count)]


def receives_nothing(client: SimpleClient) -> bool:
    """Whether no event arrives within a quarter of a second."""
    try:
        client.receive(timeout=0.25)
    except NoEvent:
        return True
    return False


@contextmanager
def raw_client(server: Server, room: str | None = None) -> Iterator[BytesClient]:
    """Yield a WebSocket client that reads and writes frames by hand."""
    with BytesClient(server.port) as client:
        client.sock.sendall(client_frame(1, b"40"))
        for _ in range(2):
            client.frame()
        if room is not None:
            client.sock.sendall(client_frame(1, b"421" + json.dumps(["join", room]).encode()))
            assert client.frame()[1].startswith(b"431")
        yield client
