"""The reading of HTTP requests, on both servers: what RFC 9112 forbids is refused, and the connection is closed.

Each malformed request is followed by a second one in the same write, which must not be answered: a proxy that reads the
first differently would take it for a part of that.
"""

import http.client
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.support.server import Server
from tests.transport.chat import serving
from tests.transport.http_client import COMMANDS, answers, exchange, post

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked"

HEADS = {
    "vertical tab before chunked, with a length": ["Transfer-Encoding: \x0bchunked", "Content-Length: 5"],
    "no-break space before chunked, with a length": ["Transfer-Encoding: \xa0chunked", "Content-Length: 5"],
    "next line after chunked": ["Transfer-Encoding: chunked\x85", "Content-Length: 5"],
    "chunked with a length": [CHUNKED, "Content-Length: 5"],
    "two transfer encodings": [CHUNKED, CHUNKED],
    "two different transfer encodings": [CHUNKED, "Transfer-Encoding: identity"],
    "a list of transfer encodings": ["Transfer-Encoding: gzip, chunked"],
    "an unknown transfer encoding": ["Transfer-Encoding: xchunked", "Content-Length: 5"],
    "an empty transfer encoding": ["Transfer-Encoding:", "Content-Length: 5"],
    "a quoted transfer encoding": ['Transfer-Encoding: "chunked"'],
    "a folded line": ["X-Folded: a\r\n b", "Content-Length: 5"],
    "a folded transfer encoding": ["Transfer-Encoding:\r\n chunked", "Content-Length: 5"],
    "a line that begins with a tab": ["X-Folded: a\r\n\tb", "Content-Length: 5"],
    "a first line that is folded": [" X-Folded: a", "Content-Length: 5"],
    "a space before the colon": ["Content-Length : 5"],
    "a tab before the colon": ["Transfer-Encoding\t: chunked", "Content-Length: 5"],
    "no colon": ["Content-Length 5"],
    "no name": [": 5", "Content-Length: 5"],
    "a space in a name": ["Content Length: 5", "Content-Length: 5"],
    "a control character in a name": ["Transfer-Encoding\x0b: chunked", "Content-Length: 5"],
    "two different lengths": ["Content-Length: 5", "Content-Length: 6"],
    "the same length twice": ["Content-Length: 5", "Content-Length: 5"],
    "a list of lengths": ["Content-Length: 5, 5"],
    "an empty length": ["Content-Length:"],
    "a length with a plus": ["Content-Length: +5"],
    "a length with a minus": ["Content-Length: -5"],
    "a length with a space": ["Content-Length: 5 5"],
    "a length with an underscore": ["Content-Length: 0_5"],
    "a length in hexadecimal": ["Content-Length: 0x5"],
    "a length with a vertical tab": ["Content-Length: \x0b5"],
    "a length in other digits": ["Content-Length: \xb2"],
    "a length with too many digits": ["Content-Length: " + "0" * 5000 + "5"],
    "a bare carriage return": ["X-Bare: a\rContent-Length: 0", "Content-Length: 5"],
    "a bare line feed": ["X-Bare: a\nTransfer-Encoding: chunked", "Content-Length: 5"],
    "NUL": ["X-Null: a\x00b", "Content-Length: 5"],
    "DEL": ["X-Delete: a\x7fb", "Content-Length: 5"],
    "two hosts": ["Host: other", "Content-Length: 5"],
    "101 headers": [f"X-Many-{number}: a" for number in range(101)],
    "a line of 17 KiB": ["X-Long: " + "a" * 17_000],
}

LINES = {
    "a line feed alone": "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n",
    "two spaces": "POST  /echo HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a tab": "POST\t/echo HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a vertical tab": "POST /echo\x0b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a leading space": " POST /echo HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a trailing space": "POST /echo HTTP/1.1 \r\nHost: localhost\r\n\r\n",
    "NUL": "POST /echo\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no version": "GET /echo\r\nHost: localhost\r\n\r\n",
    "HTTP/0.9": "GET /echo HTTP/0.9\r\nHost: localhost\r\n\r\n",
    "HTTP/2.0": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a version with more digits": "GET /echo HTTP/1.10\r\nHost: localhost\r\n\r\n",
    "a version with a sign": "GET /echo HTTP/1.+1\r\nHost: localhost\r\n\r\n",
    "a method that is no token": "P(ST /echo HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "Transfer-Encoding in HTTP/1.0": f"POST /echo HTTP/1.0\r\nConnection: keep-alive\r\n{CHUNKED}\r\n\r\n0\r\n\r\n",
}

