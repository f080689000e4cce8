"""Clients that come back with missed events: CPU beside a plain connect, statements, and many at once."""

import statistics
import time

from tests.bench.contenders import Contender, Laboratory
from tests.bench.load import Crowd, cpu_seconds
from tests.bench.measures import read, settled
from tests.bench.plan import Figures, Plan
from tests.bench.wire import on_postgresql, wired

MISSED = 50


def returns(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure clients that come back with 50 missed events: CPU beside a plain connect, and many at once."""
    crowd, part = Crowd(one.port, one.token), plan.large // plan.repeats
    plain, back = [], []
    crowd.connect(part)
    crowd.drop()
    for _ in range(plan.repeats):
        settled(one.pid)
        before = cpu_seconds(one.pid)
        crowd.connect(part)
        plain.append((cpu_seconds(one.pid) - before) / part)
        cpu, _ = _come_back(one, crowd, part)
        back.append(cpu)
    figures.values["return"] = statistics.median(back)
    figures.values["return_ratio"] = statistics.median(b / a for a, b in zip(plain, back, strict=True))
    storms = []
    for _ in range(plan.storms):
        crowd.connect(plan.storm)
        storms.append(_come_back(one, crowd, plan.storm, at_once=plan.storm)[1])
    figures.values["return_last"] = statistics.median(storms)
    if isinstance(one, Laboratory) and on_postgresql(one):
        _count_on_the_wire(one, figures, plan)


def _come_back(one: Contender, crowd: Crowd, clients: int, *, at_once: int = 64) -> tuple[float, float]:
    """Drop all clients and let them return after 50 events. Return CPU per client, and seconds until all are live."""
    auths = _positions(one, crowd)
    crowd.drop()
    settled(one.pid)
    one.emit(MISSED)
    settled(one.pid)
    until, times = (b'["replay:complete"', 1) if isinstance(one, Laboratory) else (b'["catalog:update"', MISSED)
    before, began = cpu_seconds(one.pid), time.time()
    crowd.connect(clients, auths=auths, until=until, times=times, at_once=at_once)
    took, cpu = time.time() - began, (cpu_seconds(one.pid) - before) / clients
    crowd.drop()
    return cpu, took


def _positions(one: Contender, crowd: Crowd) -> list[dict[str, object]]:
    """Return what each client names when it comes back. Node knows its clients by ``pid``, each with an own state."""
    if isinstance(one, Laboratory):
        first = crowd.greeting()
        return [{"lastEventId": first["lastEventId"], "epoch": first["epoch"]}] * len(crowd.sockets)
    crowd.drain()
    one.emit(1)
    auths: list[dict[str, object]] = []
    for number, sock in crowd.sockets.items():
        sock.setblocking(True)
        data = b""
        while not data.endswith(b'"]'):
            data += read(sock)
        auths.append({"pid": crowd.pids[number], "offset": data.rsplit(b'"', 2)[1].decode()})
    return auths


def _count_on_the_wire(one: Laboratory, figures: Figures, plan: Plan) -> None:
    """Count the statements of a client that comes back, and of a plain connect, with another instance."""
    with wired(one) as (server, wire):
        crowd = Crowd(server.port, one.token)
        # The first one is not counted: it fills what is kept in memory.
        crowd.connect(1)
        before = wire.statements
        crowd.connect(plan.readers)
        plain = wire.statements - before
        auths = _positions(one, crowd)[:1] * plan.readers
        crowd.drop()
        watcher = Crowd(server.port, one.token)
        watcher.connect(1)
        one.emit(MISSED)
        watcher.wait_for(1)
        watcher.drain()
        before = wire.statements
        crowd.connect(plan.readers, auths=auths, until=b'["replay:complete"')
        if not wire.statements:
            raise RuntimeError("the relay counted nothing, not even the start")
        figures.values["return_statements"] = (wire.statements - before) / plan.readers
        figures.values["connect_statements"] = plain / plan.readers
        crowd.drop()
        watcher.drop()
