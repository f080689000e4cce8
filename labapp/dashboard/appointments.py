"""The pages of appointments: the list, the day and week calendars, the booking form, and one page per record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from flask import render_template, request
from pydantic import Field, NaiveDatetime

from labapp import queries, services
from labapp.clock import now
from labapp.contract.appointments import AppointmentView, Order, Status
from labapp.contract.base import Body, IdFilter, PageQuery, Values, text
from labapp.contract.catalog import CURRENCY
from labapp.dashboard import days
from labapp.dashboard.catalog import history_of
from labapp.dashboard.days import Day
from labapp.dashboard.gate import acting, admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.identity import Role
from labapp.models import Appointment, Exam, Location, Package, Result
from labapp.queries.appointments import AppointmentDetails

# The calendar always shows these hours, and more if there are earlier or later appointments.
_FIRST_HOUR_SHOWN, _LAST_HOUR_SHOWN = 7, 17
_DAY_LIMIT = 400
_WEEK_DAY_LIMIT = 25
_MAX_CHOICES = 500
_MAX_OFFERS = 10_000
_DEFAULT_TIME = time(8)
# The values of a page, and the appointments that it shows.
View = tuple[dict[str, object], list[Appointment]]
Orderable = TypeVar("Orderable", Exam, Package)
_STEP_VERBS = {"confirmed": "confirm", "completed": "complete", "cancelled": "cancel"}


class AppointmentListQuery(PageQuery):
    """Filters of the list and of the calendars; the list includes both of its days."""

    view: Literal["list", "day", "week"] = "list"
    date: Day | None = None
    q: Annotated[str, text(0, 100)] | None = None
    status: Status | None = None
    location_id: IdFilter | None = None
    patient_id: IdFilter | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    sort: Order = "-scheduledAt"

    def filters(self) -> Values:
        """Return the filters that apply to every view."""
        names = ("q", "status", "location_id", "patient_id")
        return {name: getattr(self, name) for name in names}


class NewAppointmentPrefill(Body):
    """The initial values of the booking form; ``date`` is a day or a time in the time zone of the user."""

    date: NaiveDatetime | None = None
    location_id: IdFilter | None = None
    patient_id: IdFilter | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An exam or a package that can be chosen; with ``booked``, the price is that of the booking."""

    id: int
    code: str
    name: str
    price: Decimal
    booked: bool
    # The exams of a package.
    contains: tuple[int, ...]


def _locations(chosen: int | None = None) -> list[Location]:
    rows = queries.catalog.find(Location, per_page=_MAX_CHOICES)[0]
    return [row for row in rows if row.active or row.id == chosen]


def _rows(query: AppointmentListQuery) -> View:
    rows, total = queries.appointments.find(
        by=acting(),
        from_=days.bounds(query.from_)[0] if query.from_ else None,
        to=days.bounds(query.to)[1] if query.to else None,
        sort=query.sort,
        page=query.page,
        per_page=query.per_page,
        load_related=True,
        **query.filters(),
    )
    return {"rows": rows, "total": total}, rows


def _of_day(query: AppointmentListQuery, day: date, length: int) -> tuple[list[Appointment], int]:
    start, end = days.bounds(day)
    return queries.appointments.find(
        by=acting(), from_=start, to=end, sort="scheduledAt", per_page=length, load_related=True, **query.filters()
    )


def _day(query: AppointmentListQuery) -> View:
    day = query.date or days.local(now()).date()
    rows, total = _of_day(query, day, _DAY_LIMIT)
    slots: dict[tuple[int, int], list[Appointment]] = {}
    for row in rows:
        slots.setdefault((days.local(row.scheduled_at).hour, row.location_id), []).append(row)
    booked_hours = [hour for hour, _ in slots]
    hours = range(min([_FIRST_HOUR_SHOWN, *booked_hours]), max([_LAST_HOUR_SHOWN, *booked_hours]) + 1)
    locations = {one.id: one for one in _locations() if query.location_id in (None, one.id)}
    locations |= {row.location_id: row.location for row in rows}
    moment = days.local(now())
    free_from = 0 if day > moment.date() else moment.hour + 1 if day == moment.date() else 24
    adjacent = {"before": day - timedelta(days=1), "after": day + timedelta(days=1)}
    grid = {"hours": hours, "locations_shown": list(locations.values()), "slots": slots, "free_from": free_from}
    return {"day": day, "first": day, "last": day, "rows": rows, "total": total} | adjacent | grid, rows


def _week(query: AppointmentListQuery) -> View:
    day = query.date or days.local(now()).date()
    first = day - timedelta(days=day.weekday())
    columns = [(one, *_of_day(query, one, _WEEK_DAY_LIMIT)) for one in (first + timedelta(days=n) for n in range(7))]
    adjacent = {"before": day - timedelta(days=7), "after": day + timedelta(days=7)}
    values = {"day": day, "first": first, "last": first + timedelta(days=6), "columns": columns} | adjacent
    return values, [row for _, rows, _ in columns for row in rows]


