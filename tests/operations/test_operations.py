"""The operator's commands: migrations, demo data, verification and retention, on both databases."""

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.events import DOMAIN_EVENTS
from labapp.contract.facts import FactName
from labapp.contract.socket import CLIENT_MESSAGES, SERVER_EVENTS
from labapp.events import chain, log, pruning
from labapp.events.keys import Keyring
from labapp.events.log import Fact
from labapp.identity import Identity, Role
from labapp.models import Appointment, EventAudience, EventCounter, EventEntry, Exam, Result, ResultFile, User
from labapp.realtime import gaps
from labapp.unit_of_work import reading, unit_of_work
from tests.support.command import SECRETS, run_flask
from tests.support.databases import Databases
from tests.support.node import NodeDriver
from tests.support.processes import REPOSITORY
from tests.support.rest import Api
from tests.support.server import Server

# Constants of config.py that are not settings.
NO_SETTINGS = {"DYNO", "FLASK_DEBUG", "LAB_SETTINGS", "DEBUG", "INFO", "WARNING", "ERROR"}
DEMO = {Role.ADMIN: "Admin-demo-1", Role.DOCTOR: "Medico-demo-1", Role.PATIENT: "Paciente-demo-1"}


def empty(url: str) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()


def migrated(url: str) -> None:
    done = run_flask("db", "upgrade", DATABASE_URL=url)
    assert done.returncode == 0, done.stderr


