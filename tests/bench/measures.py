"""What is measured, and how; every figure is the server process's own CPU time, memory or answer."""

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.bench.contenders import Contender, Kernel
from tests.bench.load import Crowd, client_text, cpu_seconds, rss

SMALL, MIDDLE, LARGE = 250, 1000, 2000
REPEATS, ROUNDS, BURSTS, BURST = 5, 20, 3, 100


@dataclass
class Figures:
    """The figures of one contender; times in seconds, memory in bytes. None: not measured."""

    name: str
    delivery: float | None = None
    fixed: float | None = None
    burst_delivery: float | None = None
    burst_last: float | None = None
    p50: float | None = None
    p99: float | None = None
    connect: float | None = None
    memory: float | None = None
    drop_block: float | None = None
    drop_each: dict[int, float] = field(default_factory=dict)
    storm: float | None = None
    messages: float | None = None
    slow: "Slow | None" = None


@dataclass
class Slow:
    """What a client that reads nothing costs the others: their p99 with and without it, and the server's growth."""

    events: int
    p99_without: float
    p99_with: float
    growth: int
    closed_after: int


def _broadcasts(one: Contender, crowd: Crowd, size: int, count: int, rounds: int) -> tuple[float, list[float], float]:
    """Return CPU a round, when clients had everything after a request began, and when the last one had it, median."""
    at: list[float] = []
    last: list[float] = []
    before = cpu_seconds(one.pid)
    for _ in range(rounds):
        for number in crowd.received:
            crowd.received[number] = 0
        began = time.time()
        one.emit(count)
        answered = time.time()
        arrived = crowd.wait_for(size)
        at += [moment - began for moment in arrived]
        last.append(max(0.0, arrived[-1] - answered))
    return (cpu_seconds(one.pid) - before) / rounds, at, statistics.median(last)


