"""REST: CPU and requests a second, beside minimal applications that give the same answers from the same database."""

import json
import select
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

from labapp.clock import now
from labapp.identity import Role
from labapp.models import Appointment, AppointmentLine
from tests.bench.contenders import Laboratory
from tests.bench.load import cpu_seconds
from tests.bench.plan import Figures, Plan
from tests.bench.programs import CACHE, beside_packages, running
from tests.support.command import SECRETS
from tests.support.components import Port
from tests.support.databases import writing

_CALLERS = 8
_EXAMS = 500
_CATALOG, _ME, _LIST = "/api/catalog", "/api/auth/me", "/api/admin/appointments?perPage=50"
REQUESTS = {
    "catalog": "`GET /api/catalog`, 200",
    "current": "`GET /api/catalog`, 304",
    "me": "`GET /api/auth/me`",
    "price": "`PATCH` of a price",
    "list": "`GET /api/admin/appointments`, 50 of them",
}
SERVERS = {"own": "this application", "flask": "Flask and SQLAlchemy", "express": "Express"}


class Caller:
    """A connection that sends the next request after the response. Requests are bytes."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._data = b""

    def receive(self) -> tuple[int, bytes, bytes] | None:
        """Read once; return status, head and body of the response if it is complete."""
        if not (more := self.socket.recv(1 << 18)):
            raise ConnectionError(f"closed by the server: {self._data[:200]!r}")
        self._data += more
        head, separator, body = self._data.partition(b"\r\n\r\n")
        if not separator:
            return None
        status = int(head[9:12])
        lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if status != 304 and len(body) < int(lengths[0]):
            return None
        self._data = b""
        return status, head, body

    def call(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send a request and return its response."""
        self.socket.sendall(request)
        while (response := self.receive()) is None:
            pass
        return response


