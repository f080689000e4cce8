"""Rate limits of REST: each limit of the table, its key, its refusal, and its setting."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from apiflask import APIFlask
from flask import Flask, abort
from flask.testing import FlaskClient
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.test import TestResponse

from labapp.clock import iso, now
from labapp.http import rate_limits
from labapp.identity import Role
from labapp.rate_limit import LocalCounters
from labapp.services import own_password, users
from labapp.setting_fields import SettingError
from tests.support.accounts import PASSWORD, Account, create_account
from tests.support.application import open_application
from tests.support.databases import Databases
from tests.support.event_log import entries
from tests.support.redis import RedisServer

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"


@dataclass(frozen=True, slots=True)
class Reached:
    """Requests that reach a limit: the path, the account, the body, and the status within the limit."""

    method: str
    path: str
    role: Role | None
    body: Any
    status: int
    limit: int


REACHED = {
    "writes": Reached("POST", "/api/auth/me/inbox/read", Role.PATIENT, {}, 422, 60),
    "admin-writes": Reached("POST", "/api/admin/categories", Role.ADMIN, {}, 422, 600),
    "profile-changes": Reached("PATCH", "/api/auth/me", Role.DOCTOR, {"name": "Otra"}, 200, 10),
    "document-proposals": Reached("PATCH", "/api/auth/me", Role.PATIENT, {"documentNumber": "44556677"}, 200, 5),
    "password-changes": Reached("POST", "/api/auth/password", Role.PATIENT, None, 200, 5),
    "second-factor-changes": Reached(
        "POST", "/api/auth/me/recovery-codes", Role.PATIENT, {"currentPassword": PASSWORD}, 409, 30
    ),
    "erasure-requests": Reached(
        "POST", "/api/auth/me/erasure-request", Role.PATIENT, {"currentPassword": PASSWORD}, 201, 5
    ),
    "bookings": Reached("POST", "/api/appointments", Role.PATIENT, {}, 201, 30),
    "exports": Reached("GET", "/api/admin/events.csv", Role.ADMIN, None, 200, 10),
    "own-data": Reached("GET", "/api/auth/me/export", Role.PATIENT, None, 200, 5),
    "registrations": Reached("POST", "/api/auth/register", None, None, 201, 20),
    "sign-ins": Reached("POST", "/api/auth/login", None, {}, 422, 300),
    "forgotten-passwords": Reached("POST", "/api/auth/password/forgotten", None, {"email": "a@lab.example"}, 409, 20),
    "password-resets": Reached(
        "POST", "/api/auth/password/reset", None, {"token": "x", "newPassword": "una clave larga"}, 401, 30
    ),
    "refreshes": Reached("POST", "/api/auth/refresh", None, {"refreshToken": "x"}, 401, 600),
    "anonymous-reads": Reached("GET", "/api/docs", None, None, 200, 600),
}


@pytest.fixture
def database_kind() -> str:
    """The limits do not depend on the database."""
    return "sqlite"


@pytest.fixture(params=["memory", "redis"])
def environment(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Both storages of the counts. Patients can have more appointments than the bookings of an hour."""
    settings = {"OPEN_APPOINTMENTS_PER_PATIENT": "100"}
    if request.param == "redis":
        redis: RedisServer = request.getfixturevalue("redis_server")
        settings["REDIS_URL"] = redis.url
    return settings


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing takes no time here."""
    monkeypatch.setattr(users, "hash_password", lambda password: f"no hash of {password}")
    monkeypatch.setattr(own_password, "verify_password", lambda encoded, password: True)


def assert_limited(answer: TestResponse) -> None:
    """Check a refusal by a rate limit."""
    assert answer.status_code == 429
    assert answer.json is not None
    assert answer.json["code"] == "rate_limited"
    assert answer.content_type == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 86_400
    unit = "segundo" if int(answer.headers["Retry-After"]) < 60 else "(minuto|hora|día)"
    assert re.search(rf"Inténtelo de nuevo dentro de \d+ {unit}s?\.$", answer.json["detail"])


def send(
    client: FlaskClient, name: str, account: Account | None, number: int, *, body: Any = None, address: str = HERE
) -> TestResponse:
    """Send one request that counts for the limit."""
    one = REACHED[name]
    body = one.body if body is None else body
    if name == "registrations":
        body = {"email": f"n{number}@lab.example", "password": "una clave larga", "name": "Ana"}
    elif name == "password-changes":
        body = {"currentPassword": f"clave larga {number}", "newPassword": f"clave larga {number + 1}"}
    options: dict[str, Any] = {} if body is None else {"json": body}
    headers = account.header if account else {}
    answer = client.open(one.path, method=one.method, headers=headers, environ_base={"REMOTE_ADDR": address}, **options)
    answer.get_data()
    return answer


@pytest.mark.parametrize("name", [limit.name for limit in rate_limits.LIMITS])
def test_each_limit_of_the_table_is_reached(client: FlaskClient, name: str, new: dict[str, Any]) -> None:
    one = REACHED[name]
    body = new if name == "bookings" else None
    account = create_account(one.role) if one.role else None
    other = create_account(one.role) if one.role else None
    statuses = []
    for number in range(one.limit):
        if name == "bookings":
            # A patient has one visit at a time.
            body = new | {"scheduledAt": iso(now() + timedelta(days=1, hours=number))}
        answer = send(client, name, account, number, body=body)
        statuses.append(answer.status_code)
        if name == "password-changes" and account is not None and answer.json:
            # The change has ended the session of the token.
            token = answer.json["accessToken"]
            account = Account(account.id, account.role, account.email, "", account.identity, token, "")
    assert set(statuses) == {one.status}
    # Where a minute ends meanwhile, the first requests leave the window by and by.
    for _ in range(one.limit // 10):
        if send(client, name, account, one.limit, body=body).status_code == 429:
            break
    before = len(entries())
    assert_limited(send(client, name, account, one.limit, body=body))
    assert len(entries()) == before
    # A limit by user does not depend on the address, a limit by address ends at the address.
    if account is not None:
        assert_limited(send(client, name, account, one.limit, body=body, address=ELSEWHERE))
        assert send(client, name, other, one.limit, body=body).status_code != 429
    else:
        assert send(client, name, None, one.limit, address=ELSEWHERE).status_code == one.status


def test_three_hundred_changes_of_a_profile_leave_ten_entries(client: FlaskClient, patient: Account) -> None:
    answers = [
        client.patch("/api/auth/me", json={"name": f"Nombre {number}"}, headers=patient.header) for number in range(300)
    ]
    assert [answer.status_code for answer in answers[:11]] == [200] * 10 + [429]
    assert len(entries()) == 10


def test_a_malformed_request_does_not_count_by_the_hour(client: FlaskClient, patient: Account) -> None:
    for _ in range(15):
        assert client.patch("/api/auth/me", json={"role": "Medico"}, headers=patient.header).status_code == 422
    assert client.patch("/api/auth/me", json={"name": "Otra"}, headers=patient.header).status_code == 200


def test_a_proposed_document_number_has_a_limit_of_its_own(client: FlaskClient, patient: Account) -> None:
    def change(body: Any) -> int:
        return client.patch("/api/auth/me", json=body, headers=patient.header).status_code

    # Neither a malformed number, nor a withdrawal, nor another change counts.
    assert [change({"documentNumber": "x" * 41}) for _ in range(6)] == [422] * 6
    assert [change({"documentNumber": str(number)}) for number in range(5)] == [200] * 5
    assert [change({"documentNumber": "6"}), change({"documentNumber": "6", "name": "Otra"})] == [429, 429]
    assert [change({"documentNumber": None}), change({"documentNumber": ""}), change({"name": "Otra"})] == [200] * 3


def test_every_route_is_limited_or_reads_for_a_user(app: Flask, client: FlaskClient) -> None:
    limited = rate_limits.limited_routes()
    values = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001", "": "x"}
    unlimited = []
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if not rule.rule.startswith("/api/") or (method, rule.rule) in limited:
                continue
            path = re.sub(r"<(?:(\w+):)?\w+>", lambda found: values[found[1] or ""], rule.rule)
            unlimited.append((method, path))
    assert unlimited
    assert {(method, client.open(path, method=method).status_code) for method, path in unlimited} == {("GET", 401)}


def test_the_contract_documents_the_refusal_of_every_limited_operation(app: Flask, client: FlaskClient) -> None:
    paths = client.get("/api/openapi.json").json["paths"]
    operations = {
        (method.upper(), path): operation for path, methods in paths.items() for method, operation in methods.items()
    }
    documented = {key for key, operation in operations.items() if "429" in operation["responses"]}
    limited = {(method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)) for method, path in rate_limits.limited_routes()}
    assert documented == limited & set(operations)
    assert len(documented) > 40
    for key in documented:
        assert "Retry-After" in operations[key]["responses"]["429"]["headers"]


def test_the_documented_table_is_current() -> None:
    text = rate_limits.DOCUMENT.read_text()
    assert text == rate_limits.with_table(text), "run `make settings`"


@pytest.fixture
def open_with(databases: Databases, tmp_path: Path) -> Iterator[Callable[[str], APIFlask]]:
    """Open applications with a value of RATE_LIMITS."""
    with ExitStack() as opened, databases.fresh("sqlite", tmp_path) as url:
        yield lambda value: opened.enter_context(open_application(url, tmp_path, RATE_LIMITS=value))


def test_a_setting_changes_a_limit_or_turns_it_off(open_with: Callable[[str], APIFlask]) -> None:
    app = open_with("anonymous-reads=2/minute, refreshes=off")
    client = app.test_client()
    assert [client.get("/api/docs").status_code for _ in range(3)] == [200, 200, 429]
    body = {"refreshToken": "x"}
    assert {client.post("/api/auth/refresh", json=body).status_code for _ in range(601)} == {401}


@pytest.mark.parametrize(
    "value", ["unknown=1/minute", "writes", "writes=", "writes=0/minute", "writes=fast", "writes=5/year", "=5/minute"]
)
def test_a_wrong_limit_ends_the_start_with_one_line(open_with: Callable[[str], APIFlask], value: str) -> None:
    with pytest.raises(SettingError) as refusal:
        open_with(value)
    assert str(refusal.value).startswith("RATE_LIMITS: ")
    assert "\n" not in str(refusal.value)


def test_every_overload_says_when_to_retry(app: APIFlask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for status in (429, 503):
        app.view_functions["auth.me"] = lambda status=status: abort(status)
        answer = client.get("/api/auth/me")
        assert (answer.status_code, answer.headers["Retry-After"]) == (status, "2")
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.headers["Retry-After"]) == (503, "2")


def test_the_limits_hold_while_redis_is_away(app: Flask, client: FlaskClient, request: pytest.FixtureRequest) -> None:
    account = create_account(Role.DOCTOR)
    if "redis_server" in request.fixturenames:
        request.getfixturevalue("redis_server").stop()
    answers = [client.patch("/api/auth/me", json={"name": f"N {n}"}, headers=account.header) for n in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert_limited(answers[-1])


def test_the_counters_of_a_process_follow_the_rule_that_redis_has(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, random = [1_000_000.0], Random(13)
    monkeypatch.setattr(time, "time", lambda: clock[0])
    reference, own = SlidingWindowCounterRateLimiter(MemoryStorage()), LocalCounters()
    limits = [RateLimitItemPerSecond(5), RateLimitItemPerSecond(7, 3), RateLimitItemPerMinute(20)]
    answers = []
    for _ in range(5_000):
        clock[0] += random.choice((0, 0, 0.01, 0.02, 0.1, 0.4))
        limit, key = random.choice(limits), random.choice("abc")
        allowed = reference.hit(limit, key)
        wait = own.hit(limit, (key,))
        assert (wait is None) == allowed
        if wait is not None:
            assert wait == pytest.approx(reference.get_window_stats(limit, key).reset_time - clock[0])
        answers.append(allowed)
    assert 1_000 < sum(answers) < 4_000


def test_the_counters_of_a_process_forget_what_no_longer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, limit, counters = [1_000_000.0], RateLimitItemPerMinute(10), LocalCounters()
    monkeypatch.setattr(time, "time", lambda: clock[0])
    for number in range(20_000):
        clock[0] += 0.1
        assert counters.hit(limit, (str(number),), cost=10) is None
        # What counts stays, among all that is looked at and forgotten.
        assert counters.hit(limit, (str(max(0, number - 300)),), cost=10) is not None
    assert len(counters) < 4_000