def connects(one: Contender, figures: Figures) -> None:
    """Measure what a client costs to let in, and to keep: before anything has been sent, on a process that is warm."""
    crowd = Crowd(one.port, one.token)
    crowd.connect(MIDDLE // 2)
    before_cpu, before_rss = cpu_seconds(one.pid), rss(one.pid)
    crowd.connect(LARGE)
    figures.connect = (cpu_seconds(one.pid) - before_cpu) / LARGE
    figures.memory = (rss(one.pid) - before_rss) / LARGE
    crowd.drop()
    _settled(one.pid)


def _size(one: Contender, crowd: Crowd, count: int) -> int:
    """Return how many bytes ``count`` events are at one client, after a round to warm up."""
    crowd.drain()
    one.emit(count)
    crowd.drain_counting()
    size = crowd.size_of_one()
    return size


def deliveries(one: Contender, crowd: Crowd, figures: Figures) -> None:
    """Measure a single broadcast and a burst at two sizes of the crowd; the slope is what a delivery costs."""
    single: dict[int, list[float]] = {}
    burst: dict[int, list[float]] = {}
    for clients in (SMALL, LARGE):
        if isinstance(one, Kernel) and clients == SMALL:
            continue
        crowd.connect(clients - len(crowd.sockets))
        size = _size(one, crowd, 1)
        runs = [_broadcasts(one, crowd, size, 1, ROUNDS) for _ in range(REPEATS)]
        single[clients] = [cpu for cpu, _, _ in runs]
        if clients == LARGE:
            moments = sorted(moment for _, at, _ in runs for moment in at)
            figures.p50, figures.p99 = moments[len(moments) // 2], moments[len(moments) * 99 // 100]
        size = _size(one, crowd, BURST)
        bursts = [_broadcasts(one, crowd, size, BURST, BURSTS) for _ in range(REPEATS)]
        burst[clients] = [cpu for cpu, _, _ in bursts]
        figures.burst_last = statistics.median(last for _, _, last in bursts)
    span = LARGE - SMALL
    slopes = [(b - a) / span for a, b in zip(single[SMALL], single[LARGE], strict=True)]
    figures.delivery = statistics.median(slopes)
    figures.fixed = statistics.median(single[SMALL]) - figures.delivery * SMALL
    figures.burst_delivery = statistics.median(
        (b - a) / span / BURST for a, b in zip(burst[SMALL], burst[LARGE], strict=True)
    )


def kernel_delivery(one: Kernel, crowd: Crowd, clients: int, size: int) -> float:
    """Return the C program's CPU a send."""
    crowd.connect(clients)
    one.ready()
    return statistics.median(_broadcasts(one, crowd, size, 1, ROUNDS)[0] / clients for _ in range(REPEATS))


_PROBE = """
import sys, time, requests
session, worst, end = requests.Session(), 0.0, time.time() + float(sys.argv[2])
session.get(sys.argv[1]); print('ready', flush=True)
while time.time() < end:
    began = time.perf_counter(); session.get(sys.argv[1], timeout=60)
    worst = max(worst, time.perf_counter() - began)
print(worst, flush=True)
"""


def drops(one: Contender, crowd: Crowd, figures: Figures, clients: int) -> None:
    """Drop ``clients`` at once while a probe asks all the time; the longest answer is how long the loop was blocked."""
    crowd.connect(clients - len(crowd.sockets))
    crowd.drain()
    url = f"http://127.0.0.1:{one.port}{one.quiet_path}"
    probe = subprocess.Popen([sys.executable, "-c", _PROBE, url, "4"], stdout=subprocess.PIPE, text=True)
    assert probe.stdout is not None
    probe.stdout.readline()
    crowd.drop()
    worst = float(probe.stdout.readline())
    probe.wait()
    probe.stdout.close()
    figures.drop_block = worst


def drop_cost(one: Contender, crowd: Crowd, figures: Figures, clients: int) -> None:
    """Measure the CPU of a drop."""
    crowd.connect(clients - len(crowd.sockets))
    crowd.drain()
    before = cpu_seconds(one.pid)
    crowd.drop()
    _settled(one.pid)
    figures.drop_each[clients] = (cpu_seconds(one.pid) - before) / clients


def _settled(pid: int) -> None:
    last, same = cpu_seconds(pid), 0
    while same < 3:
        time.sleep(0.3)
        now = cpu_seconds(pid)
        same = same + 1 if now - last < 0.01 else 0
        last = now


def inbound(one: Contender, figures: Figures, count: int = 10_000) -> None:
    """Send ``count`` pings down one socket as fast as it takes them, and wait for the last pong."""
    crowd = Crowd(one.port, one.token)
    crowd.connect(1)
    sock = next(iter(crowd.sockets.values()))
    sock.setblocking(True)
    sock.settimeout(60)
    data, pongs = client_text('42/events,["ping"]') * 100, 0
    began = time.time()
    for _ in range(count // 100):
        sock.sendall(data)
        while pongs < (_ * 100):
            pongs += sock.recv(1 << 18).count(b'["pong"')
    while pongs < count:
        pongs += sock.recv(1 << 18).count(b'["pong"')
    figures.messages = count / (time.time() - began)
    crowd.drop()


def storm(one: Contender, figures: Figures, clients: int = 2000) -> None:
    """Let ``clients`` come back at once, each with 50 missed events; CPU for all of them."""
    crowd = Crowd(one.port, one.token)
    first = crowd.greeting()
    one.emit(50)
    before = cpu_seconds(one.pid)
    crowd.connect(clients, auth={"lastEventId": first["lastEventId"], "epoch": first["epoch"]})
    _settled(one.pid)
    figures.storm = (cpu_seconds(one.pid) - before) / clients
    crowd.drop()


def slow_consumer(one: Any, figures: Figures, events: int = 20_000, readers: int = 50) -> None:
    """Send 2 KB events to readers, first alone and then beside a client that never reads."""
    crowd, number, text = Crowd(one.port, one.token), 0, "ñ" * 900
    crowd.connect(readers)

    def send(count: int) -> float:
        nonlocal number
        at: list[float] = []
        for _ in range(count):
            number += 1
            for client in crowd.received:
                crowd.received[client] = 0
            began = time.time()
            one.announce(f"{number:06d} {text}")
            at += [moment - began for moment in crowd.wait_for(1900)]
        return sorted(at)[len(at) * 99 // 100]

    send(100)
    without = send(events // 4)
    stuck = crowd.stuck()
    url, closed_after, p99 = f"http://127.0.0.1:{one.port}/health/websocket", 0, []
    before, most = rss(one.pid), 0
    for step in range(20):
        p99.append(send(events // 20))
        most = max(most, rss(one.pid))
        if not closed_after and requests.get(url, timeout=10).json()["total"] == readers:
            closed_after = (step + 1) * (events // 20)
    stuck.close()
    figures.slow = Slow(events, without, statistics.median(p99), most - before, closed_after)
    crowd.drop()


def warm(one: Contender) -> None:
    """Ask once, so that what is made at the first request is not measured."""
    requests.get(f"http://127.0.0.1:{one.port}{one.quiet_path}", timeout=30)
