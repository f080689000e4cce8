"""``python -m tests.bench.pages``: the response time of each page of the dashboard in a large laboratory.

The database is the demo laboratory with 2,000 exams and 10,000 entries in its log, over half a year and by all users.
Every GET route of the blueprint is requested by an administrator, in this process, without the network and without
other clients. CPU is that of this process, so that other load on the machine matters little.
"""

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labapp import create_app, seeds
from labapp.clock import now
from labapp.config import load_settings
from labapp.contract.facts import FactName
from labapp.events import log
from labapp.events.log import Fact
from labapp.extensions import db
from labapp.identity import Identity, Role
from labapp.models import Appointment, Category, EventCounter, Exam, Result, User
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account, create_account, open_dashboard
from tests.support.chromium import cookies_of
from tests.support.command import SECRETS
from tests.support.databases import Databases
from tests.support.postgresql import Cluster

EXAMS = 2_000
ENTRIES = 10_000
_DAYS = 180
_BATCH = 200
_HOST = "http://localhost"


def seed(*, exams: int = EXAMS, entries: int = ENTRIES) -> Account:
    """Fill an empty database, and return an administrator; requires an app context."""
    seeds.seed_demo()
    with Session(db.engine.execution_options(write=True)) as session:
        category = session.scalars(select(Category.id)).first()
        there = session.scalar(select(func.count()).select_from(Exam)) or 0
        session.add_all(
            Exam(code=f"B{n:05}", name=f"Prueba de carga {n}", category_id=category, price=Decimal(5 + n % 90))
            for n in range(exams - there)
        )
        session.commit()
        people = list(session.scalars(select(User.id).order_by(User.id)))
        rows = list(session.scalars(select(Exam.id).order_by(Exam.id)))
    _write(people, rows, entries)
    return create_account(Role.ADMIN, name="Medidora")


def _write(people: list[int], exams: list[int], entries: int) -> None:
    """Fill the log up to ``entries`` entries, as services write them, in batches spread over the last half year."""
    with reading() as session:
        missing = entries - (session.scalar(select(EventCounter.value)) or 0)
    moments = _moments(missing // _BATCH + 1)
    exam, person = itertools.cycle(exams), itertools.cycle(people)
    for start, moment in zip(range(0, missing, _BATCH), moments, strict=False):
        by = Identity(next(person), Role.ADMIN, session_id="", expires_at=0, address="10.0.0.7")
        with patch.object(log, "now", lambda moment=moment: moment), unit_of_work(by) as work:
            work.record(*(_change(next(exam), n) for n in range(start, min(start + _BATCH, missing))))


def _moments(number: int) -> Iterator[datetime]:
    first = now() - timedelta(days=_DAYS)
    return (first + timedelta(days=_DAYS) * step / number for step in range(number))


def _change(exam: int, number: int) -> Fact:
    before, after = {"price": f"{number % 90}.00"}, {"price": f"{number % 90 + 1}.00"}
    data = {"entityName": f"Prueba de carga {number}", "before": before, "after": after}
    return Fact(FactName.EXAM_PRICE_CHANGED, exam, data=data, before=before, after=after)


def pages(app: Flask) -> list[str]:
    """Return an address of every page of the blueprint, and of the most expensive searches."""
    with reading() as session:
        ids = {
            "appointments": session.scalar(select(func.min(Appointment.id))),
            "results": session.scalar(select(func.min(Result.id)).where(Result.status != "pending")),
            "people": session.scalar(select(func.max(Appointment.patient_id))),
        }
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("admin.") or "GET" not in (rule.methods or ()) or "<path:" in rule.rule:
            continue
        section = rule.rule.split("/")[2] if rule.rule.count("/") > 1 else ""
        found.append(rule.rule.replace("<int:row_id>", str(ids.get(section, 1))))
    today, month = now().date(), now().date() - timedelta(days=30)
    searches = (
        "/admin/exams?q=carga&sort=-price",
        "/admin/people?q=maria",
        "/admin/audit?page=150",
        "/admin/audit?userId=1",
        "/admin/audit?q=maria",
        "/admin/audit?q=nadie+se+llama+asi",
        "/admin/audit?entityType=exam&entityId=3",
        "/admin/audit?name=exam.price_changed",
        f"/admin/audit?from={month}&to={today}",
        f"/admin/audit?q=lucia&entityType=exam&from={month}&to={today}",
    )
    return [*sorted(found), *searches]


@dataclass(frozen=True, slots=True)
class Measured:
    """The status, the times in milliseconds, and the size of the response."""

    status: int
    median: float
    worst: float
    cpu: float
    size: int


def measure(client: FlaskClient, address: str, times: int) -> Measured:
    """Request a page ``times`` times, after one request that compiles its template."""
    took: list[float] = []
    cpu: list[float] = []
    status, size = 0, 0
    for number in range(times + 1):
        began, spent = time.perf_counter(), time.process_time()
        answer = client.get(address)
        size = len(answer.data)
        status = answer.status_code
        if number:
            took.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
    return Measured(status, statistics.median(took), max(took), statistics.median(cpu), size)


@contextmanager
def laboratory(kind: str, directory: Path) -> Iterator[Flask]:
    """Yield the application on a new database of ``kind``, in its context."""
    clusters: list[Cluster] = []

    def cluster() -> Cluster:
        if not clusters:
            clusters.append(Cluster())
        return clusters[0]

    templates = directory / "templates"
    templates.mkdir()
    try:
        with Databases(templates, cluster).fresh(kind, directory) as url:
            settings = SECRETS | {"DATABASE_URL": url, "INSTANCE_PATH": str(directory), "LOG_LEVEL": "ERROR"}
            app = create_app(load_settings(settings))
            with app.app_context():
                yield app
                db.engine.dispose()
    finally:
        for started in clusters:
            started.stop()


def run(app: Flask, *, times: int, only: str = "", say: Callable[[str], None] = print) -> int:
    """Measure every page and print a table; return the number of pages with a status other than 200."""
    account = seed()
    client = app.test_client()
    for cookie in cookies_of(open_dashboard(account), _HOST):
        client.set_cookie(cookie["name"], cookie["value"], path=cookie["path"], domain="localhost")
    failed = 0
    say(f"| Page ({EXAMS:,} exams, {ENTRIES:,} entries) | Median, ms | Worst, ms | CPU, ms | KB |")
    say("| --- | ---: | ---: | ---: | ---: |")
    for address in (one for one in pages(app) if only in one):
        found = measure(client, address, times)
        failed += found.status != 200
        note = "" if found.status == 200 else f" (answers {found.status})"
        times_taken = f"{found.median:.1f} | {found.worst:.1f} | {found.cpu:.1f}"
        say(f"| `{address}`{note} | {times_taken} | {found.size / 1024:.0f} |")
    return failed


def main() -> None:
    """Measure on the given kind of database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--only", default="", help="a part of the address")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, laboratory(arguments.kind, Path(directory)) as app:
        raise SystemExit(1 if run(app, times=arguments.times, only=arguments.only) else 0)


if __name__ == "__main__":
    main()
