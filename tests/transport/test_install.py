"""Installing the transport in another application: its parameters, its defaults, and what it does not import."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from flask import Flask

from labapp.transport import burst, install
from labapp.transport.engine import FastEngine
from labapp.transport.fanout import Fanout, RedisFanout
from labapp.transport.stock import StockEngine
from tests.support.bytes_client import BytesClient
from tests.support.frames import client_frame
from tests.support.processes import REPOSITORY
from tests.support.server import Server
from tests.transport.chat import serving

_IMPORTED = """
import sys
from labapp.transport import install, serve
import labapp.transport.worker
print(*sorted(sys.modules))
"""

_SMALL = """
from gevent import monkey

monkey.patch_all()

import os

from flask import Flask

from labapp.transport import install, serve

app = Flask("small")
socketio = install(
    app, engine=os.environ["ENGINE"], path="/live", namespaces=["/strict"], max_message_bytes=1000
)

@socketio.on("connect", namespace="/strict")
def connect(auth):
    if auth["name"] == "nobody":
        raise RuntimeError("the connect handler failed")

@app.get("/health")
def health():
    socketio.emit("news", "for the accepted", namespace="/strict")
    manager = socketio.server.manager
    return {"registered": sum(len(members) for rooms in manager.rooms.values() for members in rooms.values())}

serve(app, port=int(os.environ["PORT"]))
"""


@pytest.fixture(scope="module", params=["fast", "stock"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("small") / "log", ("-c", _SMALL), ENGINE=request.param) as server:
        server.tolerates_tracebacks = True
        yield server


def opened(server: Server, name: str) -> BytesClient:
    client = BytesClient(server.port, path="/live/?EIO=4&transport=websocket")
    assert client.head.startswith("HTTP/1.1 101"), client.head
    client.frame()
    client.sock.sendall(client_frame(1, b'40/strict,{"name":"%s"}' % name.encode()))
    return client


def test_it_imports_nothing_of_the_application_but_the_event_loop() -> None:
    command = [sys.executable, "-c", _IMPORTED]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True)
    modules = done.stdout.split()
    own = {name for name in modules if name.split(".")[0] == "labapp"}
    assert "labapp.transport.socketio" in own
    assert {name for name in own if not name.startswith("labapp.transport")} == {"labapp", "labapp.eventloop"}
    assert not {"apiflask", "sqlalchemy", "flask_sqlalchemy"} & set(modules)


def test_its_path_is_a_parameter(small: Server) -> None:
    for path in ("/socket.io/?EIO=4&transport=websocket", "/live?EIO=4&transport=websocket", "/health"):
        with BytesClient(small.port, path=path) as client:
            assert not client.head.startswith("HTTP/1.1 101")
    with opened(small, "ana") as client:
        assert client.frame()[1].startswith(b'40/strict,{"sid"')


def test_a_message_over_its_bound_closes_the_connection(small: Server) -> None:
    with opened(small, "ana") as client:
        client.sock.sendall(client_frame(1, b"4" + b"x" * 1000))
        assert client.close_code() == 1009


def registered(server: Server) -> int:
    """Emit to the namespace, and return how many entries its rooms have."""
    count: int = requests.get(f"{server.url}/health", timeout=10).json()["registered"]
    return count


# On the stock engine such a client stays in the namespace and receives what is sent to it.
@pytest.mark.parametrize("small", ["fast"], indirect=True)
def test_a_connect_handler_that_fails_accepts_nobody(small: Server) -> None:
    deadline = time.monotonic() + 10
    while registered(small):
        assert time.monotonic() < deadline
    with opened(small, "ana") as accepted, opened(small, "nobody") as refused:
        assert accepted.frame()[1].startswith(b'40/strict,{"sid"')
        assert registered(small) == 1
        assert accepted.frame()[1].startswith(b'42/strict,["news"')
        assert [(first, payload[:2]) for first, payload in refused.frames()][-1] == (0x88, b"\x03\xf0")
        assert "connect_handler_failed" in small.log


def test_the_engines_and_their_managers() -> None:
    fast, stock = install(Flask("one")), install(Flask("two"), engine="stock")
    assert isinstance(fast.server.manager, Fanout)
    assert isinstance(fast.server.eio, FastEngine)
    assert not isinstance(stock.server.manager, Fanout)
    assert isinstance(stock.server.eio, StockEngine)
    assert not isinstance(stock.server.eio, FastEngine)
    with burst(stock.server):
        stock.emit("event", "without a listener")


def test_a_message_queue_has_its_manager() -> None:
    manager = install(Flask("one"), message_queue="redis://localhost:1/0", channel="mine").server.manager
    assert isinstance(manager, RedisFanout)
    assert manager.channel == "mine"


def test_an_unknown_engine_or_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="slow"):
        install(Flask("one"), engine="slow")
    with pytest.raises(ValueError, match="redis"):
        install(Flask("one"), message_queue="kafka://localhost")


@pytest.mark.parametrize("engine", ["fast", "stock"])
def test_limits_and_options_of_the_libraries_are_passed_on(engine: str) -> None:
    limits = {"max_message_bytes": 123, "max_backlog_bytes": 456}
    options = {"ping_interval": 7, "ping_timeout": 3, "async_handlers": True}
    server = install(Flask("one"), engine=engine, **limits, **options).server
    assert server.eio.max_backlog_bytes == 456
    assert (server.eio.ping_interval, server.eio.ping_timeout, server.eio.max_http_buffer_size) == (7, 3, 123)
    assert server.async_handlers