class Requests:
    """The requests to one server, as bytes."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._number = int(time.time() * 1e3)

    def get(self, path: str, tag: str = "") -> bytes:
        """Return a GET with the token, and with ``If-None-Match`` if a tag is given."""
        more = f"If-None-Match: {tag}\r\n" if tag else ""
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self._token}\r\n{more}\r\n".encode()

    def reprice(self) -> bytes:
        """Return a PATCH to a price that the exam does not have. No two callers change one exam at the same time."""
        self._number += 1
        exam = self._number % _EXAMS + 1
        body = json.dumps({"price": f"{self._number % 1_000_000 / 100:.2f}"})
        return (
            f"PATCH /api/admin/exams/{exam}/price HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self._token}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


@contextmanager
def _callers(port: int) -> Iterator[list[Caller]]:
    opened = [Caller(port) for _ in range(_CALLERS)]
    try:
        yield opened
    finally:
        for caller in opened:
            caller.socket.close()


def _rate(callers: list[Caller], make: Callable[[], bytes], expected: int, count: int) -> float:
    """Send ``count`` requests over all connections at once. Return the responses a second."""
    by_number = {caller.socket.fileno(): caller for caller in callers}
    poll = select.epoll()
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    began, sent, done = time.perf_counter(), min(len(callers), count), 0
    for caller in callers[:sent]:
        caller.socket.sendall(make())
    while done < sent:
        for number, _ in poll.poll(30):
            if (response := by_number[number].receive()) is None:
                continue
            if response[0] != expected:
                raise RuntimeError(f"status {response[0]}: {response[2][:200]!r}")
            done += 1
            if sent < count:
                by_number[number].socket.sendall(make())
                sent += 1
    poll.close()
    return done / (time.perf_counter() - began)


def _measure(server: str, port: int, pid: int, token: str, figures: Figures, plan: Plan) -> None:
    requests = Requests(token)
    with _callers(port) as callers:
        head = callers[0].call(requests.get(_CATALOG))[1].decode()
    tag = next(line.split(":", 1)[1].strip() for line in head.split("\r\n") if line.lower().startswith("etag:"))
    kinds: dict[str, tuple[Callable[[], bytes], int]] = {
        "catalog": (lambda: requests.get(_CATALOG), 200),
        "current": (lambda: requests.get(_CATALOG, tag), 304),
        "me": (lambda: requests.get(_ME), 200),
        "list": (lambda: requests.get(_LIST), 200),
        # The last: it changes the tag.
        "price": (requests.reprice, 200),
    }
    for key, (make, expected) in kinds.items():
        costs, rates = [], []
        # New connections: the server closes those that are idle.
        with _callers(port) as callers:
            _rate(callers, make, expected, plan.requests // 4)
            for _ in range(plan.repeats):
                before = cpu_seconds(pid)
                rates.append(_rate(callers, make, expected, plan.requests))
                costs.append((cpu_seconds(pid) - before) / plan.requests)
        figures.values[f"rest_{key}_{server}_cpu"] = statistics.median(costs)
        figures.values[f"rest_{key}_{server}_rate"] = statistics.median(rates)


def _answers(port: int, token: str) -> list[Any]:
    """Return what a server answers to the reads, in an order that does not depend on it."""
    requests = Requests(token)
    with _callers(port) as callers:
        catalog, me, listed = (json.loads(callers[0].call(requests.get(path))[2]) for path in (_CATALOG, _ME, _LIST))
    # Without the version, which the others do not have.
    kinds = ("categories", "exams", "packages", "locations")
    return [*(sorted(catalog[kind], key=lambda row: int(row["id"])) for kind in kinds), me, listed]


def _insert_appointments(one: Laboratory, count: int) -> None:
    patients = [one.lab.account(Role.PATIENT).id for _ in range(2)]
    moment = now().replace(microsecond=0)
    with one.lab.app.app_context(), writing() as session:
        session.add_all(
            Appointment(
                patient_id=patients[number % len(patients)],
                location_id=1,
                scheduled_at=moment + timedelta(hours=number),
                created_at=moment,
                lines=[AppointmentLine(exam_id=number % _EXAMS + 1, price=Decimal("10.00"))],
            )
            for number in range(count)
        )


def _wait_for(port: int) -> None:
    for _ in range(100):
        with suppress(ConnectionRefusedError):
            Caller(port).socket.close()
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not listen")


def rest(one: Laboratory, figures: Figures, plan: Plan) -> None:
    """Measure this application, then the others on its database: Flask, and Express on SQLite.

    Raises RuntimeError if a server answers something else than this application.
    """
    _insert_appointments(one, plan.appointments)
    url = one.lab.environment["DATABASE_URL"]
    commands = {"flask": [sys.executable, "-m", "tests.bench.peer_flask"]}
    if plan.express and url.startswith("sqlite") and shutil.which("node") and shutil.which("npm"):
        packages = ("better-sqlite3@12", "express@5", "jsonwebtoken@9")
        try:
            commands["express"] = ["node", str(beside_packages("peer_express.mjs", CACHE / "express", *packages))]
        except subprocess.CalledProcessError as error:
            print(f"without Express, as npm failed: {error.stderr[-500:]!r}", flush=True)
    _measure("own", one.port, one.pid, one.admin_token, figures, plan)
    expected = _answers(one.port, one.admin_token)
    for server, command in commands.items():
        target = url.removeprefix("sqlite:///") if server == "express" else url
        with Port() as port, running([*command, str(port.number), SECRETS["JWT_SECRET_KEY"], target]) as process:
            _wait_for(port.number)
            for own, other in zip(expected, _answers(port.number, one.admin_token), strict=True):
                if own != other:
                    raise RuntimeError(f"{server} answers {str(other)[:300]} instead of {str(own)[:300]}")
            _measure(server, port.number, process.pid, one.admin_token, figures, plan)
            # With the prices that it has set.
            expected = _answers(port.number, one.admin_token)


MEANING = f"""
Median CPU of the server process and responses a second, with {_CALLERS} connections on which a request follows each
response, all on one machine. The others are the smallest applications that give the same answers from the same tables:
they verify the token and read its sign-in session, but have no event log, no audit, no limits and no cache. The run
compares the answers. A commit on SQLite waits for the disk in all of them; PostgreSQL runs without `fsync`.
"""


def table(found: list[Figures]) -> str:
    """Return the figures as a Markdown table, empty if there are none."""
    columns = [
        (one, server, f"{words}, {'PostgreSQL' if one.name.endswith('PostgreSQL') else 'SQLite'}")
        for one in found
        for server, words in SERVERS.items()
        if f"rest_me_{server}_cpu" in one.values
    ]
    if not columns:
        return ""
    lines = ["| | " + " | ".join(title for *_, title in columns) + " |", "| --- |" + " ---: |" * len(columns)]
    for key, words in REQUESTS.items():
        cells = []
        for one, server, _ in columns:
            cpu, rate = (one.values[f"rest_{key}_{server}_{what}"] for what in ("cpu", "rate"))
            ratio = one.values[f"rest_{key}_own_cpu"] / cpu
            cells.append(f"{cpu * 1e3:.2f} ms, {rate:,.0f}/s" + ("" if server == "own" else f" (ratio {ratio:.2f})"))
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", "Ratios are of CPU: this application to the other."])
