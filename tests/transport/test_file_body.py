"""Files as responses, on both servers: complete, for slow readers as well, and closed in the end."""

import hashlib
import http.client
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.server import Server
from tests.transport.chat import serving
from tests.transport.http_client import COMMANDS

SIZE = 3_000_000


@pytest.fixture(scope="module", params=COMMANDS.values(), ids=COMMANDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("echo") / "log", request.param) as server:
        yield server


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "large.bin"
    path.write_bytes(random.Random(1).randbytes(SIZE))
    return path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_is_complete_and_the_connection_goes_on(server: Server, file: Path) -> None:
    connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
    path = f"/file?path={quote(str(file))}"
    for _ in range(2):
        connection.request("GET", path)
        assert digest(connection.getresponse().read()) == digest(file.read_bytes())
    connection.request("GET", path, headers={"Range": "bytes=5-1000004"})
    part = connection.getresponse()
    assert (part.status, digest(part.read())) == (206, digest(file.read_bytes()[5:1_000_005]))
    connection.request("HEAD", path)
    head = connection.getresponse()
    assert (head.headers["Content-Length"], head.read()) == (str(SIZE), b"")
    connection.request("GET", "/echo")
    assert connection.getresponse().read() == b'{"length":0}\n'
    connection.close()


def test_a_slow_reader_gets_all_and_one_that_leaves_costs_nothing(server: Server, file: Path) -> None:
    head = f"GET /file?path={quote(str(file))} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection(("localhost", server.port), timeout=10) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        slow.sendall(head)
        received = slow.recv(100)
        # The server still serves others meanwhile.
        connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
        connection.request("GET", "/health")
        files = connection.getresponse().read()
        while piece := slow.recv(65_536):
            received += piece
        assert digest(received.partition(b"\r\n\r\n")[2]) == digest(file.read_bytes())
    with socket.create_connection(("localhost", server.port), timeout=10) as leaving:
        leaving.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        leaving.sendall(head)
        leaving.recv(100)
    connection.request("GET", "/health")
    assert len(connection.getresponse().read()) <= len(files)
    connection.close()
