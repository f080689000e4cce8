"""Processes of the application, as an operator runs them: ``python`` with arguments, and settings from the environment.

Imports take nine tenths of a start, and the tests start hundreds of processes, so they are forked from one process that
has done the imports. Everything from the first line of ``wsgi.py`` or of the command on runs in the new process. A new
``python`` is started off Linux, under coverage, and in tests of the start itself.
"""

import atexit
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# Set by coverage for the processes of a measured run; it must be set when Python starts.
MEASURED = "COVERAGE_PROCESS_CONFIG"
_PR_SET_CHILD_SUBREAPER = 36


def inherited_environment(*more: str) -> dict[str, str]:
    """Return the variables that a process needs to run, and ``more``; settings in the developer's shell stay out."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", *more) if name in os.environ}


def stop(process: subprocess.Popen[bytes], *, within: float) -> None:
    """Wait until a process that was asked to stop has exited; kill it after ``within`` seconds."""
    try:
        process.wait(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Forked:
    """A forked process, with the part of the interface of ``subprocess.Popen`` that the tests use."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = os.pidfd_open(pid)
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Return the exit status, or None while the process runs."""
        with self._lock:
            if self.returncode is None:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
                if ended:
                    self.returncode = os.waitstatus_to_exitcode(status)
                    os.close(self._handle)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the process to exit and return its status. Raises TimeoutExpired."""
        if self.poll() is None and not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        status = self.poll()
        assert status is not None
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has exited."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)


Process = Forked | subprocess.Popen[bytes]


class _ForkServer:
    """The client of ``fork_server.py``; one for the test process, started by the first request."""

    def __init__(self) -> None:
        # A process whose parent exits becomes a child of this one.
        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        command = [sys.executable, str(Path(__file__).with_name("fork_server.py"))]
        self._process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=inherited_environment() | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._lock = threading.Lock()
        atexit.register(self.close)

    def fork(self, job: dict[str, object]) -> Forked:
        """Fork a process that carries out ``job``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()
            return Forked(int(self._process.stdout.readline()))

    def close(self) -> None:
        """Stop the fork server; the processes it forked go on."""
        self._process.communicate()


_fork_servers: list[_ForkServer] = []


def start(
    arguments: tuple[str, ...], *, environment: dict[str, str], output: Path, errors: Path, cold: bool = False
) -> Process:
    """Start ``python`` with ``arguments`` in the repository; its output is appended to ``output`` and ``errors``.

    With ``cold`` a new Python is started, which imports everything itself.
    """
    if cold or sys.platform != "linux" or MEASURED in os.environ:
        with output.open("ab") as out, errors.open("ab") as err:
            return subprocess.Popen(
                [sys.executable, *arguments],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
    if not _fork_servers:
        _fork_servers.append(_ForkServer())
    job = {"arguments": arguments, "environment": environment, "output": str(output), "errors": str(errors)}
    return _fork_servers[0].fork(job)
