"""Fixtures that all tests share, from the database up to everybody connected to a running server.

What they are made of is in ``tests/support``. The conftest of a folder adds what only its tests need.
"""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask import Flask
from flask.testing import FlaskClient

from labapp.identity import Role
from tests.support.accounts import Account, MakeAccount, create_account
from tests.support.application import open_application
from tests.support.browser_fixtures import browser, playwright
from tests.support.compiled import keep_compiled_routes, keep_compiled_statements
from tests.support.connected_people import ConnectedPeople, connect_people
from tests.support.databases import Databases
from tests.support.lab import Lab, MakeLab, open_labs
from tests.support.memory import keep_files_in_memory
from tests.support.node import NodeDriver
from tests.support.policy_records import PolicyRecords, insert_policy_records
from tests.support.postgresql import Cluster
from tests.support.presentations import covering_set, sample
from tests.support.redis import RedisServer
from tests.support.rest import UNLIMITED
from tests.support.results import Ordered, insert_appointment
from tests.support.server import Server

# One driver and one Chromium for the whole session.
__all__ = ["browser", "playwright"]

# Must run before the first temporary file is created.
keep_files_in_memory()
keep_compiled_routes()
keep_compiled_statements()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs browser tests on every screen."""
    parser.addoption(
        "--every-presentation", action="store_true", help="run the tests marked `presented` in a covering set"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test marked ``presented`` the presentation, or the presentations, in which it runs."""
    if metafunc.definition.get_closest_marker("presented") is None or "presentation" not in metafunc.fixturenames:
        return
    name = metafunc.definition.nodeid
    chosen = covering_set(name) if metafunc.config.getoption("--every-presentation") else [sample(name)]
    metafunc.parametrize("presentation", chosen, ids=str, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first: at the end, one process would run them while the others have nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("long_file") is None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exclude the objects that imports have created from garbage collection: they live until the end."""
    gc.collect()
    gc.freeze()


# --- databases -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases; PostgreSQL is started by the first test that uses it."""
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
    """DATABASE_URL of a new database with every table and no rows."""
    with databases.fresh(database_kind, tmp_path) as url:
        yield url


# --- the application in this process -------------------------------------------------------------


@pytest.fixture
def environment() -> dict[str, str]:
    """Settings of ``app`` besides its database; a module overrides this fixture to change some."""
    return {}


@pytest.fixture
def app(database_url: str, tmp_path: Path, environment: dict[str, str]) -> Iterator[Flask]:
    """The application on a new database, within its context."""
    with open_application(database_url, tmp_path, **environment) as app, app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of ``app``."""
    return app.test_client()


@pytest.fixture(scope="module")
def shared_app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """One application for a module, outside of any context, so that requests do not share state."""
    directory = tmp_path_factory.mktemp("app")
    # The tables of the policy send every write of a person within a minute.
    settings = {"LOG_LEVEL": "ERROR", "RATE_LIMITS": UNLIMITED}
    with databases.fresh("sqlite", directory) as url, open_application(url, directory, **settings) as app:
        yield app


# --- accounts and records of ``app`` -------------------------------------------------------------


@pytest.fixture
def make_account(app: Flask) -> MakeAccount:
    """Create accounts: ``make_account(Role.DOCTOR, name="Dra. Quispe")``."""
    return create_account


@pytest.fixture
def admin(app: Flask) -> Account:
    """An administrator."""
    return create_account(Role.ADMIN)


@pytest.fixture
def patient(app: Flask) -> Account:
    """A patient with a name that is not ASCII."""
    return create_account(Role.PATIENT, name="Ana Peña")


@pytest.fixture
def other_patient(app: Flask) -> Account:
    """A patient who has nothing to do with the first."""
    return create_account(Role.PATIENT)


@pytest.fixture
def doctor(app: Flask) -> Account:
    """A doctor."""
    return create_account(Role.DOCTOR)


@pytest.fixture
def ordered(app: Flask, patient: Account, doctor: Account) -> Ordered:
    """A confirmed appointment of ``patient``, ordered by ``doctor``, without results."""
    return insert_appointment(patient, doctor)


@pytest.fixture(scope="module")
def records(shared_app: APIFlask) -> PolicyRecords:
    """The people and records of the policy tests, in the module's application."""
    with shared_app.app_context():
        return insert_policy_records()


# --- servers in processes of their own, and their clients ----------------------------------------


@pytest.fixture(scope="session")
def node() -> Iterator[Callable[[], NodeDriver]]:
    """Return the Node process of the reference clients; the first call starts it."""
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
    """A Redis server for one test."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def make_lab(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, node: Callable[[], NodeDriver]
) -> Iterator[MakeLab]:
    """Open laboratories for one test, which may kill and restart their servers."""
    with open_labs(lambda: tmp_path_factory.mktemp("lab"), databases, node) as make:
        yield make


@pytest.fixture(scope="module")
def make_shared_lab(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, node: Callable[[], NodeDriver]
) -> Iterator[MakeLab]:
    """Open laboratories that the tests of a module share."""
    with open_labs(lambda: tmp_path_factory.mktemp("lab"), databases, node) as make:
        yield make


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_lab(request: pytest.FixtureRequest, make_shared_lab: MakeLab) -> Lab:
    """One laboratory with one server, for a module whose tests do not disturb each other."""
    return make_shared_lab(request.param)


@pytest.fixture
def lab(shared_lab: Lab) -> Iterator[Lab]:
    """The module's laboratory, with no client connected at the start and at the end of the test."""
    yield shared_lab
    shared_lab.close_clients()


@pytest.fixture
def server(make_lab: MakeLab) -> Server:
    """A server for one test, on SQLite, with the default settings."""
    return make_lab().start()


@pytest.fixture(scope="module")
def people(shared_lab: Lab) -> ConnectedPeople:
    """Everybody connected, for a module that keeps its laboratory's clients between tests."""
    return connect_people(shared_lab)
