"""Processes of the application, as an operator runs them: ``python`` with arguments, and settings from the environment.

Imports take nine tenths of a start, and the tests start hundreds of processes, so they are forked by multiprocessing's
fork server, which has done the imports (``fork_server.py``). Everything from the first line of ``wsgi.py`` or of the
command on runs in the new process. Measured on two cores with 18 tests of crashes and commands, three runs each: 17.5 s
of CPU time, against 20.5 s with a fork server written by hand. A new ``python`` is started off Linux, under coverage,
and in tests of the start itself.
"""

import gc
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
from multiprocessing.connection import wait
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# Set by coverage for the processes of a measured run; it must be set when Python starts.
MEASURED = "COVERAGE_PROCESS_CONFIG"
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.support.fork_server"])
# Starting a process polls all others, and polling is not safe for threads.
_lock = threading.Lock()


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

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str], output: Path, errors: Path) -> None:
        # A daemon: it is terminated with the test process at the latest.
        self._process = _context.Process(target=_run, args=(arguments, environment, output, errors), daemon=True)
        with _lock:
            self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """Return the exit status, or None while the process runs."""
        with _lock:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the process to exit and return its status. Raises TimeoutExpired."""
        wait([self._process.sentinel], timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
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


def _run(arguments: tuple[str, ...], environment: dict[str, str], output: Path, errors: Path) -> None:
    """Run a script or a module with the files, the environment and the arguments of a new ``python``."""
    for number, path in ((1, output), (2, errors)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout.reconfigure(write_through=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(REPOSITORY)
    tempfile.tempdir = None
    gc.enable()
    first, *rest = arguments
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *rest]
        runpy.run_path(first, run_name="__main__")


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
    return Forked(arguments, environment, output, errors)
