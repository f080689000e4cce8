"""Shared fixtures: databases, the app in this process, servers in processes of their own, and their clients."""

from collections.abc import Callable, Iterator
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
from tests.support.databases import Databases
from tests.support.postgresql import Cluster

SECRETS = {"SECRET_KEY": "s" * 32, "JWT_SECRET_KEY": "j" * 32}


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
    return create_account(Role.PATIENT)


@pytest.fixture
def other_patient(app: Flask) -> Account:
    return create_account(Role.PATIENT)


@pytest.fixture
def doctor(app: Flask) -> Account:
    return create_account(Role.DOCTOR)


@pytest.fixture
def auth_header() -> Callable[[Account], dict[str, str]]:
    return lambda account: account.header
