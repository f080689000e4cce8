"""Shared fixtures: databases, the app in this process, servers in processes of their own, and their clients."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp import create_app
from labapp.config import load_settings
from labapp.extensions import db
from labapp.identity import Role
from tests.support.accounts import Account, create_account
from tests.support.browser_fixtures import browser, playwright
from tests.support.command import SECRETS
from tests.support.connected_people import ConnectedPeople, connect_people
from tests.support.databases import Databases
from tests.support.lab import Lab, open_lab
from tests.support.memory import keep_files_in_memory
from tests.support.node import NodeDriver
from tests.support.postgresql import Cluster
from tests.support.redis import RedisServer
from tests.support.results import Ordered, insert_appointment
from tests.support.server import Server

__all__ = ["browser", "playwright"]

# Before anything asks where temporary files go.
keep_files_in_memory()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    clusters: list[Cluster] = []

    def cluster() -> Cluster:
        if not clusters:
            clusters.append(Cluster())
        return clusters[0]

    yield Databases(tmp_path_factory.mktemp("templates"), cluster)
    for started in clusters:
        started.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The database under test; a module that needs only one overrides this fixture."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.fresh(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def environment() -> dict[str, str]:
    """Settings of the app under test beside the database's; a module overrides this fixture to change some."""
    return {}


@pytest.fixture
def app(database_url: str, tmp_path: Path, environment: dict[str, str]) -> Iterator[Flask]:
    settings = {"DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path), "LOG_LEVEL": "WARNING"}
    app = create_app(load_settings(SECRETS | settings | environment))
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class MakeAccount(Protocol):
    """Makes an account of a role; keyword arguments are columns of User."""

    def __call__(self, role: Role, **values: Any) -> Account: ...


@pytest.fixture
def make_account(app: Flask) -> MakeAccount:
    return create_account


@pytest.fixture
def admin(app: Flask) -> Account:
    return create_account(Role.ADMIN)


@pytest.fixture
def patient(app: Flask) -> Account:
    return create_account(Role.PATIENT, name="Ana Peña")


@pytest.fixture
def other_patient(app: Flask) -> Account:
    return create_account(Role.PATIENT)


@pytest.fixture
def doctor(app: Flask) -> Account:
    return create_account(Role.DOCTOR)


@pytest.fixture
def ordered(app: Flask, patient: Account, doctor: Account) -> Ordered:
    """A confirmed appointment of ``patient``, ordered by ``doctor``, without results."""
    return insert_appointment(patient, doctor)


@pytest.fixture(scope="session")
def node() -> Iterator[Callable[[], NodeDriver]]:
    """The Node process of the reference clients, started when the first of them is opened."""
    drivers: list[NodeDriver] = []

    def driver() -> NodeDriver:
        if not drivers:
            drivers.append(NodeDriver())
        return drivers[0]

    yield driver
    for started in drivers:
        started.close()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()


class MakeLab(Protocol):
    """Makes a laboratory on a new database of ``kind``; keyword arguments are settings of its servers."""

    def __call__(self, kind: str = "sqlite", *, redis: RedisServer | None = None, **settings: str) -> Lab: ...


@contextmanager
def making_labs(
    directory: Callable[[], Path], databases: Databases, node: Callable[[], NodeDriver]
) -> Iterator[MakeLab]:
    with ExitStack() as labs:

        def make(kind: str = "sqlite", *, redis: RedisServer | None = None, **settings: str) -> Lab:
            return labs.enter_context(open_lab(kind, directory(), databases, node=node, redis=redis, **settings))

        yield make


@pytest.fixture
def make_lab(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, node: Callable[[], NodeDriver]
) -> Iterator[MakeLab]:
    """Laboratories of one test, to kill and restart as it likes."""
    with making_labs(lambda: tmp_path_factory.mktemp("lab"), databases, node) as make:
        yield make


@pytest.fixture(scope="module")
def make_shared_lab(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, node: Callable[[], NodeDriver]
) -> Iterator[MakeLab]:
    """Laboratories that the tests of a module share."""
    with making_labs(lambda: tmp_path_factory.mktemp("lab"), databases, node) as make:
        yield make


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_lab(request: pytest.FixtureRequest, make_shared_lab: MakeLab) -> Lab:
    """One laboratory with one server for a module whose tests do not disturb each other."""
    return make_shared_lab(request.param)


@pytest.fixture
def lab(shared_lab: Lab) -> Iterator[Lab]:
    """The module's laboratory, without anybody connected at the start and at the end of the test."""
    yield shared_lab
    shared_lab.close_clients()


@pytest.fixture
def server(make_lab: MakeLab) -> Server:
    """A server of this test alone, on SQLite, with settings as they come."""
    return make_lab().start()


@pytest.fixture(scope="module")
def people(shared_lab: Lab) -> ConnectedPeople:
    """Everybody connected, for a module that does not close its laboratory's clients between tests."""
    return connect_people(shared_lab)


def pytest_collection_finish() -> None:
    """Take what importing has made out of the garbage collector's sight: it stays until the end."""
    gc.collect()
    gc.freeze()
