"""The measured servers: the whole laboratory, stock Flask-SocketIO, Socket.IO on Node, and a C program."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import requests
from flask_jwt_extended import create_access_token
from sqlalchemy import select

from labapp.clock import iso, now
from labapp.contract.events import SystemMessage
from labapp.contract.facts import FactName
from labapp.events.log import Fact
from labapp.identity import Role
from labapp.models import EventEntry
from labapp.unit_of_work import reading, unit_of_work
from tests.bench.programs import CACHE, HERE, beside_packages, running
from tests.support.command import SECRETS
from tests.support.components import Port, postgresql_binaries
from tests.support.databases import Databases
from tests.support.lab import Lab, open_lab
from tests.support.node import NodeDriver
from tests.support.postgresql import Cluster
from tests.support.rest import UNLIMITED

LIMITS = {
    "HANDSHAKES_PER_SECOND": "1000000",
    "SOCKETS_PER_USER": "1000000",
    "MESSAGES_PER_SECOND": "1000000",
    "REPLAY_LIMIT": "100000",
    "RATE_LIMITS": UNLIMITED,
    "LOG_LEVEL": "ERROR",
}


class Contender(Protocol):
    """A running server. ``emit`` sends ``count`` price changes to everybody, and returns after the response.

    ``committed`` returns the time of the last commit, or, without a database, the time at which sending began.
    """

    name: str
    port: int
    pid: int
    token: str | None
    quiet_path: str

    def emit(self, count: int) -> None: ...

    def committed(self) -> float: ...

    def announce_large(self, text: str) -> None: ...


class Laboratory:
    """The whole application: REST, validation, transaction, log, tail."""

    def __init__(self, name: str, lab: Lab) -> None:
        self.name = name
        self.lab = lab
        server = lab.start()
        self.port, self.pid = server.port, server.pid
        # Valid for longer than the run; the handshake checks it as usual.
        patient = lab.account(Role.PATIENT)
        self.token: str | None = lab.token_of(patient, seconds=86_400)
        admin = lab.account(Role.ADMIN)
        self.admin_token = lab.token_of(admin, seconds=86_400)
        self._api = lab.api(admin)
        self._app = lab.app
        self.quiet_path = "/health"
        self._round = 0

    def emit(self, count: int) -> None:
        """Change the prices of ``count`` exams."""
        price = self.next_price()
        if count == 1:
            self.reprice(1, price)
        else:
            self._api.post("/api/admin/prices", {"changes": [{"examId": n + 2, "price": price} for n in range(count)]})

    def next_price(self) -> str:
        """Return a price that no exam has now."""
        self._round += 1
        return f"{10 + self._round % 1000}.{self._round % 100:02}"

    def reprice(self, exam: int, price: str) -> None:
        """Change the price of one exam."""
        self._api.patch(f"/api/admin/exams/{exam}/price", {"price": price})

    def requests(self) -> int:
        """Return the number of requests that the server has answered, without those of this method."""
        text = self._api.request("GET", "/metrics").text
        return sum(
            int(float(line.rsplit(" ", 1)[1]))
            for line in text.splitlines()
            if line.startswith("lab_http_request_seconds_count") and 'route="/metrics"' not in line
        )

    def committed(self) -> float:
        """Return the time of the last entry of the log, which is set just before the commit and so includes it."""
        with self._app.app_context(), reading() as session:
            moment = session.scalar(select(EventEntry.created_at).order_by(EventEntry.seq.desc()).limit(1))
        assert moment is not None
        return float(moment.timestamp())

    def announce_large(self, text: str) -> None:
        """Send a message to everybody that is longer than REST accepts: it is committed to the log directly."""
        payload = SystemMessage(type="info", message=text, timestamp=iso(now()))
        with self._app.app_context(), unit_of_work() as work:
            work.record(Fact(FactName.MESSAGE_SENT, 1, payload=payload, report=False))
        # A commit of the server itself, without an event for the clients, which wakes its tail at once.
        self._api.post("/api/admin/messages", {"type": "info", "message": "now", "targetRole": "Medico"})

    def announce(self, text: str) -> None:
        """Send a system message to everybody."""
        self._api.post("/api/admin/messages", {"type": "info", "message": text})


class Peer:
    """A server in another process that emits upon a request for ``/emit``."""

    def __init__(self, name: str, port: int, process: subprocess.Popen[str], token: str) -> None:
        self.name, self.port, self.pid = name, port, process.pid
        self.token: str | None = token
        self.quiet_path = "/emit?count=0&size=0"
        self._session = requests.Session()
        self._began = 0.0

    def emit(self, count: int) -> None:
        """Emit ``count`` events of about the laboratory's size."""
        url = f"http://127.0.0.1:{self.port}/emit"
        self._began = float(self._session.get(url, params={"count": count, "size": 9}, timeout=120).text)

    def committed(self) -> float:
        """Return when it began to emit."""
        return self._began

    def announce_large(self, text: str) -> None:
        """Emit a message to everybody."""
        self._session.post(f"http://127.0.0.1:{self.port}/announce", data=text.encode(), timeout=120)