_VIEWS = {"list": _rows, "day": _day, "week": _week}


@admin.get("/appointments", endpoint="appointments")
def find() -> str:
    """Show the appointments as a list or as a calendar."""
    query = query_of(AppointmentListQuery)
    patient = queries.users.get(query.patient_id) if query.patient_id is not None else None
    values = {"query": query, "patient": patient, "today": days.local(now()).date(), "section": "admin.appointments"}
    part = f"admin/appointments/_{query.view}.html"
    view, shown = _VIEWS[query.view](query)
    services.readings.record(shown, *([patient] if patient else []), by=acting())
    locations = [(one.id, one.name) for one in queries.catalog.find(Location, per_page=_MAX_CHOICES)[0]]
    return page_or_part("admin/appointments/list.html", part, locations=locations, **view, **values)


def _offer(row: Exam | Package, price: Decimal, *, booked: bool) -> Offer:
    contains = tuple(row.exam_ids) if isinstance(row, Package) else ()
    return Offer(row.id, row.code, row.name, price, booked, contains)


def _offers(model: type[Orderable], booked: Mapping[int, tuple[Orderable, Decimal]]) -> list[Offer]:
    """Return the exams or packages that can be chosen, with the booked ones first."""
    rows = queries.catalog.find(model, active=True, per_page=_MAX_OFFERS)[0]
    kept = [_offer(one, price, booked=True) for one, price in booked.values()]
    return kept + [_offer(one, one.price, booked=False) for one in rows if one.id not in booked]


def _form(details: AppointmentDetails | None) -> dict[str, object]:
    """Return the choices of the fields of an appointment."""
    row = details.appointment if details else None
    lines = row.lines if row else []
    doctors = {one.id: one for one in queries.users.find(role=Role.DOCTOR, active=True, per_page=_MAX_CHOICES)[0]}
    exams: dict[int, tuple[Exam, Decimal]] = {}
    packages: dict[int, tuple[Package, Decimal]] = {}
    if details:
        doctors |= {details.doctor.id: details.doctor} if details.doctor else {}
        exams = {one.exam_id: (details.exams[one.exam_id], one.price) for one in lines if one.exam_id}
        packages = {one.package_id: (details.packages[one.package_id], one.price) for one in lines if one.package_id}
    locations = {one.id: one for one in _locations()} | ({row.location_id: row.location} if row else {})
    return {
        "locations": [(one.id, one.name) for one in locations.values()],
        "doctors": [(one.id, one.name) for one in doctors.values()],
        "offers": (("packageIds", _offers(Package, packages)), ("examIds", _offers(Exam, exams))),
        "currency": CURRENCY,
        "section": "admin.appointments",
    }


@admin.get("/appointments/new")
def new_appointment() -> str:
    """Show the form that books an appointment for a patient."""
    prefill = query_of(NewAppointmentPrefill)
    moment = prefill.date
    if moment is not None and moment.time() == time():
        moment = datetime.combine(moment.date(), _DEFAULT_TIME)
    patient = queries.users.get(prefill.patient_id) if prefill.patient_id is not None else None
    services.readings.record(*([patient] if patient else []), by=acting())
    return render_template(
        "admin/appointments/new.html", row=None, prefill=prefill, moment=moment, patient=patient, **_form(None)
    )


def _results_by_exam(details: AppointmentDetails, found: list[Result]) -> list[tuple[int, str, Result | None]]:
    """Return (exam id, exam name, result) of each exam of the appointment, then of results of removed exams."""
    by_exam = {one.exam_id: one for one in found}
    rows = [(one.id, one.name, by_exam.pop(one.id, None)) for one in details.booked_exams]
    return rows + [(one.exam_id, one.exam_name, one) for one in by_exam.values()]


@admin.get("/appointments/<int:row_id>")
def appointment(row_id: int) -> str:
    """Show an appointment with its exams, possible next steps, results and history."""
    details = queries.appointments.details(row_id, by=acting())
    row = details.appointment
    results, _ = queries.results.find(by=acting(), appointment_id=row_id, per_page=1_000)
    services.readings.record(row, results, by=acting())
    values = {
        "row": row,
        "details": details,
        "is_ahead": row.scheduled_at > now(),
        "steps": [(to, verb) for to, verb in _STEP_VERBS.items() if row.status in services.appointments.STEPS[to]],
        "exam_results": _results_by_exam(details, results),
        "history": history_of("appointment", row_id),
    }
    if row.status in services.appointments.OPEN and "HX-Request" not in request.headers:
        values |= _form(details) | {"wire": AppointmentView.model_validate(row).model_dump(mode="json", by_alias=True)}
    part = "admin/appointments/_side.html" if request.args.get("part") == "side" else "admin/appointments/_summary.html"
    return page_or_part("admin/appointments/record.html", part, **{"section": "admin.appointments"} | values)
