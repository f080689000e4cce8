"""``python -m tests.bench``: measure all contenders in one run, print a table, and write ``docs/benchmarks.md``."""

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.bench import changes, contenders, deliveries, document, first_load, measures, report, rest, returns, screens
from tests.bench.contenders import Contender
from tests.bench.load import raise_descriptor_limit
from tests.bench.plan import FULL, QUICK, Figures, Plan

Opener = Callable[[], AbstractContextManager[Contender | None]]
# ``Any``: some parts take every contender, some the laboratory only.
Part = Callable[[Any, Figures, Plan], None]
# In this order: memory is measured before any event is sent.
PARTS: dict[str, Part] = {
    "connects": measures.connects,
    "broadcast": deliveries.broadcast,
    "points": deliveries.points,
    "burst": deliveries.burst,
    "compression": deliveries.compression,
    "bigmessages": measures.big_messages,
    "inbound": measures.inbound,
    "idle": measures.idle,
    "drops": measures.drops,
    "dropcost": measures.drop_cost,
    "return": returns.returns,
    "change": changes.changes,
    "slow": measures.slow_consumer,
    "screens": screens.screens,
    "rest": rest.rest,
}
# Parts that are measured for this application only.
_OWN = {"dropcost", "slow", "change", "screens", "rest"}
# Parts that depend on the database, and are measured on PostgreSQL as well.
_BOTH = {"change", "rest", "return"}
# Measured in a browser, for this application only.
LOAD = "load"
_PEERS = set(PARTS) - _OWN - {"compression", "return"}


def _measure(open_one: Opener, parts: list[str], plan: Plan, figures: Figures | None) -> Figures | None:
    """Measure the parts of one contender and add them to ``figures``; None if the contender is not available."""
    with open_one() as one:
        if one is None:
            return None
        found = figures or Figures(one.name)
        measures.warm(one)
        for part in parts:
            began = time.monotonic()
            PARTS[part](one, found, plan)
            print(f"{one.name}: {part}, {time.monotonic() - began:.0f} s", flush=True)
        return found


def run(wanted: set[str], parts: set[str], plan: Plan) -> list[Figures]:
    """Measure the contenders one after the other."""
    found: dict[str, Figures | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        everybody: list[tuple[str, Opener, set[str]]] = [
            ("fast", lambda: contenders.laboratory(Path(folder) / "fast", "fast"), set(PARTS)),
            ("postgresql", lambda: contenders.laboratory_on_postgresql(Path(folder) / "postgresql"), _BOTH),
            ("node", contenders.node, _PEERS),
            # A separate server: with compression, Node cannot prepare one frame for all clients of a broadcast.
            ("node", lambda: contenders.node(deflates=True), {"compression"}),
            # Also separate: to keep the state of its clients costs Node something at every event.
            ("node", lambda: contenders.node(recovers=True), {"return"}),
            ("stock", contenders.stock, _PEERS),
        ]
        for name, open_one, able in everybody:
            chosen = [part for part in PARTS if part in parts & able]
            if name in wanted and chosen:
                found[name] = _measure(open_one, chosen, plan, found.get(name))
        if "kernel" in wanted and parts & {"broadcast", "points"}:
            found["kernel"] = deliveries.bare_sends(plan)
    return [figures for figures in found.values() if figures is not None]


def main() -> None:
    """Parse the arguments, measure, and print the table; a complete run also writes the document."""
    names = ("fast", "postgresql", "node", "stock", "kernel")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", default="", help=f"parts ({', '.join((*PARTS, LOAD))}) and contenders ({', '.join(names)}), by commas"
    )
    parser.add_argument("--quick", action="store_true", help="small numbers, to test the benchmark itself")
    arguments = parser.parse_args()
    only = set(filter(None, arguments.only.split(",")))
    if unknown := only - set(PARTS) - set(names) - {LOAD}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    plan = QUICK if arguments.quick else FULL
    raise_descriptor_limit()
    gc.disable()
    began = time.monotonic()
    loads = first_load.table() if not only or LOAD in only else ""
    found = []
    if only != {LOAD}:
        found = run(only & set(names) or set(names), only & set(PARTS) or set(PARTS), plan)
    if found:
        print(report.table(found, plan))
    for title, text in document.sections(found, plan, loads).items():
        print(f"\n{title}\n\n{text}")
    print(f"\n{time.monotonic() - began:.0f} s in all")
    if not only and not arguments.quick:
        document.write(found, plan, loads)


if __name__ == "__main__":
    main()
