"""The pages of results: the list with its uploads, a record with its PDF, and the form of a new result.

Opening a record is recorded as a reading each time. The parts that an open page reloads after a change are recorded
once a minute at most, as lists are.
"""

from datetime import timedelta
from typing import Annotated, Literal

from flask import Response, render_template
from flask_babel import format_decimal

from labapp import queries, services
from labapp.clock import now
from labapp.contract.audit import EntryView
from labapp.contract.base import Body, IdFilter, PageQuery, Values, text
from labapp.dashboard import activity
from labapp.dashboard.gate import acting, admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.errors import NotFound
from labapp.extensions import talisman
from labapp.http.files import preview, serves_content
from labapp.models import Appointment, Result

READINGS = ("result.read", "result.delivered")
CHANGES = ("result.created", "result.file_attached", "result.released", "result.delivered")
_LOG_LIMIT = 20
_MAX_VISITS = 15
_KIB = 1024

Stage = Literal["missing", "filed", "ready", "delivered"]
# The filters of each stage: the status, and whether there is a file.
_STAGES: dict[Stage, Values] = {
    "missing": {"status": "pending", "has_file": False},
    "filed": {"status": "pending", "has_file": True},
    "ready": {"status": "ready"},
    "delivered": {"status": "delivered"},
}
# A PDF is shown in a frame of our own pages, and loads nothing.
_frameable = talisman(
    frame_options="SAMEORIGIN",
    content_security_policy={"default-src": "'none'", "frame-ancestors": "'self'"},
    content_security_policy_nonce_in=[],
)


class ResultsQuery(PageQuery):
    """Filters of the list."""

    q: Annotated[str, text(1, 100)] | None = None
    stage: Stage | None = None
    patient_id: IdFilter | None = None
    appointment_id: IdFilter | None = None


class NewQuery(Body):
    """The search for an appointment, the chosen appointment, and the exam that is selected at first."""

    q: Annotated[str, text(1, 100)] | None = None
    appointment_id: IdFilter | None = None
    exam_id: IdFilter | None = None


@admin.app_template_filter("file_size")
def file_size(size: int) -> str:
    """Return a number of bytes with its unit."""
    if size < _KIB:
        return f"{size} B"
    if size < _KIB**2:
        return f"{format_decimal(round(size / _KIB, 1))} KiB"
    return f"{format_decimal(round(size / _KIB**2, 1))} MiB"


@admin.get("/results", endpoint="results")
def find() -> str:
    """List results, newest first."""
    query = query_of(ResultsQuery)
    filters = query.model_dump(exclude={"stage"}) | (_STAGES[query.stage] if query.stage else {})
    found = queries.results.find(by=acting(), load_related=True, **filters)
    rows, total = services.readings.listed(found, by=acting())
    patient = queries.users.get(query.patient_id) if query.patient_id else None
    return page_or_part(
        "admin/results/list.html", "admin/results/_rows.html", rows=rows, total=total, query=query, patient=patient
    )


def _log(row_id: int, names: tuple[str, ...]) -> tuple[list[EntryView], int]:
    filters = queries.audit.Filters(entity_type="result", entity_id=row_id, names=names)
    return queries.audit.find(filters, per_page=_LOG_LIMIT)


def _record(row_id: int) -> tuple[Result, dict[str, object]]:
    rows, _ = queries.results.find(by=acting(), result_id=row_id, load_related=True)
    if not rows:
        raise NotFound()
    readings, reading_count = _log(row_id, READINGS)
    return rows[0], {
        "row": rows[0],
        "readings": [
            (line, (one.after or {}).get("part", "file"))
            for line, one in zip(activity.lines(readings), readings, strict=True)
        ],
        "reading_count": reading_count,
        "history": activity.lines(_log(row_id, CHANGES)[0]),
    }


@admin.get("/results/<int:row_id>", endpoint="result")
def record(row_id: int) -> str:
    """Show a result; the reading is recorded."""
    services.results.get(row_id, by=acting())
    return render_template("admin/results/record.html", section="admin.results", **_record(row_id)[1])


@admin.get("/results/<int:row_id>/now", endpoint="result_now")
def record_now(row_id: int) -> str:
    """Return the current state of a result for a page that is already open."""
    row, values = _record(row_id)
    services.readings.record(row, by=acting())
    return render_template("admin/results/_record.html", **values)


@admin.get("/results/<int:row_id>/file", endpoint="result_file")
@_frameable
def file(row_id: int) -> Response:
    """Return the PDF for display; the reading is recorded."""
    return preview(services.results.open_file(row_id, by=acting(), serves_content=serves_content))


def _visits(q: str | None) -> list[Appointment]:
    """Return the latest appointments that may have results, by date; with a search also future ones."""
    to = None if q else now() + timedelta(days=1)
    found = [
        row
        for status in ("confirmed", "completed")
        for row in queries.appointments.find(
            by=acting(), q=q, status=status, to=to, per_page=_MAX_VISITS, load_related=True
        )[0]
    ]
    return sorted(found, key=lambda row: row.scheduled_at, reverse=True)[:_MAX_VISITS]


@admin.get("/results/new", endpoint="new_result")
def new() -> str:
    """Show the choice of an appointment, or of one of its exams."""
    query = query_of(NewQuery)
    if query.appointment_id is None:
        part, visits = "admin/results/_visits.html", _visits(query.q)
        services.readings.record(visits, by=acting())
        return page_or_part("admin/results/new.html", part, query=query, visits=visits, section="admin.results")
    visit = queries.appointments.details(query.appointment_id, by=acting()).appointment
    exams = queries.results.openable(query.appointment_id, by=acting())
    opened, _ = queries.results.find(by=acting(), appointment_id=query.appointment_id)
    services.readings.record(visit, opened, by=acting())
    return render_template(
        "admin/results/open.html", query=query, visit=visit, exams=exams, opened=opened, section="admin.results"
    )
