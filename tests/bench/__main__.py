"""``python -m tests.bench``: measure everybody in one go, print a table, and write ``docs/benchmarks.md``."""

import argparse
import gc
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.bench import contenders, measures, report
from tests.bench.load import Crowd, raise_descriptor_limit

DROPPED = 4000
_FRAME_BYTES = 190


def run(
    open_one: Callable[[], AbstractContextManager[Any]], *, lab: bool, part: str | None = None
) -> measures.Figures | None:
    """Measure one contender; None where it is not to be had here."""
    with open_one() as one:
        if one is None:
            return None
        print(f"measuring {one.name} ...", flush=True)
        figures = measures.Figures(one.name)
        measures.warm(one)
        if part == "slow":
            measures.slow_consumer(one, figures)
            return figures
        measures.connects(one, figures)
        crowd = Crowd(one.port, one.token)
        measures.deliveries(one, crowd, figures)
        measures.drops(one, crowd, figures, DROPPED)
        measures.inbound(one, figures)
        if lab:
            for clients in (1000, 8000):
                measures.drop_cost(one, Crowd(one.port, one.token), figures, clients)
            measures.storm(one, figures)
            measures.slow_consumer(one, figures)
        return figures


def main() -> None:
    """Run the contenders one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="a part of one contender's name")
    only = parser.parse_args().only
    raise_descriptor_limit()
    gc.disable()
    found: list[measures.Figures] = []
    with tempfile.TemporaryDirectory() as folder:
        everybody: list[tuple[str, Callable[[], AbstractContextManager[Any]], bool]] = [
            ("fast", lambda: contenders.laboratory(Path(folder) / "fast", "fast"), True),
            ("node", contenders.node, False),
            ("stock", contenders.stock, False),
        ]
        for name, open_one, lab in everybody:
            if only is None or only in name or (only == "slow" and lab):
                figures = run(open_one, lab=lab, part=only)
                if figures is not None:
                    found.append(figures)
        if only is None or only == "kernel":
            with contenders.kernel(measures.LARGE, _FRAME_BYTES) as kernel:
                if kernel is not None:
                    cost = measures.kernel_delivery(kernel, Crowd(kernel.port, None), measures.LARGE, _FRAME_BYTES)
                    found.append(measures.Figures(kernel.name, delivery=cost))
    report.show(found)
    if only is None:
        report.write(found)


if __name__ == "__main__":
    main()
