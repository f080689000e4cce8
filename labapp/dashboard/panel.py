"""The panel: current activity and pending work."""

from typing import Annotated

from flask import current_app, render_template
from pydantic import Field

from labapp import queries, services
from labapp.contract.base import Body
from labapp.dashboard import activity, document_numbers, erasure
from labapp.dashboard.days import bounds_of_today
from labapp.dashboard.gate import acting, admin
from labapp.dashboard.presenting import query_of
from labapp.models import Appointment, Result, User
from labapp.realtime import realtime_of

LOG_LENGTH = 50
# The most lines that a reconnected page loads. After a longer absence it shows only the newest lines.
MAX_MISSED = 200
_TODAY_LIMIT = 12
_MINUTES = 60


class ActivityQuery(Body):
    """The last entry that a page shows, and its filter by kind of record."""

    after: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    kind: str | None = None


def _log(query: ActivityQuery) -> dict[str, object]:
    kind = query.kind if query.kind in activity.KINDS else None
    entries, _ = queries.audit.find(
        queries.audit.Filters(after_id=query.after, entity_type=kind),
        per_page=LOG_LENGTH if query.after is None else MAX_MISSED,
        with_readings=False,
    )
    return {"lines": activity.lines(entries), "kind": kind}


def _today() -> tuple[list[Appointment], dict[str, object]]:
    rows, total = queries.appointments.find(
        by=acting(), within=bounds_of_today, sort="scheduledAt", per_page=_TODAY_LIMIT, load_related=True
    )
    return rows, {"appointments": rows, "appointments_total": total}


def _waiting() -> tuple[list[Result], list[User], dict[str, object]]:
    rows, total = queries.results.find(by=acting(), status="pending", per_page=8, load_related=True)
    people, proposals = document_numbers.waiting()
    leaving, erasures = erasure.waiting()
    return rows, [*people, *leaving], {"results": rows, "results_total": total} | proposals | erasures


def _connected() -> dict[str, object]:
    counts = realtime_of(current_app).statistics.counts()
    return {"counts": counts, "connected": sum(counts.values())}


def _rate() -> dict[str, object]:
    return {"rate": queries.audit.per_minute(minutes=_MINUTES)}


@admin.get("")
def panel() -> str:
    """Show all parts; the scripts of the page keep each of them live."""
    (visits, today), (results, people, waiting) = _today(), _waiting()
    services.readings.record(visits, results, people, by=acting())
    parts = _log(ActivityQuery()) | today | waiting | _connected() | _rate()
    return render_template("admin/panel.html", kinds=activity.KINDS, max_missed=MAX_MISSED, **parts)


@admin.get("/panel/log")
def panel_log() -> str:
    """Return the newest lines of the log, or the lines after a given entry."""
    return render_template("admin/_log.html", **_log(query_of(ActivityQuery)))


@admin.get("/panel/today")
def panel_today() -> str:
    """Return today's appointments."""
    visits, values = _today()
    services.readings.record(visits, by=acting())
    return render_template("admin/_today.html", **values)


@admin.get("/panel/waiting")
def panel_waiting() -> str:
    """Return the proposed document numbers, and the results that have no file yet or are not released yet."""
    results, people, values = _waiting()
    services.readings.record(results, people, by=acting())
    return render_template("admin/_waiting.html", **values)


@admin.get("/panel/now")
def panel_now() -> str:
    """Return the number of connections by role, and the number of entries in each of the last minutes."""
    return render_template("admin/_now.html", **_connected(), **_rate())