CHUNKS = {
    "a size with an underscore": "0_5\r\nhello\r\n0\r\n\r\n",
    "a size with a plus": "+5\r\nhello\r\n0\r\n\r\n",
    "a size with a minus": "-5\r\nhello\r\n0\r\n\r\n",
    "a size with 0x": "0x5\r\nhello\r\n0\r\n\r\n",
    "a size with a leading space": " 5\r\nhello\r\n0\r\n\r\n",
    "a size with a trailing space": "5 \r\nhello\r\n0\r\n\r\n",
    "a size with a vertical tab": "5\x0b\r\nhello\r\n0\r\n\r\n",
    "no size": "\r\nhello\r\n0\r\n\r\n",
    "an extension without a size": ";a=b\r\nhello\r\n0\r\n\r\n",
    "a size of 17 digits": "00000000000000005\r\nhello\r\n0\r\n\r\n",
    "a size that ends with a line feed": "5\nhello\r\n0\r\n\r\n",
    "a size that ends with a carriage return": "5\rhello\r\n0\r\n\r\n",
    "a line feed in an extension": "5;a\nhello\r\n0\r\n\r\n",
    "NUL in an extension": "5;\x00\r\nhello\r\n0\r\n\r\n",
    "an extension of 9 KiB": f"5;{'a' * 9000}\r\nhello\r\n0\r\n\r\n",
    "a chunk longer than its size": "4\r\nhello\r\n0\r\n\r\n",
    "a chunk that ends with a line feed": "5\r\nhello\n0\r\n\r\n",
    "a trailer that is folded": "5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n",
    "a trailer without a colon": "5\r\nhello\r\n0\r\nX\r\n\r\n",
    "a trailer with a bare line feed": "5\r\nhello\r\n0\r\nX: a\nY: b\r\n\r\n",
    "a trailer with NUL": "5\r\nhello\r\n0\r\nX: \x00\r\n\r\n",
    "101 trailers": "5\r\nhello\r\n0\r\n" + "X: a\r\n" * 101 + "\r\n",
}


@pytest.fixture(scope="module", params=COMMANDS.keys())
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("echo") / "log", COMMANDS[request.param]) as server:
        yield server


def called(server: Server) -> list[str]:
    """Return the paths that reached the application since the last call."""
    paths: list[str] = requests.get(f"{server.url}/calls", timeout=10).json()
    return paths


def check_refused(server: Server, request: str) -> None:
    called(server)
    received = exchange(server.port, request.encode("latin-1") + SMUGGLED)
    assert answers(received) == [400]
    assert b"X-Content-Type-Options: nosniff" in received
    assert b"frame-ancestors 'none'" in received
    assert called(server) == []


@pytest.mark.parametrize("fields", HEADS.values(), ids=HEADS.keys())
def test_a_malformed_header_is_refused(server: Server, fields: list[str]) -> None:
    # Whichever length a lenient reader believes, it finds a whole body.
    check_refused(server, post("/echo", *fields) + "0\r\n\r\n")


@pytest.mark.parametrize("request_head", LINES.values(), ids=LINES.keys())
def test_a_malformed_request_line_is_refused(server: Server, request_head: str) -> None:
    check_refused(server, request_head)


@pytest.mark.parametrize("body", CHUNKS.values(), ids=CHUNKS.keys())
def test_a_malformed_chunk_is_refused_before_the_application_is_called(server: Server, body: str) -> None:
    check_refused(server, post("/echo", CHUNKED) + body)


def test_a_malformed_chunk_deep_in_a_long_body_ends_the_connection(server: Server) -> None:
    called(server)
    long = f"20000\r\n{'x' * 0x20000}\r\n0_5\r\nhello\r\n0\r\n\r\n"
    data = exchange(server.port, (post("/echo", CHUNKED) + long).encode() + SMUGGLED)
    assert answers(data) == [400]
    assert called(server) == ["/echo"]
    # The answer has begun: it stays without an end.
    data = exchange(server.port, (post("/stream", CHUNKED) + long).encode() + SMUGGLED)
    assert answers(data) == [200]
    assert not data.endswith(b"0\r\n\r\n")
    assert called(server) == ["/stream"]


def test_a_truncated_body_is_refused(server: Server) -> None:
    called(server)
    for fields, body in (("Content-Length: 6", b"hello"), (CHUNKED, b"5\r\nhello\r\n"), (CHUNKED, b"5\r\nhel")):
        data = exchange(server.port, post("/echo", fields).encode() + body, ends=True)
        assert answers(data) == [400]
    assert called(server) == []


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_requests_on_one_connection_are_answered_in_order(server: Server, version: str) -> None:
    alive = "Connection: keep-alive\r\n" if version == "1.0" else ""
    first = f"POST /echo HTTP/{version}\r\nHost: a\r\n{alive}Content-Length: 5\r\n\r\nhello"
    data = exchange(
        server.port, (first * 3 + f"GET /no HTTP/{version}\r\nHost: a\r\nConnection: Close\r\n\r\n").encode()
    )
    assert answers(data) == [200, 200, 200, 404]


