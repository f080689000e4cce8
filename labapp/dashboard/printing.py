"""What staff print: an appointment on a sheet, the labels of its tubes, and the appointments of a day.

Times are those of the location, where the paper is used.
"""

from labapp import queries, services
from labapp.clock import now
from labapp.contract.appointments import Status
from labapp.contract.base import Body, IdFilter
from labapp.dashboard import days
from labapp.dashboard.days import Day
from labapp.dashboard.gate import acting, admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.models import Appointment
from labapp.queries.appointments import AppointmentDetails

_DAY_LIMIT = 2_000


class DayListQuery(Body):
    """The day and the filters of the list of a day."""

    date: Day | None = None
    location_id: IdFilter | None = None
    status: Status | None = None


def _details(row_id: int) -> AppointmentDetails:
    details = queries.appointments.details(row_id, by=acting())
    services.readings.record(details.appointment, by=acting())
    return details


def _page(part: str, **values: object) -> str:
    part = f"admin/printing/_{part}.html"
    return page_or_part("admin/printing/page.html", part, section="admin.appointments", **values)


@admin.get("/appointments/<int:row_id>/sheet")
def appointment_sheet(row_id: int) -> str:
    """Show an appointment as it is printed, with the preparation for its exams."""
    details = _details(row_id)
    preparations: dict[str, list[str]] = {}
    for exam in details.booked_exams:
        if exam.preparation:
            preparations.setdefault(exam.preparation, []).append(exam.name)
    return _page("sheet", row=details.appointment, details=details, preparations=preparations)


@admin.get("/appointments/<int:row_id>/labels")
def appointment_labels(row_id: int) -> str:
    """Show the labels of the tubes of an appointment, one for each exam."""
    details = _details(row_id)
    return _page("labels", row=details.appointment, exams=details.booked_exams)


@admin.get("/appointments/day")
def day_list() -> str:
    """Show the appointments of a day by location and time, as they are printed."""
    query = query_of(DayListQuery)
    day = query.date or days.local(now()).date()
    rows, total = queries.appointments.find(
        by=acting(),
        within=days.between(day, day),
        location_id=query.location_id,
        status=query.status,
        sort="scheduledAt",
        per_page=_DAY_LIMIT,
        load_related=True,
    )
    services.readings.record(rows, by=acting())
    by_location: dict[str, list[Appointment]] = {}
    for row in rows:
        by_location.setdefault(row.location.name, []).append(row)
    return _page(
        "day",
        day=day,
        location_id=query.location_id,
        by_location=dict(sorted(by_location.items())),
        contents=queries.appointments.names_of_lines(rows),
        is_complete=total == len(rows),
    )
