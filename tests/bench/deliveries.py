"""Cost and latency of broadcasts: one event, many events in one commit, one compressed event."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.contenders import Contender, kernel
from tests.bench.load import Crowd, MessageCrowd, cpu_seconds
from tests.bench.plan import Figures, Plan

KERNEL_BYTES = 190
LARGE_BYTES = 20_000
_WORDS = (
    *("laboratorio", "muestra", "paciente", "resultado", "examen", "glucosa", "ayunas", "sangre", "orina", "cita"),
    *("sede", "horario", "médico", "orden", "aviso", "cambio", "lista", "precio", "mañana", "tarde", "entrega"),
    *("informe", "valor", "referencia", "hemograma", "perfil", "colesterol"),
)


@dataclass
class Run:
    """CPU per round, and for each client and round the time until it had everything, since the origin of the round."""

    cpu: float
    at: list[float]
    last: float

    def percentile(self, percent: int) -> float:
        """Return the time within which ``percent`` of the clients had everything."""
        return sorted(self.at)[min(len(self.at) * percent // 100, len(self.at) - 1)]


def _run(
    one: Contender,
    crowd: Crowd,
    send: Callable[[], None],
    size: int,
    rounds: int,
    *,
    origin: Callable[[], float] | None = None,
) -> Run:
    """Send ``rounds`` times, each time until all clients have ``size`` bytes. Times start at ``origin`` or the call."""
    at: list[float] = []
    last: list[float] = []
    before = cpu_seconds(one.pid)
    for _ in range(rounds):
        crowd.forget()
        began = time.time()
        send()
        arrived = crowd.wait_for(size)
        start = began if origin is None else origin()
        at += [moment - start for moment in arrived]
        last.append(arrived[-1] - start)
    return Run((cpu_seconds(one.pid) - before) / rounds, at, statistics.median(last))


def _size(crowd: Crowd, send: Callable[[], None]) -> int:
    """Return the bytes that one client receives for one send, after a round to warm up."""
    crowd.drain()
    send()
    crowd.drain_counting()
    return crowd.size_of_one()


def _slope(few: list[Run], many: list[Run], clients: int) -> float:
    return statistics.median((b.cpu - a.cpu) / clients for a, b in zip(few, many, strict=True))


def broadcast(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure a single event with two numbers of clients: the slope is the cost per delivery, the rest the change."""
    crowd, runs = Crowd(one.port, one.token), {}
    for clients in (plan.small, plan.large):
        crowd.connect(clients - len(crowd.sockets))
        size = _size(crowd, lambda: one.emit(1))
        runs[clients] = [_run(one, crowd, lambda: one.emit(1), size, plan.rounds) for _ in range(plan.repeats)]
    slope = _slope(runs[plan.small], runs[plan.large], plan.large - plan.small)
    figures.values |= {
        "delivery": slope,
        "fixed": statistics.median(run.cpu for run in runs[plan.small]) - slope * plan.small,
        "p50": statistics.median(run.percentile(50) for run in runs[plan.large]),
        "p99": statistics.median(run.percentile(99) for run in runs[plan.large]),
    }
    crowd.drop()


def points(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure a single event with several numbers of clients; the cost with one client is subtracted as the change."""
    crowd = Crowd(one.port, one.token)

    def cost(clients: int) -> float:
        """Return the CPU of one event to so many clients."""
        if clients < len(crowd.sockets):
            crowd.drop()
        crowd.connect(clients - len(crowd.sockets))
        size = _size(crowd, lambda: one.emit(1))
        # With few clients the result is a small difference of large numbers: use more rounds.
        rounds = plan.rounds * 2 if clients < plan.middle else plan.rounds
        return _run(one, crowd, lambda: one.emit(1), size, rounds).cpu

    change = 0.0
    for clients in plan.points:
        costs: list[tuple[float, float]] = []
        for _ in range(plan.repeats):
            if clients < plan.middle or not change:
                # In pairs: between two runs, the cost of a change varies by more than a few clients cost.
                change = cost(1)
            whole = cost(clients)
            costs.append((whole / clients, (whole - change) / (clients - 1)))
        for name, values in zip(("whole", "net"), zip(*costs, strict=True), strict=True):
            figures.values[f"{name}_{clients}"] = statistics.median(values)
    crowd.drop()


def burst(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure many events of one commit: the slope, and the time from the commit to the last event at the clients."""
    crowd, runs = Crowd(one.port, one.token), {}
    for clients in (plan.small, plan.middle):
        crowd.connect(clients - len(crowd.sockets))
        size = _size(crowd, lambda: one.emit(plan.burst))
        runs[clients] = [
            _run(one, crowd, lambda: one.emit(plan.burst), size, plan.bursts, origin=one.committed)
            for _ in range(plan.repeats)
        ]
    many = runs[plan.middle]
    figures.values |= {
        "burst_delivery": _slope(runs[plan.small], many, (plan.middle - plan.small) * plan.burst),
        "burst_p50": statistics.median(run.percentile(50) for run in many),
        "burst_p99": statistics.median(run.percentile(99) for run in many),
        "burst_last": statistics.median(run.last for run in many),
    }
    crowd.drop()


def _prose(number: int) -> str:
    """Return 20 KB of text, different for each ``number``, so that no compressor finds an earlier text again."""
    rng, words = random.Random(number), [str(number)]
    while len(" ".join(words).encode()) < LARGE_BYTES:
        words += [*rng.choices(_WORDS, k=50), str(rng.randrange(10_000))]
    return " ".join(words).encode()[:LARGE_BYTES].decode(errors="ignore")


def compression(one: Contender, figures: Figures, plan: Plan) -> None:
    """Measure a message of 20 KB to clients that negotiated permessage-deflate."""
    crowd, runs = MessageCrowd(one.port, one.token), {}
    texts = iter([_prose(number) for number in range(2 * plan.repeats * plan.bursts + 2)])
    for clients in (plan.small, plan.middle):
        crowd.connect(clients - len(crowd.sockets))
        crowd.drain()
        one.announce_large(next(texts))
        crowd.wait_for(1)
        runs[clients] = [
            _run(one, crowd, lambda: one.announce_large(next(texts)), 1, plan.bursts) for _ in range(plan.repeats)
        ]
    if not crowd.compressed:
        raise RuntimeError(f"{one.name} did not compress")
    figures.values |= {
        "large_delivery": _slope(runs[plan.small], runs[plan.middle], plan.middle - plan.small),
        "large_whole": statistics.median(run.cpu for run in runs[plan.middle]),
        "large_p99": statistics.median(run.percentile(99) for run in runs[plan.middle]),
        "large_bytes": crowd.last_size,
    }
    crowd.drop()


def bare_sends(plan: Plan) -> Figures | None:
    """Measure the C program: CPU per send, for each number of clients; None without a compiler."""
    figures = None
    for clients in sorted({plan.large, *plan.points}):
        with kernel(clients, KERNEL_BYTES) as one:
            if one is None:
                return None
            crowd = Crowd(one.port, None)
            crowd.connect(clients)
            one.ready()
            runs = [_run(one, crowd, lambda: one.emit(1), KERNEL_BYTES, plan.rounds) for _ in range(plan.repeats)]
            figures = figures or Figures(one.name)
            name = "delivery" if clients == plan.large else f"net_{clients}"
            figures.values[name] = statistics.median(run.cpu for run in runs) / clients
            crowd.drop()
    return figures
