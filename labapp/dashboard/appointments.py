"""The pages of appointments: the list, the day and week calendars, the booking form, and one page per record."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

from flask import render_template, request
from pydantic import Field, NaiveDatetime

from labapp import queries, services
from labapp.clock import now
from labapp.contract.appointments import AppointmentView, Order, Status
from labapp.contract.base import Body, IdFilter, PageQuery, Values, text
from labapp.contract.catalog import CURRENCY
from labapp.dashboard import calendars, days
from labapp.dashboard.calendars import View
from labapp.dashboard.catalog import history_of
from labapp.dashboard.days import Day
from labapp.dashboard.gate import acting, admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.identity import Role
from labapp.models import Exam, Location, Package, Result
from labapp.queries.appointments import AppointmentDetails

_MAX_CHOICES = 500
_MAX_OFFERS = 10_000
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
    """The initial values of the booking form; ``date`` is a day or a local time of the location."""

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


def _active_locations() -> list[Location]:
    return queries.catalog.find(Location, active=True, per_page=_MAX_CHOICES)[0]


def _rows(query: AppointmentListQuery) -> View:
    rows, total = queries.appointments.find(
        by=acting(),
        within=days.between(query.from_, query.to) if query.from_ or query.to else None,
        sort=query.sort,
        page=query.page,
        per_page=query.per_page,
        load_related=True,
        **query.filters(),
    )
    return {"rows": rows, "total": total}, rows


def _day(query: AppointmentListQuery) -> View:
    return calendars.day(_active_locations(), query.date, query.location_id, query.filters())


def _week(query: AppointmentListQuery) -> View:
    return calendars.week(_active_locations(), query.date, query.location_id, query.filters())


_VIEWS = {"list": _rows, "day": _day, "week": _week}


@admin.get("/appointments", endpoint="appointments")
def find() -> str:
    """Show the appointments as a list or as a calendar."""
    query = query_of(AppointmentListQuery)
    patient = queries.users.get(query.patient_id) if query.patient_id is not None else None
    values = {"query": query, "patient": patient, "section": "admin.appointments"}
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
    locations = {one.id: one for one in _active_locations()} | ({row.location_id: row.location} if row else {})
    return {
        "locations": list(locations.values()),
        "doctors": [(one.id, one.name) for one in doctors.values()],
        "offers": (("packageIds", _offers(Package, packages)), ("examIds", _offers(Exam, exams))),
        "currency": CURRENCY,
        "section": "admin.appointments",
    }


class TimesQuery(Body):
    """The location and the local day whose times are shown, and the appointment that is being moved."""

    location_id: IdFilter | None = None
    date: Day | None = None
    appointment_id: IdFilter | None = None


@admin.get("/appointments/times")
def appointment_times() -> str:
    """Return the times of a day at a location that can be booked."""
    query = query_of(TimesQuery)
    moving = None
    if query.appointment_id is not None:
        moving = queries.appointments.details(query.appointment_id, by=acting()).appointment
    times = calendars.times(query.location_id, query.date, moving=moving)
    return render_template("admin/appointments/_times.html", times=times)


@admin.get("/appointments/new")
def new_appointment() -> str:
    """Show the form that books an appointment for a patient."""
    prefill = query_of(NewAppointmentPrefill)
    patient = queries.users.get(prefill.patient_id) if prefill.patient_id is not None else None
    services.readings.record(*([patient] if patient else []), by=acting())
    return render_template(
        "admin/appointments/new.html",
        row=None,
        patient=patient,
        prefill=prefill,
        moment=calendars.first_time(prefill.date, prefill.location_id),
        times=calendars.times(prefill.location_id, prefill.date and prefill.date.date()),
        **_form(None),
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
        local = row.scheduled_at.astimezone(ZoneInfo(row.location.timezone))
        values |= {"moment": local, "times": calendars.times(row.location_id, local.date(), moving=row)}
        values |= _form(details) | {"wire": AppointmentView.model_validate(row).model_dump(mode="json", by_alias=True)}
    part = "admin/appointments/_side.html" if request.args.get("part") == "side" else "admin/appointments/_summary.html"
    return page_or_part("admin/appointments/record.html", part, **{"section": "admin.appointments"} | values)
