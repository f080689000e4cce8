"""The document of a run, ``docs/benchmarks.md``: tables, charts, and what one instance carries."""

import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench import capacity, first_load, pictures, report, rest, screens
from tests.bench.plan import Figures, Plan

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
# Beside the document; the run writes them.
IMAGES = "images/benchmarks"
_MEANING = """
Each server runs alone, one after the other, on the same machine in the same run. The clients are raw sockets under
epoll in another process. CPU is that of the server process, user and system, so that other load on the machine matters
little. Figures are medians of five, except memory and clients that do nothing, which are measured once over many
clients. The C program does one `send` per client and nothing else: this is the share of the kernel.
This application is measured as a whole, with JWT, session lookup in the database, event log and tail. A message of 20
KB is longer than REST accepts; another process commits it to the log, as another instance would.

The change itself is a PATCH of a price: request, validation, transaction, log and tail. About half of its CPU is the
transaction: the price, the entry with its hashes and the commit. The rest is HTTP, the web framework and the tail.
"""


def sections(found: list[Figures], plan: Plan, loads: str) -> dict[str, str]:
    """Return what a run has measured besides the table, as Markdown by title. ``loads`` is the table of first loads."""
    own = next((one for one in found if one.name.startswith("this application")), None)
    shown = screens.table(own, plan) if own else ""
    measured = [one for one in found if "rest_me_own_cpu" in one.values]
    requests = rest.table(measured) if measured else ""
    parts = {
        "What one instance carries": capacity.capacity(found, plan) if own else "",
        "Screens": f"{shown}\n{screens.MEANING}" if shown else "",
        "REST": f"{requests}\n{rest.MEANING}" if requests else "",
        "First load": f"{loads}\n{first_load.MEANING}" if loads else "",
    }
    return {title: text.strip() for title, text in parts.items() if text}


def _machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    cores = sum(1 for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor"))
    return f"{model}, {cores} cores, Linux {platform.release()}"


def _versions() -> str:
    try:
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        node = "not installed"
    python = ", ".join(f"{name} {version(name)}" for name in ("flask-socketio", "python-socketio", "gevent"))
    return f"Python {platform.python_version()}, {python}, Node {node}, socket.io 4.8"


def _charts(found: list[Figures], plan: Plan, directory: Path) -> str:
    """Write the charts, and return the Markdown that shows them."""
    folder = directory / IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    shown = []
    for chart in pictures.charts(found, plan):
        (folder / chart.file).write_text(pictures.draw(chart))
        shown.append(f"![{chart.text}]({IMAGES}/{chart.file})\n")
    return "\n".join(shown)


def write(found: list[Figures], plan: Plan, loads: str, document: Path = DOCUMENT) -> None:
    """Write the document and its charts."""
    parts = sections(found, plan, loads)
    first = parts.pop("What one instance carries", "")
    text = [
        f"# Benchmarks\n\n`make bench` measures and writes this page. Last run: {datetime.now(UTC):%Y-%m-%d} on "
        f"{_machine()}; {_versions()}.\n",
        _charts(found, plan, document.parent),
        f"## What one instance carries\n\n{first}\n" if first else "",
        f"## All figures\n\n{report.table(found, plan)}\n\n### What a figure means\n{_MEANING}",
        *(f"## {title}\n\n{part}\n" for title, part in parts.items()),
    ]
    document.write_text("\n".join(part for part in text if part))
