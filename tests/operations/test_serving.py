"""Serving with ``make run``, the embedded server and gunicorn, and a clean stop of each."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from labapp.identity import Role
from tests.support.command import SECRETS
from tests.support.components import Port, missing
from tests.support.lab import MakeLab
from tests.support.processes import REPOSITORY
from tests.support.rest import Api
from tests.support.server import EMBEDDED, GUNICORN, Server

STOP_SECONDS = 20.0
COMMANDS = pytest.mark.parametrize("command", [EMBEDDED, GUNICORN], ids=["embedded", "gunicorn"])
ACCOUNTS = {
    "admin@lab.example": "Admin-demo-1",
    "medico@lab.example": "Medico-demo-1",
    "paciente@lab.example": "Paciente-demo-1",
}


def checkout(directory: Path) -> Path:
    """Copy the tracked files, with a virtual environment that has everything installed."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        source, target = REPOSITORY / name, directory / name
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    environment = directory / ".venv"
    environment.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (environment / name).symlink_to(Path(sys.prefix) / name)
    (environment / ".run").touch()
    return directory


@contextmanager
def make_run(directory: Path, **settings: str) -> Iterator[tuple[str, "subprocess.Popen[str]", list[str]]]:
    """Run ``make run`` until it serves; yield the address, the process of make, and its output lines."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = inherited | {"LOG_LEVEL": "WARNING"} | settings
    process = subprocess.Popen(
        ["make", "run"],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    serving = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if "Serving on" in line:
                serving.set()
        serving.set()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert serving.wait(60), "".join(lines)
        found = re.search(r"Serving on (http://\S+)", "".join(lines))
        assert found, "".join(lines)
        yield found.group(1), process, lines
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def port() -> Iterator[str]:
    """A free port for ``make run``."""
    with Port() as held:
        yield str(held.number)


def test_make_run_serves_demo_data_and_keeps_what_is_there(tmp_path: Path, port: str) -> None:
    if shutil.which("make") is None:
        missing("make")
    directory = checkout(tmp_path / "lab")
    # The port is from .env; LOG_LEVEL and the second run check that the environment takes precedence.
    (directory / ".env").write_text(f"PORT={port}\nLOG_LEVEL=loud\nJWT_SECRET_KEY='#$dollars and spaces, 32 or more'\n")
    with make_run(directory) as (url, process, lines):
        assert url == f"http://localhost:{port}"
        written = "".join(lines)
        for email, password in ACCOUNTS.items():
            assert email in written
            assert password in written
            api = Api(url)
            assert api.login(email, password)["user"]["email"] == email
            api.close()
        assert requests.get(f"{url}/health/ready", timeout=10).status_code == 200
        api = Api(url)
        api.login("admin@lab.example", ACCOUNTS["admin@lab.example"])
        exam = api.get("/api/admin/exams", perPage=1)["items"][0]
        api.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "77.77"})
        api.close()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)
        assert time.monotonic() - began < STOP_SECONDS
    assert_free(int(port))
    with Port() as other, make_run(directory, PORT=str(other.number)) as (url, _, lines):
        assert url == f"http://localhost:{other.number}"
        assert "admin@lab.example" in "".join(lines)
        assert requests.get(f"{url}/api/exams/{exam['id']}", timeout=10).json()["price"] == "77.77"


def test_make_run_in_production_makes_no_accounts(tmp_path: Path, port: str) -> None:
    if shutil.which("make") is None:
        missing("make")
    directory = checkout(tmp_path / "lab")
    with make_run(directory, APP_ENV="production", PORT=port, **SECRETS) as (url, _, lines):
        assert "demo" not in "".join(lines)
        body = {"email": "admin@lab.example", "password": ACCOUNTS["admin@lab.example"]}
        assert requests.post(f"{url}/api/auth/login", json=body, timeout=10).status_code == 401


def assert_free(port: int) -> None:
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@COMMANDS
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_it_serves_rest_and_sockets_and_drains_on_sigterm(
    make_lab: MakeLab, kind: str, command: tuple[str, ...]
) -> None:
    lab = make_lab(kind)
    server = lab.start(command=command)
    assert requests.get(f"{server.url}/health/ready", timeout=10).json()["status"] == "ready"
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    client = lab.connect(patient)
    lab.api(admin).post("/api/admin/messages", {"type": "info", "message": "hola"})
    assert client.wait_for("system:message").body["message"] == "hola"
    began = time.monotonic()
    assert server.terminate(STOP_SECONDS) == 0
    # The administrator's idle keep-alive connection must not delay the stop.
    assert time.monotonic() - began < 8
    assert client.wait_for("server:draining").body["retryAfterMs"] > 0
    assert client.wait_for("disconnect").args[0] == "transport close"
    assert_free(server.port)


@COMMANDS
def test_while_it_drains_it_is_not_ready_and_finishes_what_is_under_way(
    make_lab: MakeLab, command: tuple[str, ...]
) -> None:
    lab = make_lab()
    server = lab.start(command=command, SOCKETS_PER_USER="1000")
    patient = lab.account(Role.PATIENT)
    # Enough sockets for the drain to take a moment.
    clients = [lab.open(auth={"token": patient.token}) for _ in range(60)]
    for client in clients:
        client.connected()
    with requests.Session() as kept:
        assert kept.get(f"{server.url}/health/ready", timeout=10).status_code == 200
        server.process.send_signal(signal.SIGTERM)
        clients[-1].wait_for("server:draining")
        # On the open connection: a router that keeps it must learn that the server is stopping.
        answer = kept.get(f"{server.url}/health/ready", timeout=10)
        assert (answer.status_code, answer.json()["status"]) == (503, "draining")
        late = lab.open(server, auth={"token": patient.token}, reconnection=False)
        assert late.wait_for("connect_error")
    assert server.process.wait(STOP_SECONDS) == 0
    for client in clients:
        assert client.wait_for("disconnect").args[0] == "transport close"


def test_a_second_signal_ends_it_at_once(make_lab: MakeLab) -> None:
    lab = make_lab()
    server = lab.start(SOCKETS_PER_USER="1000", HANDSHAKES_PER_SECOND="10000")
    patient = lab.account(Role.PATIENT)
    clients = [lab.open(auth={"token": patient.token}) for _ in range(300)]
    for client in clients:
        client.connected()
    server.process.send_signal(signal.SIGINT)
    clients[-1].wait_for("server:draining")
    began = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(STOP_SECONDS) == 1
    # Draining so many takes three seconds.
    assert time.monotonic() - began < 2


@COMMANDS
def test_half_a_request_is_given_up_on(make_lab: MakeLab, command: tuple[str, ...]) -> None:
    lab = make_lab()
    server = lab.start(command=command)
    with socket.create_connection(("localhost", server.port), timeout=30) as slow:
        began = time.monotonic()
        slow.sendall(b"GET /health HTTP/1.1\r\nHost: lab\r\nX-Slow: ")
        # Other requests are answered meanwhile.
        assert requests.get(f"{server.url}/health", timeout=5).status_code == 200
        rest = slow.recv(1024)
        took = time.monotonic() - began
    assert b" 200 " not in rest
    assert 8 < took < 15


@COMMANDS
def test_the_end_of_a_connection_is_announced(make_lab: MakeLab, command: tuple[str, ...]) -> None:
    lab = make_lab()
    server = lab.start(command=command)
    closing = requests.get(f"{server.url}/health", headers={"Connection": "close"}, timeout=10)
    assert closing.headers["Connection"].lower() == "close"


@COMMANDS
def test_an_answer_on_a_kept_connection_does_not_wait_for_an_acknowledgement(
    make_lab: MakeLab, command: tuple[str, ...]
) -> None:
    lab = make_lab()
    api = lab.api(server=lab.start(command=command))
    took = []
    for _ in range(60):
        began = time.monotonic()
        api.get("/health")
        took.append(time.monotonic() - began)
    # TCP acknowledges at once on a new connection; later, a response that waits for a delayed acknowledgement takes
    # 40 ms. The best of many requests counts, as the machine may be busy.
    assert min(took[40:]) < 0.03


@COMMANDS
def test_a_taken_port_ends_the_start_and_is_named(make_lab: MakeLab, command: tuple[str, ...]) -> None:
    lab = make_lab()
    server = Server(lab.environment, lab.directory / "server.log", command)
    with closing(server), socket.create_server(("0.0.0.0", server.port)):
        server.launch()
        assert server.process.wait(30) != 0
    lines = server.log.splitlines()
    if command == EMBEDDED:
        assert lines == [f"PORT: {server.port} cannot be listened on: Address already in use"]
    else:
        assert any(f"Connection in use: ('0.0.0.0', {server.port})" in line for line in lines)


@COMMANDS
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"PING_INTERVAL": "often"}, "PING_INTERVAL: must be a number, not 'often'"),
        ({"APP_ENV": "production"}, "SECRET_KEY: must be set in production (32 characters or more)"),
        (
            {"APP_ENV": "production", "CORS_ORIGINS": "*"} | SECRETS,
            "CORS_ORIGINS: '*' is not allowed in production; list the origins",
        ),
    ],
    ids=["a value", "a secret", "an origin"],
)
def test_a_wrong_setting_ends_the_start_with_one_line(
    tmp_path: Path, command: tuple[str, ...], settings: dict[str, str], expected: str
) -> None:
    server = Server({"INSTANCE_PATH": str(tmp_path)} | settings, tmp_path / "log", command, cold=True)
    server.launch()
    try:
        assert server.process.wait(30) != 0
        # gunicorn's first line says that it starts.
        assert [line for line in server.log.splitlines() if "Starting gunicorn" not in line] == [expected]
    finally:
        server.close()