class Kernel:
    """The C program."""

    name = "C, one send per client"
    token: str | None = None
    quiet_path = ""

    def __init__(self, port: int, process: subprocess.Popen[str]) -> None:
        self.port, self.pid, self._process = port, process.pid, process

    def emit(self, count: int) -> None:
        """Send to every client, ``count`` times."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for _ in range(count):
            self._process.stdin.write("x")
            self._process.stdin.flush()
            self._process.stdout.readline()

    def committed(self) -> float:
        """Raise: it commits nothing."""
        raise NotImplementedError

    def announce_large(self, text: str) -> None:
        """Raise: it compresses nothing."""
        raise NotImplementedError

    def ready(self) -> None:
        """Wait until all clients are accepted."""
        assert self._process.stdout is not None
        self._process.stdout.readline()


def no_cluster() -> Cluster:
    """PostgreSQL, which is not used."""
    raise RuntimeError("this server runs on SQLite")


def no_node() -> NodeDriver:
    """The reference clients, which are not used."""
    raise RuntimeError("the benchmark brings its own clients")


@contextmanager
def _lab(kind: str, directory: Path, cluster: Callable[[], Cluster], engine: str) -> Iterator[Lab]:
    directory.mkdir()
    templates = directory / "templates"
    templates.mkdir()
    databases = Databases(templates, cluster)
    with open_lab(
        kind, directory, databases, node=no_node, redis=None, cold=True, REALTIME_ENGINE=engine, **LIMITS
    ) as lab:
        yield lab


@contextmanager
def laboratory(directory: Path, engine: str) -> Iterator[Laboratory]:
    """Run the application on SQLite with one of its engines."""
    with _lab("sqlite", directory, no_cluster, engine) as lab:
        yield Laboratory(f"this application, {engine} engine", lab)


@contextmanager
def laboratory_on_postgresql(directory: Path) -> Iterator[Laboratory | None]:
    """Run the application on PostgreSQL, as the tests start it; None where it is not installed."""
    if postgresql_binaries() is None:
        yield None
        return
    cluster = Cluster()
    try:
        with _lab("postgresql", directory, lambda: cluster, "fast") as lab:
            yield Laboratory("this application, on PostgreSQL", lab)
    finally:
        cluster.stop()


def _peer_token() -> str:
    from flask import Flask
    from flask_jwt_extended import JWTManager

    app = Flask("token")
    app.config["JWT_SECRET_KEY"] = SECRETS["JWT_SECRET_KEY"]
    JWTManager(app)
    with app.app_context():
        return str(create_access_token("1", expires_delta=False))


@contextmanager
def stock() -> Iterator[Peer]:
    """Run stock Flask-SocketIO."""
    with Port() as port:
        command = [sys.executable, str(HERE / "peer_stock.py"), str(port.number), SECRETS["JWT_SECRET_KEY"]]
        with running(command) as process:
            _answering(port.number)
            yield Peer("stock Flask-SocketIO", port.number, process, _peer_token())


@contextmanager
def node(*, deflates: bool = False, recovers: bool = False) -> Iterator[Peer | None]:
    """Run Socket.IO on Node, optionally with permessage-deflate or connection state recovery; None without Node."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        yield None
        return
    script = beside_packages("peer_node.mjs", CACHE, "socket.io@4.8", "jsonwebtoken@9")
    with Port() as port:
        command = ["node", str(script), str(port.number), SECRETS["JWT_SECRET_KEY"]]
        with running(command + ["deflate"] * deflates + ["recover"] * recovers) as process:
            yield Peer("Socket.IO on Node", port.number, process, _peer_token())


@contextmanager
def kernel(clients: int, size: int) -> Iterator[Kernel | None]:
    """Run the C program for ``clients`` clients; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        yield None
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    program = CACHE / "sender"
    subprocess.run([compiler, "-O2", "-o", str(program), str(HERE / "sender.c")], check=True)
    with Port() as port, running([str(program), str(port.number), str(clients), str(size)]) as process:
        yield Kernel(port.number, process)


def _answering(port: int) -> None:
    for _ in range(100):
        with suppress(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{port}/emit?count=0&size=0", timeout=5)
            return
        time.sleep(0.1)
    raise RuntimeError("the peer does not answer")
