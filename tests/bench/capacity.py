"""What one instance carries, in plain words, computed from the figures of a run."""

from tests.bench.plan import Figures, Plan

# The rest is for requests, reconnects, and the database and clients that share the core in this run.
SHARE = 0.5
_MEANING = f"""
This is how it is computed. One core is the limit, as one process runs on one core, and half of it is planned for
events; the other half is left for requests, clients that come and go, and peaks. A change to N clients costs its commit
and N deliveries, each as measured with that many clients, so changes a second = {SHARE} / (commit + N × delivery). No
changes are assumed to share a commit or a write, although those of a burst do and then cost far less. Memory is N times
what a client took. It is a plan for this machine: on another one, run the benchmark there.
"""


def _change(own: Figures) -> float | None:
    return own.values.get("change", own.values.get("fixed"))


def _steady(number: float) -> str:
    """Return a rate rounded down to one digit that counts."""
    size = 10 ** (len(str(int(number))) - 1) if number >= 1 else 1
    return f"{int(number // size * size):,}" if number >= 1 else "less than one"


def capacity(found: list[Figures], plan: Plan) -> str:
    """Return the section as Markdown, empty where the run did not measure changes and deliveries."""
    if not found or (change := _change(found[0])) is None:
        return ""
    own = found[0].values
    lines = []
    for clients in plan.points:
        if (delivery := own.get(f"net_{clients}")) is None or delivery <= 0:
            continue
        rate = SHARE / (change + clients * delivery)
        memory = f", in {own['memory'] * clients / 2**20:.0f} MiB" if own.get("memory", 0) > 0 else ""
        lines.append(
            f"- **{clients:,} clients** at {_steady(rate)} changes a second: a change takes "
            f"{(change + clients * delivery) * 1e3:.1f} ms of the core{memory}."
        )
    if not lines:
        return ""
    if "p99" in own:
        lines.append(
            f"- A single change reaches 99 % of {plan.large:,} clients within {own['p99'] * 1e3:.0f} ms of its request."
        )
    most = max(plan.screens)
    if f"applied_{most}_p99" in own:
        lines.append(
            f"- 99 % of {most:,} screens are right {own[f'applied_{most}_p99'] * 1e3:.0f} ms after the commit."
        )
    if "return_last" in own:
        lines.append(
            f"- When the network of {plan.storm:,} clients returns, each with 50 missed events, the last is live after "
            f"{own['return_last']:.1f} s."
        )
    return "\n".join(["On one core of this machine, one instance on SQLite carries:", "", *lines, _MEANING.rstrip()])
