"""The time until every screen shows a new price, and its cost: with the record in the event, and with a fetch by each.

The screens are in a Node process (``screens.mjs``), where the scripts of the events client keep the catalogue of each.
"""

import json
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.bench.contenders import Laboratory
from tests.bench.load import cpu_seconds
from tests.bench.plan import Figures, Plan
from tests.bench.programs import HERE, REPOSITORY, running

EXAM = 1


@dataclass
class _Round:
    """CPU of the server, the time of each screen since the commit, and the bytes of all responses."""

    cpu: float
    at: list[float]
    bytes: int


class _Screens:
    """The screens in the Node process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self) -> str:
        """Return the next line. Raises RuntimeError if the process has ended."""
        assert self._process.stdout is not None
        if not (line := self._process.stdout.readline()):
            raise RuntimeError("the screens ended")
        return line

    def change(self, one: Laboratory, *, fetches: bool) -> _Round:
        """Change a price, and wait until every screen shows it."""
        assert self._process.stdin is not None
        price = one.next_price()
        self._process.stdin.write(json.dumps({"exam": EXAM, "price": price, "fetches": fetches}) + "\n")
        self._process.stdin.flush()
        self.read()
        before = cpu_seconds(one.pid)
        one.reprice(EXAM, price)
        shown: dict[str, Any] = json.loads(self.read())
        cpu, origin = cpu_seconds(one.pid) - before, one.committed()
        return _Round(cpu, [at - origin for at in shown["at"]], shown["bytes"])


@contextmanager
def _screens(one: Laboratory, count: int) -> Iterator[_Screens]:
    command = ["node", str(HERE / "screens.mjs"), str(REPOSITORY), str(one.port), str(one.token), str(count)]
    with running(command) as process:
        yield _Screens(process)


def _percentile(rounds: list[_Round], percent: int) -> float:
    at = sorted(moment for one_round in rounds for moment in one_round.at)
    return at[min(len(at) * percent // 100, len(at) - 1)]


def screens(one: Laboratory, figures: Figures, plan: Plan) -> None:
    """Measure both ways with each number of screens. Changes nothing without Node.

    The time is that within which 99 % of the screens were right. The cost of the change itself, which is measured with
    one screen, is subtracted from the CPU.
    """
    if shutil.which("node") is None:
        return
    with _screens(one, 1) as shown:
        shown.change(one, fetches=False)
        alone = [shown.change(one, fetches=False).cpu for _ in range(plan.repeats * plan.screen_rounds)]
    change = statistics.median(alone)
    for count in plan.screens:
        with _screens(one, count) as shown:
            for fetches, rounds in ((False, plan.screen_rounds), (True, plan.fetch_rounds)):
                name = f"{'fetched' if fetches else 'applied'}_{count}"
                shown.change(one, fetches=fetches)
                before = one.requests()
                runs = [[shown.change(one, fetches=fetches) for _ in range(rounds)] for _ in range(plan.repeats)]
                # Counted by the server: all requests but the changes themselves.
                requests = (one.requests() - before) / (rounds * plan.repeats) - 1
                figures.values |= {
                    f"{name}_p50": statistics.median(_percentile(run, 50) for run in runs),
                    f"{name}_p99": statistics.median(_percentile(run, 99) for run in runs),
                    f"{name}_cpu": statistics.median(
                        (statistics.mean(one_round.cpu for one_round in run) - change) / count for run in runs
                    ),
                    f"{name}_requests": requests / count,
                    f"{name}_bytes": runs[0][0].bytes / count,
                }


MEANING = """
The screens are connections of a Node process that keeps the catalogue of each with the scripts of the events client.
One price changes. With the record in the event, each screen applies it; without, as before the events had one, each
fetches `GET /api/catalog` (compressed, over a connection of its own). A screen is right when its data have the new
price. Times are since the commit and include the work of all screens in one process. CPU is that of the server, without
the change itself. The server counts the requests.
"""
WAYS = {"applied": "the event carries the record", "fetched": "each fetches the catalogue"}


def table(figures: Figures, plan: Plan) -> str:
    """Return the figures as a Markdown table, empty if there are none."""
    head = ("half are right, ms", "99 % are right, ms", "CPU per screen, µs", "requests per screen", "KB per screen")
    lines = [f"| screens | | {' | '.join(head)} |", "| ---: | --- |" + " ---: |" * len(head)]
    for count in plan.screens:
        for way, words in WAYS.items():
            name = f"{way}_{count}"
            if f"{name}_p99" not in figures.values:
                return ""
            half, most, cpu, requests, size = (
                figures.values[f"{name}_{key}"] * scale
                for key, scale in (("p50", 1e3), ("p99", 1e3), ("cpu", 1e6), ("requests", 1), ("bytes", 1e-3))
            )
            lines.append(f"| {count:,} | {words} | {half:.1f} | {most:.1f} | {cpu:.1f} | {requests:.2f} | {size:.1f} |")
    return "\n".join(lines)
