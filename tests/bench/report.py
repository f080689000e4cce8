"""The table of a run, on the screen and in ``docs/benchmarks.md``."""

import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.plan import Figures, Plan, Slow

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Row:
    """One figure of the table: what it is called, what it means, and in what unit it is shown."""

    key: str
    label: str
    means: str
    scale: float
    unit: str
    compared: bool = True


def _rows(plan: Plan) -> list[Row]:
    few, many, burst = f"{plan.small:,}", f"{plan.large:,}", plan.burst
    rows = [
        Row(
            "delivery",
            "CPU a delivery, one broadcast",
            f"what one more client costs: the slope between {few} and {many}, without the change itself",
            1e6,
            "µs",
        ),
        Row(
            "fixed",
            "CPU of the change itself",
            "what is left of a broadcast at no client at all; here a PATCH of a price with all that belongs to it, "
            "of the peers a bare emit, so not to be compared",
            1e3,
            "ms",
            compared=False,
        ),
    ]
    for clients in plan.points:
        rows += [
            Row(
                f"net_{clients}",
                f"… to {clients:,} clients, a client",
                "all its CPU less that of the same change with one client, divided by the others",
                1e6,
                "µs",
            ),
            Row(
                f"whole_{clients}",
                f"… to {clients:,} clients, a client, the change included",
                "all its CPU divided by the clients: where they are few, mostly the change",
                1e6,
                "µs",
                compared=False,
            ),
        ]
    rows += [
        Row("p50", f"one broadcast to {many}: half have it", "since before the request that causes it", 1e3, "ms"),
        Row("p99", f"one broadcast to {many}: 99 % have it", "since before the request that causes it", 1e3, "ms"),
        Row(
            "burst_delivery",
            f"CPU a delivery, {burst} price changes in one commit",
            f"the slope between {few} and {plan.middle:,} clients, divided by {burst}",
            1e6,
            "µs",
        ),
    ]
    for key, who in (("p50", "half of the clients have"), ("p99", "99 % of them have"), ("last", "the last has")):
        rows.append(
            Row(
                f"burst_{key}",
                f"{burst} changes to {plan.middle:,}: {who} the last event",
                "since the commit (the log's own time, just before it); of the peers, since they began to emit",
                1e3,
                "ms",
            )
        )
    rows += [
        Row(
            "large_delivery",
            "CPU a delivery, 20 KB compressed",
            f"all negotiated permessage-deflate without context; the slope between {few} and {plan.middle:,} clients",
            1e6,
            "µs",
        ),
        Row(
            "large_whole",
            f"CPU of 20 KB compressed to {plan.middle:,}",
            "all of it: here with the commit, the log and compressing it once",
            1e3,
            "ms",
        ),
        Row("large_p99", "… 99 % have it", "since before the commit", 1e3, "ms"),
        Row("large_bytes", "… its size on the wire", "Spanish words, never the same twice", 1e-3, "KB", compared=False),
        Row(
            "big_text",
            "CPU of a message of 64 KiB from a client, one text",
            "reading, unmasking, parsing, answering: the loop is not blocked for longer than this",
            1e3,
            "ms",
        ),
        Row(
            "big_numbers",
            "CPU of a message of 64 KiB from a client, 32,000 numbers",
            "the same where parsing it is dearest",
            1e3,
            "ms",
        ),
        Row(
            "big_wait",
            "… how long another client's ping waits for its pong meanwhile",
            "the longest during a message, 95 % of the messages; both ways and the client's own time included",
            1e3,
            "ms",
        ),
        Row("messages", "messages a second from one client", "`ping`, each answered, one after the other", 1, "/s"),
        Row(
            "connect",
            "CPU an authenticated connect",
            "request, upgrade, JWT; here the session's look-up and the greeting with the position, too",
            1e3,
            "ms",
        ),
        Row("memory", "memory a client", "growth of the resident memory while they connect", 1 / 1024, "KiB"),
        Row(
            "drop_block",
            f"{plan.dropped:,} drop at once: longest answer meanwhile",
            "how long the loop was blocked, as another client of REST sees it",
            1e3,
            "ms",
        ),
    ]
    rows += [
        Row(f"drop_{clients}", f"CPU a drop, of {clients:,} at once", "the same for few and many", 1e6, "µs")
        for clients in plan.drop_sizes
    ]
    back = f"CPU a client, {plan.storm:,} come back at once"
    rows.append(Row("storm", back, "connect, and replay of 50 missed events", 1e3, "ms"))
    return rows


