"""A laboratory under test: one database, its server processes, accounts and clients."""

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from apiflask import APIFlask
from flask_jwt_extended import create_access_token
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from labapp import create_app
from labapp.config import load_settings
from labapp.extensions import db
from labapp.identity import Role
from labapp.models import Category, Exam, Location, Package
from tests.support.accounts import Account, DashboardSession, create_account, open_dashboard
from tests.support.command import SECRETS, run_flask
from tests.support.databases import Databases
from tests.support.node import NodeClient, NodeDriver
from tests.support.python_client import PythonClient
from tests.support.redis import RedisServer
from tests.support.rest import Api
from tests.support.server import EMBEDDED, Server

EXAMS = 600


def build_template(url: str) -> None:
    """Migrate an empty database as a release does, and insert a small catalogue."""
    with tempfile.TemporaryDirectory(prefix="lab-release-") as instance:
        run_flask("db", "upgrade", DATABASE_URL=url, INSTANCE_PATH=instance).check_returncode()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with Session(engine) as session:
        category = Category(name="Química clínica")
        location = Location(name="Sede central", address="Calle 1", phone="555-0100", opening_hours="L-V 7-15")
        session.add_all([category, location])
        session.flush()
        exams = [
            Exam(code=f"EX{n}", name=f"Examen {n}", category_id=category.id, price=Decimal(10)) for n in range(EXAMS)
        ]
        session.add_all(exams)
        session.add(Package(code="PQ1", name="Perfil básico", price=Decimal(25), exams=exams[:3]))
        session.commit()
    engine.dispose()


class Lab:
    """One database and everything that runs on it; ``app`` is the application in this process, without a server."""

    def __init__(
        self,
        directory: Path,
        url: str,
        *,
        node: Callable[[], NodeDriver],
        redis: RedisServer | None,
        cold: bool = False,
        **settings: str,
    ) -> None:
        self.directory = directory
        self.redis = redis
        self.servers: list[Server] = []
        self._node = node
        self._cold = cold
        self._clients: list[NodeClient | PythonClient] = []
        self._apis: list[Api] = []
        self._numbers = itertools.count(1)
        # High limits, as most tests are not about them; those that are set their own.
        self.environment = SECRETS | {
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(directory),
            "LOG_LEVEL": "INFO",
            "HANDSHAKES_PER_SECOND": "1000",
            "OPEN_APPOINTMENTS_PER_PATIENT": "1000",
        }
        if redis is not None:
            self.environment["REDIS_URL"] = redis.url
        if engine := os.environ.get("LAB_TEST_ENGINE"):
            self.environment["REALTIME_ENGINE"] = engine
        self.environment |= settings
        # The test process is not patched for gevent and does not follow the log, so it does not use Redis.
        in_process = {name: value for name, value in self.environment.items() if name != "REDIS_URL"}
        self.app: APIFlask = create_app(load_settings(in_process | {"LOG_LEVEL": "ERROR"}))

    def launch(self, *, command: tuple[str, ...] = EMBEDDED, **settings: str) -> Server:
        """Start another instance without waiting for it."""
        number = next(self._numbers)
        log = self.directory / f"server-{number}.log"
        server = Server(self.environment | settings, log, command, cold=self._cold)
        self.servers.append(server)
        server.launch()
        return server

    def start(self, *, command: tuple[str, ...] = EMBEDDED, **settings: str) -> Server:
        """Start another instance and wait until it responds."""
        server = self.launch(command=command, **settings)
        server.wait()
        return server

    def start_pair(self, **settings: str) -> tuple[Server, Server]:
        """Start two instances at once."""
        first, second = self.launch(**settings), self.launch(**settings)
        first.wait()
        second.wait()
        return first, second

    @property
    def server(self) -> Server:
        """The first instance, started on first use."""
        return self.servers[0] if self.servers else self.start()

    def account(self, role: Role, **values: Any) -> Account:
        """Create an account with a session of its own."""
        with self.app.app_context():
            return create_account(role, **values)

    def open_dashboard(self, account: Account | None = None) -> DashboardSession:
        """Open a session of the dashboard, for a new administrator by default."""
        of = account or self.account(Role.ADMIN)
        with self.app.app_context():
            return open_dashboard(of)

    def token_of(self, account: Account, *, seconds: float, **claims: Any) -> str:
        """Return an access token of the account's session that expires in ``seconds``, with ``claims`` changed."""
        held = {"sid": account.identity.session_id, "ver": 0} | claims
        with self.app.app_context():
            lifetime = timedelta(seconds=seconds)
            return create_access_token(str(account.id), additional_claims=held, expires_delta=lifetime)

    def api(self, account: Account | None = None, server: Server | None = None) -> Api:
        """Return a REST client of an instance, signed in as ``account``."""
        api = Api((server or self.server).url, account.token if account else None)
        self._apis.append(api)
        return api

    def connect(self, account: Account, server: Server | None = None, **options: Any) -> NodeClient:
        """Open a reference client as ``account``, and wait for ``connected``."""
        client = self.open(server, **({"auth": {"token": account.token}} | options))
        client.connected()
        return client

    def open(self, server: Server | None = None, **options: Any) -> NodeClient:
        """Open a reference client with ``options``, without waiting."""
        client = self._node().open((server or self.server).url, **options)
        self._clients.append(client)
        return client

    def connect_python(self, account: Account, server: Server | None = None, **auth: Any) -> PythonClient:
        """Open python-socketio's client as ``account``, and wait for ``connected``."""
        client = PythonClient((server or self.server).url, account.token, **auth)
        self._clients.append(client)
        client.connected()
        return client

    def close_clients(self) -> None:
        """Close every client and REST connection; the servers keep running."""
        clients, self._clients = self._clients, []
        for client in clients:
            client.close()
        apis, self._apis = self._apis, []
        for api in apis:
            api.close()

    def close(self) -> None:
        """Stop everything; fail if a server has logged a traceback."""
        with ExitStack() as ends:
            ends.callback(self._dispose)
            for server in self.servers:
                ends.callback(server.close)
            ends.callback(self.close_clients)

    def _dispose(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


@contextmanager
def open_lab(
    kind: str,
    directory: Path,
    databases: Databases,
    *,
    node: Callable[[], NodeDriver],
    redis: RedisServer | None = None,
    cold: bool = False,
    **settings: str,
) -> Iterator[Lab]:
    """Yield a laboratory on a new database of ``kind``; with ``cold`` its servers are not forked."""
    with databases.fresh(kind, directory, template="lab", build=build_template) as url:
        lab = Lab(directory, url, node=node, redis=redis, cold=cold, **settings)
        try:
            yield lab
        finally:
            lab.close()


class MakeLab(Protocol):
    """Opens a laboratory on a new database of ``kind``; keyword arguments are settings of its servers."""

    def __call__(self, kind: str = "sqlite", *, redis: RedisServer | None = None, **settings: str) -> Lab: ...


@contextmanager
def open_labs(directory: Callable[[], Path], databases: Databases, node: Callable[[], NodeDriver]) -> Iterator[MakeLab]:
    """Yield a function that opens laboratories, each in a new ``directory()``; they are closed after the block."""
    with ExitStack() as labs:

        def make(kind: str = "sqlite", *, redis: RedisServer | None = None, **settings: str) -> Lab:
            return labs.enter_context(open_lab(kind, directory(), databases, node=node, redis=redis, **settings))

        yield make
