"""A server process as an operator runs it, ``python wsgi.py`` or gunicorn, with settings from the environment."""

import os
import signal
import time
from pathlib import Path

import requests

from tests.support.components import Port
from tests.support.processes import MEASURED, Process, inherited_environment, start

EMBEDDED = ("wsgi.py",)
GUNICORN = ("-m", "gunicorn", "-c", "python:labapp.gunicorn_conf", "wsgi:app")
_START_SECONDS = 30.0


class Server:
    """One instance of the application on a port of its own."""

    def __init__(
        self, environment: dict[str, str], log: Path, command: tuple[str, ...] = EMBEDDED, *, cold: bool = False
    ) -> None:
        self._held = Port()
        self.port = self._held.number
        self.url = f"http://localhost:{self.port}"
        self.tolerates_tracebacks = False
        self._environment = environment
        self._log = log
        self._command = command
        self._cold = cold or command == GUNICORN
        self._process: Process | None = None

    def launch(self) -> None:
        """Start the process without waiting for it."""
        environment = (
            inherited_environment(MEASURED) | self._environment | {"PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        )
        self._process = start(
            self._command, environment=environment, output=self._log, errors=self._log, cold=self._cold
        )

    def wait(self) -> None:
        """Wait until the server responds; fail with its log if it does not."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                if requests.get(f"{self.url}/health", timeout=5).status_code == 200:
                    return
            except (requests.ConnectionError, requests.Timeout):
                # gunicorn listens before its worker can answer.
                pass
            if time.monotonic() > deadline or not self.running:
                raise AssertionError(f"the server did not start:\n{self.log[-4000:]}")
            time.sleep(0.03)

    def start(self) -> "Server":
        """Start the process and wait until it responds."""
        self.launch()
        self.wait()
        return self

    @property
    def process(self) -> Process:
        """The running process."""
        assert self._process is not None, "the server was not started"
        return self._process

    @property
    def running(self) -> bool:
        """Whether the process is running."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    @property
    def log(self) -> str:
        """The output of the process, over all restarts."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def rss(self) -> int:
        """Return the resident memory in bytes."""
        resident = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(resident) * os.sysconf("SC_PAGE_SIZE")

    def freeze(self) -> None:
        """Suspend the process; the kernel keeps its connections."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Resume the process."""
        self.process.send_signal(signal.SIGCONT)

    def kill9(self) -> None:
        """Kill the process without a chance to close connections."""
        self.process.kill()
        self.process.wait()

    def terminate(self, timeout: float = 30.0) -> int:
        """Send SIGTERM, as a host does, and return the exit status."""
        self.process.terminate()
        return self.process.wait(timeout)

    def restart(self) -> None:
        """Kill the process and start it again on the same port."""
        if self.running:
            self.kill9()
        self.start()

    def close(self) -> None:
        """Stop the process, and fail if it has logged a traceback."""
        if self.running and MEASURED in os.environ:
            # Coverage is written at a regular exit only.
            self.terminate()
        elif self.running:
            self.kill9()
        self._held.close()
        if not self.tolerates_tracebacks and "Traceback" in self.log:
            start = self.log.index("Traceback")
            raise AssertionError(f"the server raised:\n{self.log[max(0, start - 500) : start + 6000]}")
