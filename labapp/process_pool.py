"""A pool of worker processes for untrusted input: each job has limits of CPU time, memory and wall time.

A thread that never returns cannot be stopped; a process can. The workers are started on first use, live long, and are
replaced after their end. They end with this process. Messages are JSON and bytes (``process_worker``).
"""

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import gevent
import structlog
from gevent import select, socket

from labapp.errors import Unavailable
from labapp.pool_slots import Slots
from labapp.process_worker import HEADER, MEMORY_EXHAUSTED, Json, encode

_START_SECONDS = 20.0
_END_SECONDS = 2.0
# A worker that has done this many jobs is replaced, so that fragmented memory does not add up.
_JOBS_PER_WORKER = 200
_MAX_ANSWER_BYTES = 64 * 1024
_MAX_OUTPUT_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 1 << 18
# The parent of the package, so that the worker can import it.
_ROOT = str(Path(__file__).resolve().parents[1])
# Neither settings nor secrets: the last one is set in tests that measure the coverage.
_INHERITED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "COVERAGE_PROCESS_CONFIG")
_logger = structlog.get_logger(__name__)


class LimitExceeded(Exception):
    """The job used too much CPU time, memory or wall time, or its input crashed the worker."""


class WallTimeExceeded(LimitExceeded):
    """The job used little CPU time and took too long all the same: the host is overloaded."""


class JobFailed(Exception):
    """The handler raised an exception; the text is its name."""


class _TimedOut(BaseException):
    """Wall time is over. Not an Exception, so that no library catches it."""


class _Ended(Exception):
    """The worker has closed its connection."""


class _Worker:
    """One process and the connection to it."""

    def __init__(self, module: str, *, memory_bytes: int, cpu_seconds: int) -> None:
        self.jobs = 0
        self._socket, theirs = socket.socketpair()
        arguments = [sys.executable, "-m", module, *map(str, (os.getpid(), memory_bytes, cpu_seconds))]
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        paths = (_ROOT, os.environ.get("PYTHONPATH"))
        environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        try:
            self._process = subprocess.Popen(
                arguments, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=environment
            )
        except BaseException:
            self._socket.close()
            raise
        finally:
            theirs.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def idle(self) -> bool:
        """Whether the worker waits for a job: a connection that can be read now was closed."""
        return not select.select([self._socket], [], [], 0)[0]

    def _read(self, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            part = self._socket.recv(min(size - len(parts), _CHUNK_BYTES))
            if not part:
                raise _Ended
            parts += part
        return bytes(parts)

    def receive(self) -> tuple[Json, bytes]:
        """Wait for a message. Raises _Ended, also for a message that no worker sends."""
        try:
            text_size, content_size = HEADER.unpack(self._read(HEADER.size))
            if text_size > _MAX_ANSWER_BYTES or content_size > _MAX_OUTPUT_BYTES:
                raise _Ended
            message = json.loads(self._read(text_size))
            if not isinstance(message, dict):
                raise _Ended
            return message, self._read(content_size)
        except (OSError, ValueError) as error:
            raise _Ended from error

    def send(self, job: Mapping[str, Any], content: bytes) -> None:
        """Send a job. Raises _Ended."""
        self.jobs += 1
        try:
            self._socket.sendall(encode(job, content))
            self._socket.sendall(content)
        except OSError as error:
            raise _Ended from error

    def status(self) -> int | None:
        """Return the status of a process that is about to end, or None if it does not."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_END_SECONDS)
        return None

    def kill(self) -> None:
        """End the process and release its resources."""
        self._socket.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()


class ProcessPool:
    """``size`` processes that run ``python -m module``; see ``process_worker.serve``.

    ``cpu_seconds``, ``wall_seconds`` and ``memory_bytes`` limit each job. At most ``queue_limit`` jobs wait, for at
    most ``wait_seconds``. A pool belongs to the event loop of one thread.
    """

    def __init__(
        self,
        name: str,
        module: str,
        *,
        size: int = 2,
        queue_limit: int,
        wait_seconds: float,
        cpu_seconds: int,
        wall_seconds: float,
        memory_bytes: int,
    ) -> None:
        self._name = name
        self._module = module
        self._wall_seconds = wall_seconds
        self._cpu_seconds = cpu_seconds
        self._memory_bytes = memory_bytes
        self._owner = 0
        self._workers: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._slots = Slots(
            name,
            size,
            queue_limit=queue_limit,
            wait_seconds=wait_seconds,
            run_seconds=_START_SECONDS + wall_seconds,
            retry_after=wait_seconds,
        )
        atexit.register(self.close)

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers."""
        return [worker.pid for worker in self._workers]

    def run(self, job: Mapping[str, Any], content: bytes = b"") -> tuple[Json, bytes]:
        """Run a job and return its answer. The event loop runs meanwhile.

        Raises LimitExceeded, JobFailed, and Unavailable where the pool is too busy or a worker was ended from outside.
        """
        with self._slots.hold():
            worker = self._idle_worker()
            try:
                with gevent.Timeout(self._wall_seconds, _TimedOut()):
                    worker.send(job, content)
                    answer, output = worker.receive()
            except _TimedOut:
                self._end(worker)
                _logger.warning("job_over_limit", pool=self._name, kind=job["kind"], limit="wall time")
                raise WallTimeExceeded("wall time") from None
            except _Ended:
                raise self._explain(worker, job) from None
            except BaseException:
                # The caller gave up, and an answer that arrives later must not be taken for that of the next job.
                self._end(worker)
                raise
            if worker.jobs < _JOBS_PER_WORKER:
                self._idle.append(worker)
            else:
                self._end(worker)
        if "failed" in answer:
            raise JobFailed(answer["failed"])
        return answer, output

    def close(self) -> None:
        """End all workers. A later job starts new ones."""
        # A forked process has a copy of this pool, but the workers are its parent's.
        while self._workers and self._owner == os.getpid():
            self._end(self._workers[-1])

    def _idle_worker(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.idle:
                return worker
            self._end(worker)
        return self._start()

    def _start(self) -> _Worker:
        worker = _Worker(self._module, memory_bytes=self._memory_bytes, cpu_seconds=self._cpu_seconds)
        self._owner = os.getpid()
        self._workers.append(worker)
        try:
            with gevent.Timeout(_START_SECONDS, _TimedOut()):
                worker.receive()
        except (_TimedOut, _Ended):
            self._end(worker)
            _logger.error("worker_not_started", pool=self._name)
            raise Unavailable() from None
        except BaseException:
            self._end(worker)
            raise
        return worker

    def _end(self, worker: _Worker) -> None:
        # Removed first: ending waits, and other jobs run meanwhile.
        for workers in (self._workers, self._idle):
            if worker in workers:
                workers.remove(worker)
        worker.kill()

    def _explain(self, worker: _Worker, job: Mapping[str, Any]) -> Exception:
        """Return the error for a worker that has ended during a job."""
        status = worker.status()
        self._end(worker)
        if status == -signal.SIGKILL:
            # By the operator, or because the host is out of memory: not the fault of the job.
            _logger.warning("worker_killed", pool=self._name, kind=job["kind"])
            return Unavailable()
        limits: dict[int | None, str] = {MEMORY_EXHAUSTED: "memory", -signal.SIGXCPU: "CPU time"}
        limit = limits.get(status, f"status {status}")
        _logger.warning("job_over_limit", pool=self._name, kind=job["kind"], limit=limit)
        return LimitExceeded(limit)
