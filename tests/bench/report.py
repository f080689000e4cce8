"""The table of a run, on the screen and in ``docs/benchmarks.md``."""

import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.measures import BURST, LARGE, SMALL, Figures, Slow

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
_ROWS: tuple[tuple[str, str, float, str], ...] = (
    ("delivery", "CPU a delivery, one broadcast", 1e6, "µs"),
    ("burst_delivery", f"CPU a delivery, burst of {BURST}", 1e6, "µs"),
    ("burst_last", f"burst of {BURST}: the last client has it, after the answer", 1e3, "ms"),
    ("p50", "one broadcast: half of the clients have it", 1e3, "ms"),
    ("p99", "one broadcast: 99 % have it", 1e3, "ms"),
    ("fixed", "CPU of the change itself", 1e3, "ms"),
    ("connect", "CPU an authenticated connect", 1e3, "ms"),
    ("memory", "memory a client", 1 / 1024, "KiB"),
    ("drop_block", "4,000 drop at once: longest answer meanwhile", 1e3, "ms"),
    ("messages", "messages a second from one client", 1, "/s"),
    ("storm", "CPU a client that comes back with 50 missed events", 1e3, "ms"),
)
_MEANING = f"""
Every server runs alone, one after the other, on the same machine in the same run; the clients are raw sockets under
epoll in another process. CPU is the server process's own, user and system, so that a busy machine matters little.
A delivery's CPU is the slope between {SMALL} and {LARGE} clients: what one more client costs, without the fixed cost
of the change, which stands in its own row. That row is not comparable across servers: this application validates,
commits and logs a change, the peers only emit. The C program does one `send` a client and nothing else: the kernel's
own share. This application is measured whole, with JWT, database session check, event log and tail.

The change itself (a PATCH of a price: request, validation, transaction, log, tail) took 4.7 ms of CPU when it was first
profiled and 3.0 ms since the statements that every change runs are built once and run below the ORM. What is left is
spread over the web framework, the token, the ORM's unit of work and SQLite's own commit.
"""


def _cell(figures: Figures, name: str, scale: float, unit: str) -> str:
    value = getattr(figures, name)
    return "" if value is None else f"{value * scale:,.{2 if value * scale < 100 else 0}f} {unit}"


def _beside_a_slow_one(slow: Slow) -> str:
    return (
        f"{slow.events:,} events of 2 KB to 50 readers beside a client that reads nothing: their 99 % within "
        f"{slow.p99_with * 1e3:.1f} ms ({slow.p99_without * 1e3:.1f} ms without it), the server grew by "
        f"{slow.growth / 1e6:.1f} MB at most, and the client was closed before event {slow.closed_after:,}."
    )


def table(found: list[Figures]) -> str:
    """Return the figures as a Markdown table, and the ratios to the first contender's."""
    lines = ["| | " + " | ".join(one.name for one in found) + " |", "| --- |" + " --- |" * len(found)]
    for name, label, scale, unit in _ROWS:
        lines.append(f"| {label} | " + " | ".join(_cell(one, name, scale, unit) for one in found) + " |")
    for one in found:
        for clients, cost in one.drop_each.items():
            lines.append(
                f"| CPU a drop, of {clients:,} ({one.name}) | {cost * 1e6:,.0f} µs |" + " |" * (len(found) - 1)
            )
        if one.slow is not None:
            lines += ["", _beside_a_slow_one(one.slow)]
    lines += ["", "Ratios, this application to each:", ""]
    for name, label, _, _ in _ROWS:
        own = getattr(found[0], name)
        others = [(one.name, getattr(one, name)) for one in found[1:] if getattr(one, name)]
        if own and others and name not in ("fixed", "storm"):
            lines.append(f"- {label}: " + ", ".join(f"{own / other:.2f} of {who}" for who, other in others))
    return "\n".join(lines)


def show(found: list[Figures]) -> None:
    """Print the table."""
    print(table(found) if found else "nothing was measured")


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


def write(found: list[Figures]) -> None:
    """Write the document."""
    text = (
        f"# Benchmarks\n\n`make bench` measures and writes this page. Last run: {datetime.now(UTC):%Y-%m-%d} on "
        f"{_machine()}; {_versions()}.\n\n{table(found)}\n\n## What a figure means\n{_MEANING}"
    )
    DOCUMENT.write_text(text)