def seeded(url: str) -> None:
    migrated(url)
    done = run_flask("seed-demo", DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    for role, password in DEMO.items():
        assert f"{role.lower().replace('administrador', 'admin')}@lab.example / {password}" in done.stdout


@pytest.fixture
def empty_url(database_kind: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.fresh(database_kind, tmp_path, template="empty", build=empty) as url:
        yield url


@pytest.fixture
def migrated_url(database_kind: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.fresh(database_kind, tmp_path, template="migrated", build=migrated) as url:
        yield url


@pytest.fixture
def demo_url(database_kind: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.fresh(database_kind, tmp_path, template="demo", build=seeded) as url:
        yield url


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


@pytest.fixture
def demo(demo_url: str) -> Iterator[Session]:
    engine = engine_of(demo_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def query(url: str, statement: Any) -> list[Any]:
    engine = engine_of(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement) if isinstance(statement, str) else statement)
            return list(result) if result.returns_rows else []
    finally:
        engine.dispose()


# --- migrations ----------------------------------------------------------------------------------


def test_migrations_make_what_the_models_say_and_unmake_it(empty_url: str) -> None:
    assert run_flask("db", "upgrade", DATABASE_URL=empty_url).returncode == 0
    check = run_flask("db", "check", DATABASE_URL=empty_url)
    assert check.returncode == 0, check.stdout + check.stderr
    assert run_flask("db", "upgrade", DATABASE_URL=empty_url).returncode == 0
    assert run_flask("db", "downgrade", "base", DATABASE_URL=empty_url).returncode == 0
    engine = engine_of(empty_url)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    assert run_flask("db", "upgrade", DATABASE_URL=empty_url).returncode == 0


def test_a_difference_between_models_and_migrations_is_noticed(migrated_url: str) -> None:
    query(migrated_url, "ALTER TABLE message ADD COLUMN unexpected INTEGER")
    assert run_flask("db", "check", DATABASE_URL=migrated_url).returncode != 0


def test_a_new_database_begins_a_log_of_its_own(empty_url: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    epochs = set()
    for url in (empty_url, other):
        migrated(url)
        ((value, epoch, head_hash, pruned_to),) = query(
            url, "SELECT value, epoch, head_hash, pruned_to FROM event_counter"
        )
        assert (value, head_hash, pruned_to) == (0, chain.GENESIS, 0)
        epochs.add(epoch)
    assert len(epochs) == 2


def test_a_migration_that_fails_leaves_nothing(empty_url: str, tmp_path: Path) -> None:
    # The last table that the first revision creates exists already.
    query(empty_url, "CREATE TABLE result_file (result_id INTEGER)")
    assert run_flask("db", "upgrade", DATABASE_URL=empty_url).returncode != 0
    engine = engine_of(empty_url)
    assert inspect(engine).get_table_names() == ["result_file"]
    engine.dispose()


def test_two_releases_at_once_do_not_hurt_each_other(empty_url: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run_flask, "db", "upgrade", DATABASE_URL=empty_url).result for _ in range(2)]
    assert [(done().returncode, done().stderr) for done in both] == [(0, ""), (0, "")]
    assert query(empty_url, "SELECT count(*) FROM event_counter") == [(1,)]


# --- demo data -----------------------------------------------------------------------------------


def test_the_demo_data_is_what_is_promised(demo: Session) -> None:
    def count(model: Any, *where: Any) -> int:
        return demo.scalar(select(func.count()).select_from(model).where(*where)) or 0

    assert count(Exam) >= 60
    assert count(Exam, Exam.code == "") + count(Exam, Exam.preparation == "") + count(Exam, Exam.price <= 0) == 0
    assert query_names(demo, "category") == 8
    assert query_names(demo, "package") == 6
    assert query_names(demo, "location") == 3
    assert count(User, User.role == Role.PATIENT) == 20
    assert 2 <= count(User, User.role == Role.DOCTOR) <= 3
    # An hour can begin between the command and this test.
    moment = demo.scalars(select(func.max(EventEntry.created_at))).one()
    fortnight = timedelta(days=14)
    days = list(demo.scalars(select(Appointment.scheduled_at)))
    assert min(days) >= moment - fortnight - timedelta(days=1)
    assert max(days) <= moment + fortnight + timedelta(days=1)
    assert sum(day < moment for day in days) >= 10
    assert sum(day > moment for day in days) >= 10
    assert set(demo.scalars(select(Appointment.status))) == {"pending", "confirmed", "cancelled", "completed"}
    assert set(demo.scalars(select(Result.status))) == {"pending", "ready", "delivered"}
    # Future appointments have no result, and past ones are not open.
    for appointment in demo.scalars(select(Appointment)):
        over = appointment.scheduled_at < moment
        assert appointment.status in (("completed", "cancelled") if over else ("pending", "confirmed", "cancelled"))
    assert all(result.appointment.status == "completed" for result in demo.scalars(select(Result)))
    assert chain.first_altered(demo, Keyring(SECRETS["AUDIT_KEY"])) is None
    assert count(EventEntry) >= 50


def query_names(session: Session, table: str) -> int:
    return session.execute(text(f"SELECT count(DISTINCT name) FROM {table}")).scalar_one()


def test_every_file_of_the_demo_data_is_a_report_about_its_patient(demo: Session) -> None:
    rows = demo.execute(select(Result, ResultFile, User).join(ResultFile).join(User, User.id == Result.patient_id))
    seen = 0
    for result, file, patient in rows:
        pages = PdfReader(BytesIO(file.content)).pages
        written = pages[0].extract_text()
        assert len(pages) == 1
        assert result.size == len(file.content)
        for expected in (patient.name, patient.document_number, result.exam.code, result.exam_name):
            assert " ".join(expected.split()) in " ".join(written.split())
        seen += 1
    assert seen >= 20


def test_the_demo_accounts_see_what_is_theirs(demo_url: str, tmp_path: Path) -> None:
    environment = SECRETS | {"DATABASE_URL": demo_url, "INSTANCE_PATH": str(tmp_path)}
    server = Server(environment, tmp_path / "log")
    with closing(server), closing(Api(server.url)) as patient, closing(Api(server.url)) as doctor:
        server.start()
        with closing(Api(server.url)) as admin:
            admin.login("admin@lab.example", DEMO[Role.ADMIN])
            everything = admin.get("/api/admin/results", perPage=200)["items"]
        me = patient.login("paciente@lab.example", DEMO[Role.PATIENT])["user"]
        assert me["role"] == "Paciente"
        mine = patient.get("/api/results", perPage=200)["items"]
        assert mine
        assert {result["patientId"] for result in mine} == {me["id"]}
        content = patient.request("GET", f"/api/results/{mine[0]['id']}/pdf").content
        assert me["name"] in PdfReader(BytesIO(content)).pages[0].extract_text()
        others = next(r for r in everything if r["patientId"] != me["id"] and r["status"] == "ready")
        assert patient.request("GET", f"/api/results/{others['id']}/pdf").status_code == 404
        doctor.login("medico@lab.example", DEMO[Role.DOCTOR])
        ordered = doctor.get("/api/results", perPage=200)["items"]
        assert ordered
        assert len(ordered) < len(everything)


def test_demo_data_goes_only_into_an_empty_database(demo_url: str) -> None:
    before = query(demo_url, "SELECT value, head_hash FROM event_counter")
    refused = run_flask("seed-demo", DATABASE_URL=demo_url)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert run_flask("seed-demo", "--if-empty", DATABASE_URL=demo_url).returncode == 0
    assert query(demo_url, "SELECT value, head_hash FROM event_counter") == before
    assert query(demo_url, "SELECT count(*) FROM user_account WHERE role = 'Paciente'") == [(20,)]


def test_public_passwords_stay_out_of_production(migrated_url: str) -> None:
    refused = run_flask("seed-demo", DATABASE_URL=migrated_url, APP_ENV="production")
    assert refused.returncode == 1
    assert "--in-production" in refused.stderr
    assert query(migrated_url, "SELECT count(*) FROM user_account") == [(0,)]


def test_the_first_administrator_of_a_deployment(migrated_url: str, tmp_path: Path) -> None:
    given = {"ADMIN_EMAIL": "Jefa@Lab.Example", "ADMIN_PASSWORD": "una clave larga"}
    settings = {"DATABASE_URL": migrated_url, "APP_ENV": "production", "INSTANCE_PATH": str(tmp_path)}
    assert run_flask("create-admin", **settings, ADMIN_EMAIL="jefa", ADMIN_PASSWORD="una clave larga").returncode == 1
    assert run_flask("create-admin", **settings, **(given | {"ADMIN_PASSWORD": "corta"})).returncode == 1
    assert run_flask("create-admin", **settings, **(given | {"ADMIN_PASSWORD": "x" * 129})).returncode == 1
    made = run_flask("create-admin", **settings, **given)
    assert made.returncode == 0, made.stderr
    assert given["ADMIN_PASSWORD"] not in made.stdout + made.stderr
    assert run_flask("create-admin", **settings, **given).returncode == 1
    assert query(migrated_url, "SELECT email, role FROM user_account") == [("jefa@lab.example", "Administrador")]
    assert query(migrated_url, "SELECT name FROM event_log") == [("user.created",)]


# --- the audit trail -----------------------------------------------------------------------------


def test_verify_names_the_first_altered_entry(demo_url: str) -> None:
    clean = run_flask("audit", "verify", DATABASE_URL=demo_url)
    assert clean.returncode == 0
    assert "none altered" in clean.stdout
    query(demo_url, "UPDATE event_log SET user_id = 9999 WHERE seq IN (7, 12)")
    altered = run_flask("audit", "verify", DATABASE_URL=demo_url)
    assert altered.returncode == 1
    assert re.search(r"\bentry 7\b", altered.stderr)


def test_a_renewed_epoch_is_another_one_and_is_on_record(demo_url: str) -> None:
    ((before,),) = query(demo_url, "SELECT epoch FROM event_counter")
    renewed = run_flask("audit", "renew-epoch", DATABASE_URL=demo_url)
    assert renewed.returncode == 0
    ((after,),) = query(demo_url, "SELECT epoch FROM event_counter")
    assert after != before
    assert after in renewed.stdout
    assert run_flask("audit", "verify", DATABASE_URL=demo_url).returncode == 0


# --- retention -----------------------------------------------------------------------------------


def add_entries(number: int) -> None:
    for _ in range(number):
        with unit_of_work(address="127.0.0.1") as work:
            work.record(Fact(FactName.MESSAGE_SENT, 1))


def audience_of(session: Session) -> list[int]:
    return list(session.scalars(select(EventAudience.seq).order_by(EventAudience.seq)))


def test_pruning_ends_replay_and_keeps_the_trail(app: Flask) -> None:
    add_entries(6)
    with unit_of_work() as work:
        assert pruning.prune(work.session, now() - timedelta(days=1)) == 0
    with reading() as session:
        assert audience_of(session) == [1, 2, 3, 4, 5, 6]
        fourth = session.get_one(EventEntry, 4).created_at
    with unit_of_work() as work:
        # The clock of the fifth entry's writer was behind; everything after the fourth is kept all the same.
        work.session.execute(text("UPDATE event_log SET created_at = :then WHERE seq <= 3"), {"then": past(fourth)})
        work.session.execute(text("UPDATE event_log SET created_at = :then WHERE seq = 5"), {"then": past(fourth)})
    removed = []
    while not removed or removed[-1]:
        with unit_of_work() as work:
            removed.append(pruning.prune(work.session, fourth, limit=2))
    assert removed == [2, 1, 0]
    with reading() as session:
        assert audience_of(session) == [4, 5, 6]
        assert session.scalar(select(func.count()).select_from(EventEntry)) == 6
        assert log.head(session).pruned_to == 3
        epoch = log.head(session).epoch
        administrator = Identity(1, Role.ADMIN, "session", expires_at=0)
        answers = {
            seq: gaps.may_replay(session, gaps.Claim(epoch, seq), administrator, days=3650, limit=100)
            for seq in range(7)
        }
    assert answers == {0: False, 1: False, 2: False, 3: True, 4: True, 5: True, 6: True}


def past(moment: datetime) -> str:
    return (moment - timedelta(days=40)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def test_the_retention_is_the_setting(demo_url: str) -> None:
    ((entries, rows),) = query(
        demo_url, "SELECT (SELECT count(*) FROM event_log), (SELECT count(*) FROM event_audience)"
    )
    assert rows > 0
    assert "0 deliveries" in run_flask("events", "prune", DATABASE_URL=demo_url).stdout
    query(demo_url, f"UPDATE event_log SET created_at = '{past(now())}'")
    assert "0 deliveries" in run_flask("events", "prune", DATABASE_URL=demo_url, EVENT_RETENTION_DAYS="60").stdout
    pruned = run_flask("events", "prune", DATABASE_URL=demo_url, EVENT_RETENTION_DAYS="30")
    assert pruned.returncode == 0, pruned.stderr
    assert f"{rows} deliveries" in pruned.stdout
    assert query(demo_url, "SELECT count(*) FROM event_audience") == [(0,)]
    # The entries stay, and the pruning adds one.
    assert query(demo_url, select(func.count()).select_from(EventEntry)) == [(entries + 1,)]
    assert query(demo_url, select(EventCounter.pruned_to)) == [(entries,)]


# --- what is shipped -----------------------------------------------------------------------------


def test_every_setting_is_explained_where_an_operator_looks() -> None:
    source = (REPOSITORY / "labapp" / "config.py").read_text()
    names = set(re.findall(r'"([A-Z][A-Z_]+)"', source)) - NO_SETTINGS
    assert {"PORT", "DATABASE_URL", "METRICS_TOKEN", "LOG_LEVEL"} <= names
    example = (REPOSITORY / ".env.example").read_text()
    readme = (REPOSITORY / "README.md").read_text()
    assert {name for name in names if not re.search(rf"^#?{name}=", example, re.MULTILINE)} == set()
    assert {name for name in names if f"| `{name}`" not in readme} == set()


def test_every_event_and_message_is_explained_where_whoever_writes_a_client_looks() -> None:
    written = (REPOSITORY / "docs" / "events.md").read_text()
    names = set(DOMAIN_EVENTS) | {model.event for model in SERVER_EVENTS} | set(CLIENT_MESSAGES)
    assert {"catalog:update", "replay:complete", "subscribe"} <= names
    assert {name for name in names if f"`{name}`" not in written} == set()


def test_every_metric_is_explained_where_an_operator_looks() -> None:
    written = (REPOSITORY / "docs" / "operations.md").read_text()
    names = set(re.findall(r'"(lab_[a-z_]+)"', (REPOSITORY / "labapp" / "metrics.py").read_text()))
    assert "lab_loop_lag_seconds" in names
    assert {name for name in names if f"| `{name}` |" not in written} == set()


def test_the_first_steps_of_the_readme_work(demo_url: str, tmp_path: Path, node: Callable[[], NodeDriver]) -> None:
    found = re.search(r"```js\n(.*?)```", (REPOSITORY / "README.md").read_text(), re.DOTALL)
    assert found
    environment = SECRETS | {"DATABASE_URL": demo_url, "INSTANCE_PATH": str(tmp_path)}
    server = Server(environment, tmp_path / "log")
    with closing(server):
        server.start()
        steps = found[1].replace("http://localhost:4000", server.url)
        done = node().run(steps)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert [line.split()[0] for line in done.stdout.splitlines() if not line.startswith((" ", "}"))] == [
        "connected",
        "catalog:update",
    ]
    assert "type: 'price'" in done.stdout


def test_what_a_host_is_told_to_run_exists() -> None:
    manifest = json.loads((REPOSITORY / "app.json").read_text())
    assert {"SECRET_KEY", "JWT_SECRET_KEY", "AUDIT_KEY"} <= {
        name for name, entry in manifest["env"].items() if entry.get("generator") == "secret"
    }
    lines = (REPOSITORY / "Procfile").read_text().splitlines()
    commands = dict(line.split(": ", 1) for line in lines) | {"postdeploy": manifest["scripts"]["postdeploy"]}
    assert set(commands) == {"release", "web", "postdeploy"}
    for name in ("release", "postdeploy"):
        words = commands[name].split()
        assert words[:3] == ["flask", "--app", "wsgi"]
        assert run_flask(*words[3:], "--help").returncode == 0
    assert commands["web"] == "gunicorn -c python:labapp.gunicorn_conf wsgi:app"
