"""Processes of the application, as an operator runs them: ``python`` with arguments, and settings from the environment.

Importing is nine tenths of a start, and the tests start hundreds; so they are forked from one process that has
imported the libraries already. From the first line of ``wsgi.py`` or of the command on, nothing is shared. Where that
is not to be had, and where a start itself is the subject, ``python`` is started.
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
# What coverage sets for the processes of a measured run; it has to be there when Python starts.
MEASURED = "COVERAGE_PROCESS_CONFIG"
_PR_SET_CHILD_SUBREAPER = 36


class Forked:
    """A forked process, with what the tests use of ``subprocess.Popen``."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = os.pidfd_open(pid)
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Return the exit status, None while it runs."""
        with self._lock:
            if self.returncode is None:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
                if ended:
                    self.returncode = os.waitstatus_to_exitcode(status)
                    os.close(self._handle)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return the exit status; raises TimeoutExpired."""
        if self.poll() is None and not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        status = self.poll()
        assert status is not None
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


Process = Forked | subprocess.Popen[bytes]


class _Zygote:
    """The process that is forked from; started with the first that asks."""

    def __init__(self) -> None:
        # Who is forked of a fork is to be a child of this process.
        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        command = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._lock = threading.Lock()
        atexit.register(self.close)

    def fork(self, job: dict[str, object]) -> Forked:
        """Have a process forked that does ``job``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()
            return Forked(int(self._process.stdout.readline()))

    def close(self) -> None:
        """End it; what was forked goes on."""
        self._process.communicate()


_zygotes: list[_Zygote] = []


def start(
    arguments: tuple[str, ...], *, environment: dict[str, str], output: Path, errors: Path, cold: bool = False
) -> Process:
    """Start ``python`` with ``arguments`` in the repository; what it writes is added to ``output`` and ``errors``.

    ``cold`` starts Python itself and imports everything anew.
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
    if not _zygotes:
        _zygotes.append(_Zygote())
    job = {"arguments": arguments, "environment": environment, "output": str(output), "errors": str(errors)}
    return _zygotes[0].fork(job)
