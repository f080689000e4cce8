"""The cost of one committed change over REST: a PATCH of a price, by an administrator with a bearer token.

Each writer is a keep-alive connection with an exam of its own, which sends the next request after the response. The
requests are bytes that were built before: a client in Python that builds them would take more CPU than the server.
"""

import json
import select
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.contenders import Laboratory
from tests.bench.load import cpu_seconds
from tests.bench.plan import Figures, Plan
from tests.bench.wire import on_postgresql, wired

_WARM_UP = 50
_MANY = (8, 32)


class Writer:
    """One connection, which changes the price of one exam again and again."""

    def __init__(self, port: int, token: str, exam: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._head = (
            f"PATCH /api/admin/exams/{exam}/price HTTP/1.1\r\nHost: localhost:{port}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: "
        )
        self._number = int(time.time() * 1e6)
        self._received = b""

    def send(self) -> None:
        """Send a change to a price that the exam does not have."""
        self._number += 1
        body = json.dumps({"price": f"{self._number % 1_000_000 / 100:.2f}"})
        self.socket.sendall(f"{self._head}{len(body)}\r\n\r\n{body}".encode())

    def receive(self) -> int | None:
        """Read once; return the status once the response is complete. Raises RuntimeError unless it is 200 or 503."""
        self._received += self.socket.recv(65_536)
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return None
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        if len(body) < int(length.split(b":")[1]):
            return None
        status = int(head.split(b" ", 2)[1])
        if status not in (200, 503):
            raise RuntimeError(self._received.decode())
        self._received = b""
        return status

    def change(self, count: int) -> None:
        """Change the price ``count`` times, one after the other."""
        for _ in range(count):
            self.send()
            while (status := self.receive()) is None:
                pass
            if status != 200:
                raise RuntimeError("the server is overloaded by one writer")


@contextmanager
def _writers(one: Laboratory, count: int) -> Iterator[list[Writer]]:
    opened = [Writer(one.port, one.admin_token, exam) for exam in range(10, 10 + count)]
    try:
        yield opened
    finally:
        for writer in opened:
            writer.socket.close()


def _rate(writers: list[Writer], changes: int) -> float:
    """Let all change prices at the same time, ``changes`` in all. Return the changes a second.

    A writer whose change was refused for want of capacity (503) tries again at once.
    """
    by_number = {writer.socket.fileno(): writer for writer in writers}
    poll = select.epoll()
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    began, begun, done = time.perf_counter(), len(writers), 0
    for writer in writers:
        writer.send()
    while done < begun:
        for number, _ in poll.poll(30):
            writer = by_number[number]
            status = writer.receive()
            done += status == 200
            if status == 503:
                writer.send()
            elif status and begun < changes:
                writer.send()
                begun += 1
    poll.close()
    return done / (time.perf_counter() - began)


def changes(one: Laboratory, figures: Figures, plan: Plan) -> None:
    """Measure CPU a change with one writer, and the changes a second with more of them."""
    with _writers(one, 1) as (writer,):
        writer.change(_WARM_UP)
        costs, rates = [], []
        for _ in range(plan.repeats):
            before, began = cpu_seconds(one.pid), time.perf_counter()
            writer.change(plan.changes)
            rates.append(plan.changes / (time.perf_counter() - began))
            costs.append((cpu_seconds(one.pid) - before) / plan.changes)
    figures.values["change"] = statistics.median(costs)
    figures.values["change_rate_1"] = statistics.median(rates)
    if not on_postgresql(one):
        return
    for count in _MANY:
        with _writers(one, count) as writers:
            _rate(writers, _WARM_UP)
            figures.values[f"change_rate_{count}"] = statistics.median(
                _rate(writers, plan.changes * 2) for _ in range(plan.repeats)
            )
    _count_on_the_wire(one, figures)


def _count_on_the_wire(one: Laboratory, figures: Figures) -> None:
    """Count the statements and round trips of a change, with another instance. What the tail reads is included."""
    with wired(one) as (server, wire):
        writer = Writer(server.port, one.admin_token, 9)
        writer.change(_WARM_UP)
        statements, round_trips = wire.statements, wire.round_trips
        writer.change(_WARM_UP)
        figures.values["change_statements"] = (wire.statements - statements) / _WARM_UP
        figures.values["change_round_trips"] = (wire.round_trips - round_trips) / _WARM_UP
        writer.socket.close()
