"""Fixtures of the realtime tests: accounts of the laboratory under test, and a Redis server for a module."""

from collections.abc import Iterator

import pytest

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.lab import Lab
from tests.support.redis import RedisServer


@pytest.fixture
def patient(lab: Lab) -> Account:
    return lab.account(Role.PATIENT)


@pytest.fixture
def admin(lab: Lab) -> Account:
    return lab.account(Role.ADMIN)


@pytest.fixture(scope="module")
def shared_redis() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()