def test_what_the_rfc_allows_is_accepted(server: Server) -> None:
    chunked = [
        (b"5\r\nhello\r\n0\r\n\r\n", 5),
        (b"05;name=value\r\nhello\r\n00\r\nX-Trailer: a\r\n\r\n", 5),
        (b'a ; name="quoted"\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n', 20),
        (b"0\r\n\r\n", 0),
        (b"1\r\nx\r\n" * 5000 + b"0\r\n\r\n", 5000),
    ]
    for body, length in chunked:
        for name in ("Transfer-Encoding: chunked", "transfer-encoding:CHUNKED", "Transfer-Encoding: \t Chunked \t"):
            data = exchange(server.port, post("/echo", name, "Connection: close").encode() + body)
            assert answers(data) == [200]
            assert data.endswith(b'{"length":%d}\n' % length)
    # Empty values, bytes above ASCII, and an empty line before the request.
    fields = "X-Empty:", "X-Spanish: ñandú", "X-Tab:\ta\tb\t", "Content-Length: 05", "Connection: keep-alive, Close"
    data = exchange(server.port, b"\r\n" + post("/echo?q=ñ", *fields).encode() + b"hello")
    assert answers(data) == [200]


def test_an_upgrade_that_is_not_accepted_is_ignored(server: Server) -> None:
    """With pywsgi's reading, the body of such a request has no end."""
    offers = [
        ["Connection: Upgrade", "Upgrade: websocket"],
        ["Connection: upgrade", "Upgrade: h2c"],
        ["Connection: keep-alive, Upgrade", "Upgrade: websocket"],
        ["Upgrade: websocket"],
        ["Connection: Upgrade"],
    ]
    key = ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=="]
    last = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    for offer in offers:
        for body in ("Content-Length: 5\r\n\r\nhello", f"{CHUNKED}\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "\r\n"):
            for method in ("POST", "GET"):
                head = "\r\n".join([f"{method} /echo HTTP/1.1", "Host: localhost", *offer, *key, ""])
                data = exchange(server.port, (head + body + last).encode(), timeout=5)
                assert answers(data) == [200, 200], (offer, body)
                assert data.count(b'{"length":%d}\n' % (5 if "hello" in body else 0)) == 1


def test_a_request_for_a_websocket_with_a_body_is_not_upgraded(server: Server) -> None:
    head = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
        "Content-Length: 5\r\n\r\nhello"
    )
    last = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert answers(exchange(server.port, (head + last).encode())) == [400, 200]


def test_a_refused_body_leaves_the_connection_usable_or_closed(server: Server) -> None:
    connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
    connection.connect()
    sock = connection.sock
    for _ in range(2):
        connection.request("POST", "/refuse", b"x" * (1 << 20))
        assert connection.getresponse().read() == b"too large"
        assert connection.sock is sock
    connection.close()
    head = post("/refuse", f"Content-Length: {100 << 20}")
    answer = exchange(server.port, head.encode() + b"x" * 1000, ends=True)
    assert answers(answer) == [413]
    assert b"Connection: close" in answer
    # Without its 100, this client sends no body.
    expecting = post("/refuse", f"Content-Length: {1 << 20}", "Expect: 100-continue")
    answer = exchange(server.port, expecting.encode(), timeout=5)
    assert answers(answer) == [413]


def test_honest_clients(server: Server, tmp_path: Path) -> None:
    sizes = (0, 1, 1023, 1024, 65_535, 65_536, 65_537, 3_000_000)
    connection = http.client.HTTPConnection("localhost", server.port, timeout=30)
    with requests.Session() as session:
        for size in sizes:
            body = b"x" * size
            pieces = [body[start : start + 10_000] for start in range(0, size, 10_000)]
            assert session.post(f"{server.url}/echo", data=body, timeout=30).json() == {"length": size}
            assert session.post(f"{server.url}/echo", data=iter(pieces), timeout=30).json() == {"length": size}
            for chunked in (False, True):
                connection.request("POST", "/echo", body=iter(pieces) if chunked else body, encode_chunked=chunked)
                assert connection.getresponse().read() == b'{"length":%d}\n' % size
            if shutil.which("curl"):
                (tmp_path / "body").write_bytes(body)
                for more in ([], ["-H", CHUNKED], ["-H", "Expect: 100-continue"], ["--http1.0"]):
                    command = ["curl", "-s", f"{server.url}/echo", "--data-binary", f"@{tmp_path / 'body'}", *more]
                    done = subprocess.run(command, capture_output=True, timeout=30, check=True)
                    assert done.stdout == b'{"length":%d}\n' % size, more
    connection.close()
