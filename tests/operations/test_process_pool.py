"""The pools beside the event loop: their limits, their queues, and what readiness and metrics show of them."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import gevent
import gevent.event
import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp import eventloop, pool_slots
from labapp.auth import passwords
from labapp.errors import Unavailable
from labapp.monitoring import readiness
from labapp.pool_slots import POOLS, Slots
from labapp.process_pool import JobFailed, LimitExceeded, ProcessPool, WallTimeExceeded
from labapp.realtime import realtime_of
from tests.support.accounts import Account

MEMORY = 256 * 1024 * 1024


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def pool() -> Iterator[ProcessPool]:
    """A pool of two workers; two more jobs may wait for a second."""
    made = ProcessPool(
        "stubborn",
        "tests.support.stubborn_worker",
        queue_limit=2,
        wait_seconds=1,
        cpu_seconds=1,
        # More than a busy machine takes for the CPU time.
        wall_seconds=20,
        memory_bytes=MEMORY,
    )
    yield made
    made.close()
    del POOLS["stubborn"]


def echo(pool: ProcessPool, content: bytes = b"abc") -> int:
    """Run a job, and return the process id of the worker that did it."""
    assert pool.run({"kind": "echo", "given": "ñ"}, content) == ({"given": "ñ"}, content[::-1])
    return pool.pids[-1]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_workers_start_on_first_use_and_live_long(pool: ProcessPool) -> None:
    assert pool.pids == []
    first = echo(pool)
    assert echo(pool, os.urandom(10 * 1024 * 1024)) == first
    assert pool.pids == [first]
    pool.close()
    assert not alive(first)
    assert echo(pool) != first


def test_the_event_loop_runs_during_a_job(pool: ProcessPool) -> None:
    echo(pool)
    with gevent.Timeout(3):
        job = gevent.spawn(pool.run, {"kind": "sleep", "seconds": 0.3})
        turns = 0
        while not job.ready():
            gevent.sleep(0.01)
            turns += 1
    assert turns > 10


def test_wall_time_is_limited(pool: ProcessPool, monkeypatch: pytest.MonkeyPatch) -> None:
    before = echo(pool)
    monkeypatch.setattr(pool, "_wall_seconds", 0.5)
    with pytest.raises(WallTimeExceeded):
        pool.run({"kind": "sleep", "seconds": 60})
    assert not alive(before)
    monkeypatch.undo()
    assert echo(pool) != before


@pytest.mark.parametrize(
    ("job", "limit"),
    [
        ({"kind": "compute"}, "CPU time"),
        ({"kind": "allocate", "size": MEMORY}, "memory"),
        ({"kind": "crash"}, "status -11"),
        ({"kind": "close"}, "status None"),
        ({"kind": "flood"}, "status None"),
    ],
    ids=["CPU", "memory", "crash", "closed connection", "too much output"],
)
def test_each_limit_holds_and_the_next_job_is_done(pool: ProcessPool, job: dict[str, object], limit: str) -> None:
    before = echo(pool)
    with pytest.raises(LimitExceeded, match=limit):
        pool.run(job)
    assert not alive(before)
    assert echo(pool) != before


def test_what_fits_into_the_memory_is_done(pool: ProcessPool) -> None:
    assert pool.run({"kind": "allocate", "size": MEMORY // 2})[0] == {"size": MEMORY // 2}


def test_cpu_time_is_counted_for_each_job(pool: ProcessPool) -> None:
    first = echo(pool)
    for _ in range(30):
        # More CPU time in total than one job may use.
        echo(pool, bytes(20 * 1024 * 1024))
    assert pool.pids == [first]


def test_an_exception_is_only_named(pool: ProcessPool) -> None:
    with pytest.raises(JobFailed, match=r"^ValueError$"):
        pool.run({"kind": "raise"})


def test_a_worker_gets_no_secret(pool: ProcessPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    names = pool.run({"kind": "environment"})[0]["names"]
    assert "PYTHONPATH" in names
    assert "SECRET_KEY" not in names


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_ended_between_jobs_is_replaced(pool: ProcessPool, number: int) -> None:
    first = echo(pool)
    os.kill(first, number)
    gevent.sleep(0.1)
    assert echo(pool) != first
    assert len(pool.pids) == 1


def test_a_worker_killed_during_a_job_is_not_the_fault_of_the_job(pool: ProcessPool) -> None:
    first = echo(pool)
    job = gevent.spawn(pool.run, {"kind": "sleep", "seconds": 3})
    gevent.sleep(0.1)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(Unavailable):
        job.get(timeout=3)
    assert echo(pool) != first


def test_a_caller_that_gives_up_takes_no_answer_of_another_job(pool: ProcessPool) -> None:
    first = echo(pool)
    with gevent.Timeout(0.2, False):
        pool.run({"kind": "sleep", "seconds": 0.5})
    assert not alive(first)
    assert echo(pool) != first


def test_signals_to_the_group_do_not_end_a_worker(pool: ProcessPool) -> None:
    first = echo(pool)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(first, number)
    gevent.sleep(0.1)
    assert echo(pool) == first


def test_the_queue_is_bounded_in_length_and_time(pool: ProcessPool) -> None:
    jobs = [gevent.spawn(pool.run, {"kind": "sleep", "seconds": 2}) for _ in range(4)]
    gevent.sleep(0.01)
    assert (POOLS["stubborn"].busy, POOLS["stubborn"].waiting) == (2, 2)
    began = time.monotonic()
    with pytest.raises(Unavailable) as full:
        pool.run({"kind": "sleep", "seconds": 0})
    assert time.monotonic() - began < 0.5
    assert full.value.retry_after == 1
    gevent.joinall(jobs, timeout=10)
    # The first two run; the others have waited for a second.
    assert [job.successful() for job in jobs] == [True, True, False, False]
    assert all(isinstance(job.exception, Unavailable) for job in jobs[2:])
    assert (POOLS["stubborn"].busy, POOLS["stubborn"].waiting) == (0, 0)
    assert echo(pool)


def test_passwords_do_not_wait_for_other_threads() -> None:
    end = threading.Event()
    others = [gevent.spawn(eventloop.in_thread, end.wait, 60) for _ in range(40)]
    gevent.sleep(0.05)
    try:
        with gevent.Timeout(5):
            assert passwords.verify_password(passwords.hash_password("Clave-1"), "Clave-1")
    finally:
        end.set()
        gevent.joinall(others, timeout=5)


def test_sign_ins_beyond_the_queue_are_told_to_come_back(client: FlaskClient, patient: Account) -> None:
    body = {"email": patient.email, "password": patient.password}
    slots = passwords.slots
    end = threading.Event()
    # Real jobs: they take every thread and every place in the queue.
    jobs = [gevent.spawn(passwords._in_own_thread, end.wait, 60) for _ in range(slots.size + slots._queue_limit)]
    gevent.sleep(0.05)
    try:
        assert (slots.busy, slots.waiting) == (slots.size, slots._queue_limit)
        with gevent.Timeout(5):
            answer = client.post("/api/auth/login", json=body)
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        text = client.get("/metrics").text
        assert f'lab_pool_queue_length{{pool="passwords"}} {float(slots._queue_limit)}' in text
        assert f'lab_pool_busy_workers{{pool="passwords"}} {float(slots.size)}' in text
    finally:
        end.set()
        gevent.joinall(jobs, timeout=10)
    assert client.post("/api/auth/login", json=body).status_code == 200
    text = client.get("/metrics").text
    for pool in ("passwords", "pdf"):
        assert f'lab_pool_queue_length{{pool="{pool}"}} 0.0' in text
        assert f'lab_pool_busy_workers{{pool="{pool}"}} 0.0' in text


@pytest.mark.parametrize("phase", ["runs", "waits"])
def test_readiness_notices_a_stuck_pool(app: Flask, phase: str, monkeypatch: pytest.MonkeyPatch) -> None:
    realtime = realtime_of(app)
    realtime.tail.start()
    slots = Slots("slow", 1, queue_limit=1, wait_seconds=60, run_seconds=60, retry_after=1)

    def work() -> None:
        with slots.hold():
            end.wait()

    end = gevent.event.Event()
    # A job that runs within its limit; what begins after it is late at once.
    jobs = [gevent.spawn(work)] if phase == "waits" else []
    gevent.sleep(0.01)
    try:
        body, ready = readiness(realtime)
        assert (set(POOLS) >= {"passwords", "pdf", "exports", "mail", "slow"}, ready) == (True, True)
        assert body["pools"] == dict.fromkeys(POOLS, "ok")
        monkeypatch.setattr(pool_slots, "STUCK_MARGIN_SECONDS", -60)
        jobs.append(gevent.spawn(work))
        gevent.sleep(0.01)
        assert (slots.busy, slots.waiting) == ((1, 1) if phase == "waits" else (1, 0))
        body, ready = readiness(realtime)
        assert body["pools"] == dict.fromkeys(POOLS, "ok") | {"slow": "down"}
        assert (body["status"], ready) == ("down", False)
        end.set()
        gevent.joinall(jobs, timeout=5)
        assert readiness(realtime)[1]
    finally:
        del POOLS["slow"]
        end.set()
        realtime.tail.stop()