_MEANING = """
Every server runs alone, one after the other, on the same machine in the same run; the clients are raw sockets under
epoll in another process. CPU is the server process's own, user and system, so that a busy machine matters little.
Figures are medians of five, but for memory, messages a second and the storm, which are measured once over many. The C
program does one `send` a client and nothing else: the kernel's own share. This application is measured whole, with JWT,
database session check, event log and tail. A notice of 20 KB is longer than REST takes; it is committed to the log by
another process, as another instance would.

The change itself (a PATCH of a price: request, validation, transaction, log, tail) took 4.7 ms of CPU when it was first
profiled and 3.0 ms since the statements that every change runs are built once and run below the ORM. What is left is
spread over the web framework, the token, the ORM's unit of work and SQLite's own commit.
"""


def _cell(figures: Figures, row: Row) -> str:
    value = figures.values.get(row.key)
    if value is None:
        return ""
    shown = value * row.scale
    return f"{shown:,.{2 if abs(shown) < 100 else 0}f} {row.unit}"


def _beside_a_slow_one(slow: Slow) -> str:
    return (
        f"{slow.events:,} events of 2 KB to the readers beside a client that reads nothing: their 99 % within "
        f"{slow.p99_with * 1e3:.1f} ms ({slow.p99_without * 1e3:.1f} ms without it, "
        f"{slow.p99_with / slow.p99_without:.2f} of that), the server grew by {slow.growth / 1e6:.1f} MB at most, "
        f"and the client was closed before event {slow.closed_after:,}. It is what a slow consumer costs the others: "
        "nothing waits for it, and what waits for it is bounded."
    )


def table(found: list[Figures], plan: Plan) -> str:
    """Return the figures as a Markdown table, and the ratios to the first contender's."""
    names = [one.name for one in found]
    lines = ["| | " + " | ".join(names) + " | what it means |", "| --- |" + " --- |" * (len(found) + 1)]
    rows = [row for row in _rows(plan) if any(row.key in one.values for one in found)]
    for row in rows:
        lines.append(f"| {row.label} | " + " | ".join(_cell(one, row) for one in found) + f" | {row.means} |")
    lines += [f"\n{_beside_a_slow_one(one.slow)}" for one in found if one.slow is not None]
    ratios = []
    for row in rows:
        own = found[0].values.get(row.key)
        others = [(one.name, one.values.get(row.key)) for one in found[1:]]
        compared = [f"{own / value:.3f} of {who}" for who, value in others if own and value and row.compared]
        if compared:
            ratios.append(f"- {row.label}: " + ", ".join(compared))
    if ratios:
        lines += ["", f"Ratios, {names[0]} to each:", "", *ratios]
    return "\n".join(lines)


def show(found: list[Figures], plan: Plan) -> None:
    """Print the table."""
    print(table(found, plan) if found else "nothing was measured")


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


def write(found: list[Figures], plan: Plan) -> None:
    """Write the document."""
    text = (
        f"# Benchmarks\n\n`make bench` measures and writes this page. Last run: {datetime.now(UTC):%Y-%m-%d} on "
        f"{_machine()}; {_versions()}.\n\n{table(found, plan)}\n\n## What a figure means\n{_MEANING}"
    )
    DOCUMENT.write_text(text)
