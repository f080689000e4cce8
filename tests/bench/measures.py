"""The cost of a client: connect, memory, messages, disconnect. CPU is that of the server process."""

import socket
import statistics
import subprocess
import sys
import time

import requests

from tests.bench.contenders import Contender, Laboratory
from tests.bench.load import HEARTBEAT, Crowd, client_text, cpu_seconds, rss
from tests.bench.plan import Figures, Plan, Slow

MESSAGE_BYTES = 65_536
_HEAD, _TAIL = b'42/events,["ping",', b"]"
# The worst message of 64 KiB has as many values as fit, because each of them is an object.
_BODIES = {
    "big_text": b'"' + b"x" * (MESSAGE_BYTES - len(_HEAD) - len(_TAIL) - 2) + b'"',
    "big_numbers": b",".join([b"1"] * ((MESSAGE_BYTES - len(_HEAD) - len(_TAIL)) // 2)),
}


def warm(one: Contender) -> None:
    """Send one request, so that the initialization at the first request is not measured."""
    requests.get(f"http://127.0.0.1:{one.port}{one.quiet_path}", timeout=30)


def connects(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure CPU and memory per connected client, in a process that is warm."""
    crowd = Crowd(one.port, one.token)
    crowd.connect(plan.middle // 2)
    before_rss = rss(one.pid)
    # In parts, so that the median excludes a single disturbance.
    part, costs = plan.large // plan.repeats, []
    for _ in range(plan.repeats):
        before = cpu_seconds(one.pid)
        crowd.connect(part)
        costs.append((cpu_seconds(one.pid) - before) / part)
    figures.values["connect"] = statistics.median(costs)
    figures.values["memory"] = (rss(one.pid) - before_rss) / (part * plan.repeats)
    crowd.drop()
    settled(one.pid)


_PROBE = """
import sys, time, requests
session, worst, end = requests.Session(), 0.0, time.time() + float(sys.argv[2])
session.get(sys.argv[1]); print('ready', flush=True)
while time.time() < end:
    began = time.perf_counter(); session.get(sys.argv[1], timeout=60)
    worst = max(worst, time.perf_counter() - began)
print(worst, flush=True)
"""


def drops(one: Contender, figures: Figures, plan: Plan) -> None:
    """Drop many clients at once; the longest response time of a probe is how long the loop was blocked."""
    crowd, worst = Crowd(one.port, one.token), []
    url = f"http://127.0.0.1:{one.port}{one.quiet_path}"
    for _ in range(plan.repeats):
        crowd.connect(plan.dropped)
        crowd.drain()
        probe = subprocess.Popen([sys.executable, "-c", _PROBE, url, "3"], stdout=subprocess.PIPE, text=True)
        assert probe.stdout is not None
        probe.stdout.readline()
        crowd.drop()
        worst.append(float(probe.stdout.readline()))
        probe.wait()
        probe.stdout.close()
        settled(one.pid)
    figures.values["drop_block"] = statistics.median(worst)


def drop_cost(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure the CPU per dropped client, for two numbers of clients."""
    for clients in plan.drop_sizes:
        crowd, costs = Crowd(one.port, one.token), []
        for _ in range(plan.repeats):
            crowd.connect(clients)
            crowd.drain()
            before = cpu_seconds(one.pid)
            crowd.drop()
            settled(one.pid)
            costs.append((cpu_seconds(one.pid) - before) / clients)
        figures.values[f"drop_{clients}"] = statistics.median(costs)


def settled(pid: int) -> None:
    """Wait until a process has nothing to do."""
    last, same = cpu_seconds(pid), 0
    while same < 3:
        time.sleep(0.3)
        now = cpu_seconds(pid)
        same = same + 1 if now - last < 0.01 else 0
        last = now


def inbound(one: Contender, figures: Figures, plan: Plan) -> None:
    """Send pings on one socket as fast as it accepts them, and wait for the last pong."""
    sock, rates = _lone(one), []
    for _ in range(plan.repeats):
        began = time.time()
        _stream_pings(sock, plan.inbound)
        rates.append(plan.inbound / (time.time() - began))
    figures.values["messages"] = statistics.median(rates)
    sock.close()


def _stream_pings(sock: socket.socket, count: int) -> None:
    data, pongs = client_text('42/events,["ping"]') * 100, 0
    for sent in range(count // 100):
        sock.sendall(data)
        while pongs < sent * 100:
            pongs += sock.recv(1 << 18).count(b'["pong"')
    while pongs < count:
        pongs += sock.recv(1 << 18).count(b'["pong"')


def idle(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure clients that do nothing over one interval of the heartbeat, in which each answers one ping."""
    crowd = Crowd(one.port, one.token)
    crowd.connect(1)
    alone = _quiet(one, crowd, plan.idle_seconds)
    crowd.connect(plan.large)
    crowd.drain()
    figures.values["idle"] = (_quiet(one, crowd, plan.idle_seconds) - alone) / plan.large / plan.idle_seconds
    crowd.drop()


def _quiet(one: Contender, crowd: Crowd, seconds: float) -> float:
    """Answer heartbeats for some time, and return the CPU of the server."""
    before, end = cpu_seconds(one.pid), time.time() + seconds
    while (left := end - time.time()) > 0:
        crowd.step(left)
    return cpu_seconds(one.pid) - before


def _lone(one: Contender) -> socket.socket:
    crowd = Crowd(one.port, one.token)
    crowd.connect(1)
    sock = next(iter(crowd.sockets.values()))
    sock.setblocking(True)
    sock.settimeout(60)
    return sock


def big_messages(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure a message of 64 KiB: its CPU while nothing else runs, and the latency of another client's ping."""
    busy, other = _lone(one), _lone(one)
    waits: list[float] = []
    for name, body in _BODIES.items():
        # Masked, because unmasking is part of the measurement.
        message, costs = client_text((_HEAD + body + _TAIL).decode(), mask=b"\x5a\x33\x0f\x99"), []
        for _ in range(plan.repeats):
            before = cpu_seconds(one.pid)
            for _ in range(plan.big_messages):
                _answered(busy, message)
            costs.append((cpu_seconds(one.pid) - before) / plan.big_messages)
        figures.values[name] = statistics.median(costs)
        for _ in range(plan.repeats * plan.big_messages):
            busy.sendall(message)
            # As many pings as fit until the reply: one of them arrives at the worst moment.
            waits.append(max(_ping_times(busy, other)))
    figures.values["big_wait"] = sorted(waits)[len(waits) * 95 // 100]
    busy.close()
    other.close()


_PING = client_text('42/events,["ping"]')


def read(sock: socket.socket) -> bytes:
    """Read once, and answer heartbeats. Raises ConnectionError if the server has closed the connection."""
    data: bytes = sock.recv(4096)
    if not data:
        raise ConnectionError("the server closed a connection of the measurement")
    if HEARTBEAT in data:
        sock.sendall(client_text("3"))
    return data


def _answered(sock: socket.socket, message: bytes) -> None:
    sock.sendall(message)
    while b'["pong"' not in read(sock):
        pass


def _ping_times(busy: socket.socket, other: socket.socket) -> list[float]:
    took: list[float] = []
    busy.setblocking(False)
    while True:
        began = time.perf_counter()
        # The ping of the application: the server limits the WebSocket pings of one client per second.
        _answered(other, _PING)
        took.append(time.perf_counter() - began)
        try:
            if b'["pong"' in read(busy):
                busy.settimeout(60)
                return took
        except BlockingIOError:
            pass


def slow_consumer(one: Laboratory, figures: Figures, plan: Plan) -> None:
    """Send events of 2 KB to readers, first alone and then with one client that never reads."""
    crowd, number, text, events = Crowd(one.port, one.token), 0, "ñ" * 900, plan.slow_events
    crowd.connect(plan.readers)

    def send(count: int) -> float:
        nonlocal number
        at: list[float] = []
        for _ in range(count):
            number += 1
            crowd.forget()
            began = time.time()
            one.announce(f"{number:06d} {text}")
            at += [moment - began for moment in crowd.wait_for(1900)]
        return sorted(at)[len(at) * 99 // 100]

    send(events // 200)
    without = send(events // 4)
    stuck = crowd.stuck()
    url, closed_after, p99 = f"http://127.0.0.1:{one.port}/health/websocket", 0, []
    before, most = rss(one.pid), 0
    for step in range(20):
        p99.append(send(events // 20))
        most = max(most, rss(one.pid))
        if not closed_after and requests.get(url, timeout=10).json()["total"] == plan.readers:
            closed_after = (step + 1) * (events // 20)
    stuck.close()
    figures.slow = Slow(events, without, statistics.median(p99), most - before, closed_after)
    crowd.drop()
