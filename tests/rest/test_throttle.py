"""Guessing passwords: parallel guesses are not hashed, and an attack on an account does not keep its owner out."""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import gevent
import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.auth import devices, throttle
from labapp.auth.passwords import hash_password
from labapp.errors import ErrorCode, LabError, RateLimited, Unauthorized
from labapp.identity import Role
from labapp.services import sign_in as service
from tests.support.accounts import PASSWORD, Account, MakeAccount, create_account
from tests.support.event_log import entries
from tests.support.lab import MakeLab
from tests.support.redis import RedisServer

HOME = "203.0.113.77"


@pytest.fixture
def database_kind() -> str:
    """The throttle does not depend on the database."""
    return "sqlite"


@pytest.fixture(params=["memory", "redis"])
def environment(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Both storages of the counts."""
    if request.param == "memory":
        yield {}
    else:
        redis: RedisServer = request.getfixturevalue("redis_server")
        yield {"REDIS_URL": redis.url}


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed; hashing takes 20 ms and no CPU."""
    passwords: list[str] = []
    verify = service.verify_password

    def slowly(encoded: str | None, password: str) -> bool:
        passwords.append(password)
        gevent.sleep(0.02)
        return verify(encoded, password)

    monkeypatch.setattr(service, "verify_password", slowly)
    # How long it takes depends on the machine.
    monkeypatch.setattr(throttle, "_TURN_SECONDS", 60.0)
    return passwords


def sign_in(client: FlaskClient, account: Account, password: str, address: str, path: str = "/api/session") -> Any:
    body = {"email": account.email, "password": password}
    return client.post(path, json=body, environ_base={"REMOTE_ADDR": address})


def attack(app: Flask, account: Account, addresses: int = 50) -> list[int]:
    """Send one wrong password from each of many addresses, and return the statuses."""
    stranger = app.test_client()
    return [
        sign_in(stranger, account, "wrong", f"198.51.100.{host}", "/api/auth/login").status_code
        for host in range(addresses)
    ]


def guess(app: Flask, account: Account, password: str, address: str) -> LabError | None:
    with app.app_context():
        try:
            service.sign_in(email=account.email, password=password, address=address, user_agent=None)
        except LabError as error:
            return error
    return None


def reports(name: str) -> list[Any]:
    return [entry for entry in entries() if entry.name == name]


def test_parallel_guesses_from_one_address_are_not_hashed(app: Flask, patient: Account, hashed: list[str]) -> None:
    guesses = [gevent.spawn(guess, app, patient, f"wrong {number}", HOME) for number in range(250)]
    gevent.joinall(guesses, raise_error=True)
    kinds = [type(one.value) for one in guesses]
    assert (kinds.count(Unauthorized), kinds.count(RateLimited)) == (5, 245)
    assert len(hashed) == 5
    assert isinstance(guess(app, patient, patient.password, HOME), RateLimited)
    assert len(hashed) == 5
    assert [entry.name for entry in entries()] == ["session.refused"] * 5


def test_parallel_guesses_from_many_addresses_are_not_hashed(app: Flask, patient: Account, hashed: list[str]) -> None:
    guesses = [gevent.spawn(guess, app, patient, "wrong", f"198.51.100.{number}") for number in range(100)]
    gevent.joinall(guesses, raise_error=True)
    assert len(hashed) == 20
    assert [type(one.value) for one in guesses].count(throttle.AccountAttacked) == 80


def test_a_successful_attempt_gives_its_count_back(client: FlaskClient, patient: Account) -> None:
    for _ in range(4):
        assert sign_in(client, patient, "wrong", HOME, "/api/auth/login").status_code == 401
    for _ in range(10):
        assert sign_in(client, patient, patient.password, HOME, "/api/auth/login").status_code == 200
    assert sign_in(client, patient, "wrong", HOME, "/api/auth/login").status_code == 401
    assert sign_in(client, patient, patient.password, HOME, "/api/auth/login").status_code == 429


def test_a_few_are_hashed_at_once(
    app: Flask, make_account: MakeAccount, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = set[int](), [0]
    verify = service.verify_password

    def counted(encoded: str | None, password: str) -> bool:
        running.add(id(gevent.getcurrent()))
        most.append(len(running))
        try:
            return verify(encoded, password)
        finally:
            running.discard(id(gevent.getcurrent()))

    monkeypatch.setattr(service, "verify_password", counted)
    accounts = [make_account(Role.PATIENT) for _ in range(12)]
    for network, addresses, expected in (
        ("192.0.2", 1, throttle.HASHES_PER_CLIENT),
        ("198.51.100", 12, throttle.HASHES_OF_STRANGERS),
    ):
        most[:] = [0]
        spawned = [
            gevent.spawn(guess, app, one, one.password, f"{network}.{number % addresses}")
            for number, one in enumerate(accounts)
        ]
        gevent.joinall(spawned, raise_error=True)
        assert [one.value for one in spawned] == [None] * 12
        assert max(most) == expected
    assert throttle._clients == {}


def test_without_a_turn_within_a_second_an_attempt_is_refused_and_not_counted(
    app: Flask, patient: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = gevent.event.Event()

    def stuck(_encoded: str | None, _password: str) -> bool:
        release.wait()
        return False

    monkeypatch.setattr(service, "verify_password", stuck)
    guesses = [gevent.spawn(guess, app, patient, "wrong", HOME) for _ in range(4)]
    gevent.sleep(1.3)
    refused = [one.value for one in guesses if one.ready()]
    assert [(error.code, error.retry_after) for error in refused] == [(ErrorCode.RATE_LIMITED, 1.0)] * 2
    release.set()
    gevent.joinall(guesses, raise_error=True)
    results = [type(guess(app, patient, "wrong", HOME)) for _ in range(4)]
    assert results == [Unauthorized] * 3 + [RateLimited]


def test_a_known_device_signs_in_during_an_attack(app: Flask, client: FlaskClient, patient: Account) -> None:
    assert sign_in(client, patient, patient.password, HOME).status_code == 200
    statuses = attack(app, patient)
    assert statuses == [401] * 20 + [429] * 30
    # The owner moves with the browser, even to an address of the attack.
    assert sign_in(client, patient, patient.password, "192.0.2.99").status_code == 200
    for _ in range(5):
        sign_in(app.test_client(), patient, "wrong", "198.51.100.200")
    assert sign_in(client, patient, patient.password, "198.51.100.200").status_code == 200
    # Everybody else is slowed down, the owner without the mark and elsewhere included.
    refused = sign_in(app.test_client(), patient, patient.password, "192.0.2.98")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 600


def test_an_address_of_the_account_signs_in_during_an_attack(app: Flask, client: FlaskClient, patient: Account) -> None:
    assert sign_in(client, patient, patient.password, HOME, "/api/auth/login").status_code == 200
    attack(app, patient)
    assert sign_in(app.test_client(), patient, patient.password, HOME, "/api/auth/login").status_code == 200
    # An attack from the address itself still ends after five failures.
    statuses = [sign_in(client, patient, "wrong", HOME, "/api/auth/login").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_a_known_device_guesses_five_times_a_minute(client: FlaskClient, patient: Account) -> None:
    assert sign_in(client, patient, patient.password, HOME).status_code == 200
    statuses = [sign_in(client, patient, "wrong", f"192.0.2.{host}").status_code for host in range(6)]
    assert statuses == [401] * 5 + [429]
    assert sign_in(client, patient, patient.password, HOME).status_code == 429


def test_a_mark_is_of_one_account_and_cannot_be_forged(
    app: Flask, client: FlaskClient, patient: Account, other_patient: Account
) -> None:
    assert sign_in(client, other_patient, other_patient.password, HOME).status_code == 200
    cookie = client.get_cookie("lab_device")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Strict")
    assert other_patient.email not in cookie.decoded_value
    with app.test_request_context():
        assert devices.known_device(cookie.value, other_patient.email) is not None
        assert devices.known_device(cookie.value, patient.email) is None
        # Not the last character: part of its bits do not count.
        altered = cookie.value[:-5] + ("B" if cookie.value[-5] == "A" else "A") + cookie.value[-4:]
        for forged in (None, "", "x", altered, cookie.value + "A", "W10.x.y"):
            assert devices.known_device(forged, other_patient.email) is None
    attack(app, patient)
    assert sign_in(client, patient, patient.password, "192.0.2.5").status_code == 429


def test_people_who_share_a_device_are_all_known(
    app: Flask, client: FlaskClient, patient: Account, other_patient: Account
) -> None:
    for account in (patient, other_patient):
        assert sign_in(client, account, account.password, HOME).status_code == 200
    cookie = client.get_cookie("lab_device")
    assert cookie is not None
    with app.test_request_context():
        known = {devices.known_device(cookie.value, account.email) for account in (patient, other_patient)}
    assert len(known) == 1
    assert None not in known


def test_an_attack_is_reported_once(app: Flask, patient: Account, other_patient: Account) -> None:
    attack(app, patient)
    attack(app, patient, 25)
    (reported,) = reports("session.attacked")
    assert reported.report is not None
    assert (reported.entity_id, reported.after) == (patient.id, {"email": patient.email})
    attack(app, other_patient)
    # The addresses have failures left, the other account has its own report.
    assert [entry.entity_id for entry in reports("session.attacked")] == [patient.id, other_patient.id]


def test_the_counts_contain_no_personal_data(app: Flask, patient: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    limiter = app.extensions["rate_limiter"]
    hit = limiter.hit

    def noted(limit: Any, *key: str) -> float | None:
        keys.extend(key)
        result: float | None = hit(limit, *key)
        return result

    monkeypatch.setattr(limiter, "hit", noted)
    assert sign_in(app.test_client(), patient, "wrong", HOME).status_code == 401
    assert len(keys) >= 6
    assert [key for key in keys if patient.email in key or HOME in key] == []


def test_an_attacker_cannot_keep_the_owner_from_changing_the_password(
    app: Flask, client: FlaskClient, patient: Account
) -> None:
    attack(app, patient)
    body = {"currentPassword": patient.password, "newPassword": "Otra-clave-larga-2"}
    assert client.post("/api/auth/password", json=body, headers=patient.header).status_code == 200


def test_another_user_signs_in_while_guesses_pour_in(make_lab: MakeLab) -> None:
    lab = make_lab()
    server = lab.start()
    with lab.app.app_context():
        # With the real cost of a hash.
        encoded = hash_password(PASSWORD)
        victim, other = (create_account(Role.PATIENT, password_hash=encoded) for _ in range(2))

    def open_from(host: int) -> socket.socket:
        return socket.create_connection(("127.0.0.1", server.port), timeout=30, source_address=(f"127.0.0.{host}", 0))

    def send(connection: socket.socket, account: Account, password: str) -> None:
        body = json.dumps({"email": account.email, "password": password})
        head = f"Host: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        connection.sendall(f"POST /api/auth/login HTTP/1.1\r\n{head}\r\n\r\n{body}".encode())

    def status(connection: socket.socket) -> int:
        with connection:
            return int(connection.makefile("rb").readline().split()[1])

    def measure() -> tuple[int, float]:
        started = time.monotonic()
        connection = open_from(3)
        send(connection, other, PASSWORD)
        return status(connection), time.monotonic() - started

    measure()
    alone = measure()
    guesses = [open_from(2) for _ in range(250)]
    for number, connection in enumerate(guesses):
        send(connection, victim, f"wrong {number}")
    during = measure()
    statuses = [status(connection) for connection in guesses]
    print(f"a sign-in alone takes {alone[1] * 1000:.0f} ms, during the guesses {during[1] * 1000:.0f} ms")
    assert (alone[0], during[0], during[1] < 1.5) == (200, 200, True)
    assert (statuses.count(401), statuses.count(429)) == (5, 245)
