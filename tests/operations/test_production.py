"""Production: metrics need the token, addresses are those that proxies report, and the references can be off."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient

from tests.support.application import open_application
from tests.support.command import SECRETS
from tests.support.event_log import entries
from tests.support.lab import MakeLab
from tests.support.server import EMBEDDED, GUNICORN, Server

REFERENCES = ("/api/docs", "/api/openapi.json", "/api/asyncapi.json", "/api/events/docs")
TOKEN = "metrics-token-of-the-tests"
COMMANDS = pytest.mark.parametrize("command", [EMBEDDED, GUNICORN], ids=["embedded", "gunicorn"])


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@contextmanager
def client_of(url: str, directory: Path, **settings: str) -> Iterator[FlaskClient]:
    with open_application(url, directory, **settings) as app, app.app_context():
        yield app.test_client()


def test_metrics_need_a_token_in_production_from_wherever(database_url: str, tmp_path: Path) -> None:
    right, wrong = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer wrong"}
    remote = {"REMOTE_ADDR": "192.0.2.7"}
    with client_of(database_url, tmp_path, APP_ENV="production") as client:
        for header in ({}, wrong, {"Authorization": "Bearer None"}):
            assert client.get("/metrics", headers=header).status_code == 404
            assert client.get("/metrics", headers=header, environ_base=remote).status_code == 404
    with client_of(database_url, tmp_path, APP_ENV="production", METRICS_TOKEN=TOKEN) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers=wrong).status_code == 401
        assert b"lab_sockets" in client.get("/metrics", headers=right, environ_base=remote).data
    with client_of(database_url, tmp_path) as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", environ_base=remote).status_code == 403


def test_no_word_of_a_client_becomes_a_label(database_url: str, tmp_path: Path) -> None:
    with client_of(database_url, tmp_path) as client:
        for path in ("/api/auth/me", "/no-such-page", "/api/admin/exams/1"):
            assert client.open(path, method="INVENTED").status_code in (404, 405)
        metrics = client.get("/metrics").text
        assert 'lab_http_request_seconds_count{method="unknown",route="unknown",status="405"}' in metrics
        assert "INVENTED" not in metrics
        assert "no-such-page" not in metrics


def test_a_sign_in_without_https_says_what_is_missing(database_url: str, tmp_path: Path) -> None:
    with client_of(database_url, tmp_path, APP_ENV="production") as client:
        sent = {"Sec-Fetch-Dest": "document"}
        for address, headers, is_warned in (
            ("http://lab.example", {}, True),
            ("https://lab.example", {}, False),
            # A browser on localhost, or behind a proxy that does not name the scheme.
            ("http://lab.example", sent, False),
        ):
            answer = client.get("/admin/sign-in", base_url=address, headers=headers)
            assert ("Ábrala con https://" in answer.text) == is_warned, address


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "198.51.100.1"),
        ({"TRUSTED_PROXIES": "1"}, "203.0.113.3"),
        ({"TRUSTED_PROXIES": "2"}, "203.0.113.2"),
        ({"APP_ENV": "production"}, "203.0.113.3"),
        ({"APP_ENV": "production", "TRUSTED_PROXIES": "0"}, "198.51.100.1"),
        ({"APP_ENV": "production", "TRUSTED_PROXIES": "2"}, "203.0.113.2"),
    ],
)
def test_the_address_is_that_before_the_trusted_proxies(
    database_url: str, tmp_path: Path, settings: dict[str, str], expected: str
) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.1, 203.0.113.2, 203.0.113.3"}
    with client_of(database_url, tmp_path, **settings) as client:
        refused = client.post(
            "/api/auth/login",
            json={"email": "nobody@lab.example", "password": "wrong"},
            headers=forwarded,
            environ_base={"REMOTE_ADDR": "198.51.100.1"},
        )
        assert refused.status_code == 401
        assert [entry.address for entry in entries()] == [expected]


def test_the_references_can_be_turned_off(database_url: str, tmp_path: Path) -> None:
    with client_of(database_url, tmp_path) as client:
        assert {client.get(path).status_code for path in REFERENCES} == {200}
    with client_of(database_url, tmp_path, API_DOCS="off") as client:
        assert {client.get(path).status_code for path in REFERENCES} == {404}
        assert client.get("/api/catalog").status_code == 200


@COMMANDS
def test_the_server_listens_where_host_names(make_lab: MakeLab, command: tuple[str, ...]) -> None:
    server = make_lab().start(command=command, HOST="127.0.0.1")
    with pytest.raises(requests.ConnectionError):
        # Another address of this machine.
        requests.get(f"http://127.0.0.2:{server.port}/health", timeout=10)


@COMMANDS
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"HOST": "lab.example"}, "HOST: must be an IP address, such as 0.0.0.0 or ::1, not 'lab.example'"),
        ({"TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES: must be a number, not 'many'"),
        ({"API_DOCS": "maybe"}, "API_DOCS: must be one of on, off, not 'maybe'"),
        (
            {"APP_ENV": "production", "JWT_SECRET_KEY": SECRETS["SECRET_KEY"]},
            "JWT_SECRET_KEY: must not be the same as SECRET_KEY",
        ),
        (
            {"APP_ENV": "production", "SECRET_KEY": "x" * 40},
            "SECRET_KEY: repeats itself; generate it, for example with `openssl rand -hex 32`",
        ),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_line(
    tmp_path: Path, command: tuple[str, ...], settings: dict[str, str], expected: str
) -> None:
    server = Server({"INSTANCE_PATH": str(tmp_path)} | SECRETS | settings, tmp_path / "log", command, cold=True)
    with closing(server):
        server.launch()
        assert server.process.wait(30) != 0
        # gunicorn's first line says that it starts.
        lines = [line for line in server.log.splitlines() if "Starting gunicorn" not in line]
    assert lines == [expected]


def test_an_address_of_another_machine_is_named(tmp_path: Path) -> None:
    server = Server({"INSTANCE_PATH": str(tmp_path), "HOST": "192.0.2.1"} | SECRETS, tmp_path / "log", cold=True)
    with closing(server):
        server.launch()
        assert server.process.wait(30) != 0
        assert server.log.splitlines() == ["HOST: 192.0.2.1 cannot be listened on: Cannot assign requested address"]
