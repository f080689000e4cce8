"""The table of a run."""

from dataclasses import dataclass

from tests.bench.plan import Figures, Plan, Slow


@dataclass(frozen=True)
class Row:
    """One row of the table: its label, meaning, and unit."""

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
            "CPU per delivery, one broadcast",
            f"cost of one more client: the slope between {few} and {many}, without the change itself",
            1e6,
            "µs",
        ),
        Row(
            "fixed",
            "CPU of the change itself",
            "the rest of a broadcast without clients; here a complete PATCH of a price, "
            "for the peers only an emit, so not comparable",
            1e3,
            "ms",
            compared=False,
        ),
    ]
    for clients in plan.points:
        rows += [
            Row(
                f"net_{clients}",
                f"… to {clients:,} clients, per client",
                "total CPU minus that of the same change with one client, divided by the other clients",
                1e6,
                "µs",
            ),
            Row(
                f"whole_{clients}",
                f"… to {clients:,} clients, per client, including the change",
                "total CPU divided by the clients: with few clients mostly the change",
                1e6,
                "µs",
                compared=False,
            ),
        ]
    rows += [
        Row("p50", f"one broadcast to {many}: received by half", "since before the request", 1e3, "ms"),
        Row("p99", f"one broadcast to {many}: received by 99 %", "since before the request", 1e3, "ms"),
        Row(
            "burst_delivery",
            f"CPU per delivery, {burst} price changes in one commit",
            f"the slope between {few} and {plan.middle:,} clients, divided by {burst}",
            1e6,
            "µs",
        ),
    ]
    for key, who in (("p50", "half of the clients"), ("p99", "99 % of the clients"), ("last", "the last client")):
        rows.append(
            Row(
                f"burst_{key}",
                f"{burst} changes to {plan.middle:,}: last event at {who}",
                "since the commit (the time of the entry, just before it); for the peers, since they began to emit",
                1e3,
                "ms",
            )
        )
    rows += [
        Row(
            "large_delivery",
            "CPU per delivery, 20 KB compressed",
            f"permessage-deflate without context, for all clients; the slope between {few} and {plan.middle:,} clients",
            1e6,
            "µs",
        ),
        Row(
            "large_whole",
            f"CPU of 20 KB compressed to {plan.middle:,}",
            "total CPU; here including the commit, the log and one compression",
            1e3,
            "ms",
        ),
        Row("large_p99", "… received by 99 %", "since before the commit", 1e3, "ms"),
        Row("large_bytes", "… its size on the wire", "Spanish words, different each time", 1e-3, "KB", compared=False),
        Row(
            "big_text",
            "CPU of a message of 64 KiB from a client, one text",
            "read, unmask, parse, reply: the loop is not blocked for longer than this",
            1e3,
            "ms",
        ),
        Row(
            "big_numbers",
            "CPU of a message of 64 KiB from a client, 32,000 numbers",
            "the same for the payload that is slowest to parse",
            1e3,
            "ms",
        ),
        Row(
            "big_wait",
            "… latency of another client's ping meanwhile",
            "the longest during a message, for 95 % of the messages; round trip, including the client",
            1e3,
            "ms",
        ),
        Row(
            "messages",
            "messages per second from one client",
            "`ping`, each with its reply, one after the other",
            1,
            "/s",
        ),
        Row(
            "connect",
            "CPU per authenticated connect",
            "request, upgrade, JWT; here also the session lookup and `connected` with the position",
            1e3,
            "ms",
        ),
        Row("memory", "memory per client", "growth of the resident memory while clients connect", 1 / 1024, "KiB"),
        Row(
            "idle",
            "CPU per second of a client that does nothing",
            "over one interval of the heartbeat: a ping to the client, and its answer",
            1e6,
            "µs",
        ),
        Row(
            "drop_block",
            f"{plan.dropped:,} drop at once: longest response meanwhile",
            "how long the loop was blocked, measured by a REST client",
            1e3,
            "ms",
        ),
    ]
    rows += [
        Row(f"drop_{clients}", f"CPU per drop, of {clients:,} at once", "independent of the number", 1e6, "µs")
        for clients in plan.drop_sizes
    ]
    rows += [
        Row(
            "return",
            "CPU per client that comes back with 50 missed events",
            "connect and replay; here from memory with the rights of now, for Node its connection state recovery, "
            "also in memory and with the token verified",
            1e3,
            "ms",
        ),
        Row("return_ratio", "… as a multiple of a plain connect", "to the same server", 1, "×", compared=False),
        Row(
            "return_statements",
            "… its statements",
            "on PostgreSQL, BEGIN and COMMIT included; for comparison the next row",
            1,
            "",
            compared=False,
        ),
        Row("connect_statements", "statements of a plain connect", "with the same token", 1, "", compared=False),
        Row(
            "return_last",
            f"{plan.storm:,} come back at once: the last one is live",
            "since the first opened its connection",
            1,
            "s",
        ),
    ]
    return rows + _changes()


def _changes() -> list[Row]:
    """Return the rows of a committed change; they compare databases, not servers."""
    return [
        Row(
            "change",
            "CPU of one committed change",
            "PATCH of a price, one after the other: request, authentication, transaction, log, tail; not that of the "
            "database's own processes",
            1e3,
            "ms",
            compared=False,
        ),
        *(
            Row(
                f"change_rate_{writers}",
                f"changes a second, {writers} writer" + "s" * (writers > 1),
                "an exam each, with the client and the database on the same cores",
                1,
                "/s",
                compared=False,
            )
            for writers in (1, 8, 32)
        ),
        Row("change_statements", "statements of one change", "BEGIN and COMMIT included", 1, "", compared=False),
        Row("change_round_trips", "… round trips to the database", "the tail's included", 1, "", compared=False),
    ]


def _cell(figures: Figures, row: Row) -> str:
    value = figures.values.get(row.key)
    if value is None:
        return ""
    shown = value * row.scale
    return f"{shown:,.{2 if abs(shown) < 100 else 0}f} {row.unit}"


def _beside_a_slow_one(slow: Slow) -> str:
    return (
        f"{slow.events:,} events of 2 KB to the readers together with a client that never reads: their 99th percentile "
        f"was {slow.p99_with * 1e3:.1f} ms ({slow.p99_without * 1e3:.1f} ms without it, a ratio of "
        f"{slow.p99_with / slow.p99_without:.2f}), the server grew by at most {slow.growth / 1e6:.1f} MB, and the "
        f"client was closed before event {slow.closed_after:,}. This is the cost of a slow consumer for the "
        "others: nothing waits for it, and its backlog is bounded."
    )


def table(found: list[Figures], plan: Plan) -> str:
    """Return the figures as a Markdown table, and the ratios of the first contender to the others."""
    names = [one.name for one in found]
    lines = ["| | " + " | ".join(names) + " | meaning |", "| --- |" + " --- |" * (len(found) + 1)]
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
