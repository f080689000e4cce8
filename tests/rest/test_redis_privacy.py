"""Redis contains no e-mail and no address: limits are counted under keyed digests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from labapp.identity import Role
from tests.support.accounts import create_account
from tests.support.application import open_application
from tests.support.redis import RedisServer

EMAIL = "ana.pena@lab.example"
ADDRESSES = ("192.0.2.77", "2001:db8:77:1::5")
PERSONAL = ("ana.pena", "nobody", "new.person", "192.0.2.77", "2001:", "0db8")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@contextmanager
def monitored(url: str) -> Iterator[list[str]]:
    """Collect every command that Redis executes within the block."""
    commands: list[str] = []
    with redis.Redis.from_url(url) as client, client.monitor() as monitor:
        stopping = threading.Event()

        def read() -> None:
            for one in monitor.listen():
                commands.append(str(one["command"]))
                if stopping.is_set() and "end-of-test" in commands[-1]:
                    return

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield commands
        finally:
            stopping.set()
            with redis.Redis.from_url(url) as other:
                other.echo("end-of-test")
            reader.join(10)
            assert not reader.is_alive()


def test_no_key_and_no_command_is_personal(database_url: str, tmp_path: Path, redis_server: RedisServer) -> None:
    with open_application(database_url, tmp_path, REDIS_URL=redis_server.url) as app:
        with app.app_context():
            create_account(Role.PATIENT, email=EMAIL)
        client = app.test_client()
        with monitored(redis_server.url) as commands:
            for address in ADDRESSES:
                origin = {"REMOTE_ADDR": address}
                for email in (EMAIL, "nobody@lab.example"):
                    body = {"email": email, "password": "wrong"}
                    answer = client.post("/api/auth/login", json=body, environ_base=origin)
                    assert answer.status_code == 401
                joined = {"email": f"new.person{len(address)}@lab.example", "name": "Ana", "password": "Clave-larga-1"}
                assert client.post("/api/auth/register", json=joined, environ_base=origin).status_code == 201
        with redis.Redis.from_url(redis_server.url, decode_responses=True) as seen:
            keys = [str(key) for key in seen.keys("*")]
    assert any("sign-in:account" in key for key in keys)
    assert any("registrations" in key for key in keys)
    assert len(commands) > 10
    assert [line for line in keys + commands if any(part in line for part in PERSONAL)] == []


def test_instances_count_together_and_a_network_of_ipv6_counts_once(
    database_url: str, tmp_path: Path, redis_server: RedisServer
) -> None:
    def fail(number: int, address: str) -> int:
        with open_application(database_url, tmp_path, REDIS_URL=redis_server.url) as app:
            body = {"email": f"n{number}@lab.example", "password": "wrong"}
            answer = app.test_client().post("/api/auth/login", json=body, environ_base={"REMOTE_ADDR": address})
            return answer.status_code

    statuses = [fail(number, f"2001:db8:77:1::{number}") for number in range(1, 7)]
    assert statuses == [401] * 5 + [429]
    assert fail(9, "2001:db8:77:2::1") == 401
