"""Times of appointments are those of their location, in one format, and the form offers only what can be booked."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from labapp.contract.slots import WEEKDAYS
from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, create_record, numbers
from tests.support.slots import at, in_days, zone_at_noon
from tests.support.texts import in_language, says

pytestmark = pytest.mark.presented

ALL = "/api/admin/appointments"
MORNING = {day: [["07:00", "08:00"]] for day in WEEKDAYS}
MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture
def name() -> str:
    return f"Persona de Prueba {next(numbers)}ª"


@pytest.fixture
def patient(lab: Lab, name: str) -> Account:
    return lab.account(Role.PATIENT, name=name)


def madrid_time() -> str:
    """Return how pages name the zone of Madrid."""
    return says("hora de %(city)s", city="Madrid")


def open_place(rest: Api, **values: Any) -> dict[str, Any]:
    """Insert a location with an hour of appointments on each day, of four slots of two places."""
    return create_record(rest, "locations", **{"schedule": MORNING, "slotMinutes": 15, "slotCapacity": 2} | values)


def book(rest: Api, patient: Account, place: dict[str, Any], scheduled_at: str) -> dict[str, Any]:
    return book_appointment(
        rest, patientId=patient.id, locationId=place["id"], scheduledAt=scheduled_at, examIds=[1], notes="De prueba"
    )


def open_page(dashboard: OpenDashboard, path: str, **options: Any) -> Page:
    """Open a page in a browser that has visited before, so that the server knows its time zone."""
    page = dashboard("/admin", live=False, **options)
    page.goto(path)
    expect_live(page)
    return page


def test_the_times_of_an_appointment_are_those_of_its_location(
    dashboard: OpenDashboard, rest: Api, patient: Account, name: str, console: Console
) -> None:
    console.allow("409")
    place = create_record(rest, "locations", timezone="Europe/Madrid")
    # Past midnight in Madrid, the day before in Lima.
    day = in_days(40)
    booked = book(rest, patient, place, at(day, "01:30", MADRID))
    rest.patch(f"{ALL}/{booked['id']}", {"scheduledAt": at(day, "02:30", MADRID)})
    result = rest.post("/api/admin/results", {"appointmentId": booked["id"], "examId": 1})
    rest.post(f"{ALL}/{booked['id']}/confirm")
    written = in_language(es=rf"\b{day.day} \w+ {day.year}", en=rf"\b\w+ {day.day}, {day.year}")
    shown = re.compile(rf"{written}, 02:30 \({madrid_time()}\)")
    pages = {
        f"/admin/appointments?patientId={patient.id}&from={day}&to={day}": f"#appointment-{booked['id']}",
        f"/admin/people/{patient.id}": "#appointments",
        f"/admin/results?patientId={patient.id}": f"#result-{result['id']}",
        f"/admin/results/{result['id']}": "#state-card",
        f"/admin/results/new?q={name}": f"#visit-{booked['id']}",
        f"/admin/results/new?appointmentId={booked['id']}": "form[data-api]",
    }
    page = open_page(dashboard, "/admin/appointments")
    for address, box in pages.items():
        page.goto(address)
        expect(page.locator(box).first, address).to_contain_text(shown)
    page.goto(f"/admin/appointments/{booked['id']}")
    expect(page.locator("#summary")).to_contain_text(f"02:30 ({madrid_time()})")
    expect(page.get_by_label(says("Fecha y hora"))).to_have_value(f"{day}T02:30")
    expect(page.locator("#times")).to_contain_text(says("Las horas son de la sede: %(zone)s.", zone=madrid_time()))
    # The page of a reader there does not name the zone.
    there = open_page(dashboard, f"/admin/appointments/{booked['id']}", timezone_id="Europe/Madrid")
    expect(there.locator("#summary")).to_contain_text("02:30")
    expect(there.locator("#summary")).not_to_contain_text(madrid_time())
    # Old entries name it: the location may have been in another zone.
    there.goto(f"/admin/audit?entityType=appointment&entityId={booked['id']}")
    expect(there.locator("#list")).to_contain_text(f"02:30 ({madrid_time()})")

    # Two who change it at once see both versions in the time of the location, as the audit log does.
    page.get_by_label(says("Fecha y hora")).fill(f"{day}T03:45")
    rest.patch(f"{ALL}/{booked['id']}", {"scheduledAt": at(day, "04:15", MADRID)})
    page.get_by_role("button", name=says("Guardar")).click()
    cells = page.locator('#conflict tr[data-field="scheduledAt"] td')
    expect(cells.nth(0)).to_contain_text(f"03:45 ({madrid_time()})")
    expect(cells.nth(1)).to_contain_text(f"04:15 ({madrid_time()})")
    page.get_by_role("button", name=says("Guardar lo mío")).click()
    expect(page.locator("#summary")).to_contain_text(f"03:45 ({madrid_time()})")
    assert rest.get(f"{ALL}/{booked['id']}")["scheduledAt"] == at(day, "03:45", MADRID)


def test_todays_appointments_are_those_of_the_day_of_their_location(
    dashboard: OpenDashboard, rest: Api, patient: Account, name: str
) -> None:
    # At the end of the location's day, which is tomorrow or yesterday for many readers.
    zone = zone_at_noon()
    place = create_record(rest, "locations", timezone=zone.key)
    today = datetime.now(zone).date()
    book(rest, patient, place, at(today, "23:50", zone))
    page = open_page(dashboard, "/admin", timezone_id="Pacific/Kiritimati")
    line = page.locator("#today a").filter(has_text=name)
    expect(line).to_contain_text(re.compile(rf"23:50 \({says('hora de %(city)s', city='.+')}\)"))


def test_no_page_shows_seconds_or_another_format_of_dates(
    dashboard: OpenDashboard, rest: Api, patient: Account
) -> None:
    place = open_place(rest)
    booked = book(rest, patient, place, at(in_days(41), "07:15"))
    rest.patch(f"{ALL}/{booked['id']}", {"scheduledAt": at(in_days(41), "07:30")})
    page = open_page(dashboard, "/admin")

    for path in (
        "",
        "/appointments",
        "/appointments?view=day",
        "/appointments?view=week",
        f"/appointments/{booked['id']}",
        "/results",
        "/results/new",
        "/people",
        f"/people/{patient.id}",
        "/messages",
        "/account",
        "/audit",
    ):
        page.goto(f"/admin{path}")
        for details in page.locator("details").all()[:5]:
            details.evaluate("one => (one.open = true)")
        text = page.locator("main").inner_text()
        assert not re.search(r"\d:\d\d:\d\d|\d{1,2}/\d{1,2}/\d\d|\d ?[ap]\.? ?m\b", text), (path, text)


# --- what can be booked ----------------------------------------------------------------------------


def test_the_form_offers_the_times_of_the_location(
    dashboard: OpenDashboard, rest: Api, lab: Lab, patient: Account
) -> None:
    day = in_days(5)
    place = open_place(
        rest, schedule={name: hours for name, hours in MORNING.items() if name != WEEKDAYS[day.weekday()]}
    )
    closed, full, free = day, in_days(6), in_days(7)
    for _ in range(2):
        for clock in ("07:00", "07:15", "07:30", "07:45"):
            book(rest, lab.account(Role.PATIENT), place, at(full, clock))
    book(rest, lab.account(Role.PATIENT), place, at(free, "07:15"))
    page = open_page(dashboard, f"/admin/appointments/new?patientId={patient.id}")
    times = page.locator("#times")
    expect(times).to_have_text(says("Elija la sede para ver sus horas."))
    page.get_by_label(says("Sede")).select_option(str(place["id"]))
    for marked, text in ((closed, says("Cerrado")), (full, says("Lleno"))):
        choice = times.locator(f"[data-day='{marked}']")
        expect(choice).to_be_disabled()
        expect(choice).to_contain_text(text)
    times.locator(f"[data-day='{free}']").click()
    expect(times.locator("[data-value]")).to_have_count(4)
    expect(times.locator(f"[data-value='{free}T07:15']")).to_contain_text(says("%(num)s libre", num=1))
    # Another patient takes the last place at another screen.
    book(rest, lab.account(Role.PATIENT), place, at(free, "07:15"))
    expect(times.locator(f"[data-value='{free}T07:15']")).to_be_disabled()
    expect(times.locator(f"[data-value='{free}T07:15']")).to_contain_text(says("Lleno"))
    chosen = times.locator(f"[data-value='{free}T07:30']")
    chosen.click()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label(says("Fecha y hora"))).to_have_value(f"{free}T07:30")
    page.locator("[name=examIds]").first.check()
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile(r"/admin/appointments/\d+$"))
    assert rest.get(f"{ALL}/{page.url.rsplit('/', 1)[1]}")["scheduledAt"] == at(free, "07:30")
    # The calendars mark the same: a closed day, a full hour, and the hours that are closed.
    for marked, text in ((closed, says("Cerrado")), (full, says("Lleno"))):
        page.goto(f"/admin/appointments?view=week&date={marked}&locationId={place['id']}")
        expect(page.locator(f"#day-{marked} [data-slots]")).to_have_text(text)
        expect(page.locator(f"#day-{marked}").get_by_role("link", name=says("Nueva cita"))).to_have_count(0)
        page.goto(f"/admin/appointments?view=day&date={marked}&locationId={place['id']}")
        expect(page.locator(f"#slot-7-{place['id']}")).to_contain_text(text)
        expect(page.locator(f"#slot-9-{place['id']}")).to_contain_text(says("Cerrado"))
        expect(
            page.get_by_role(
                "link", name=re.compile(says("Nueva cita a las %(time)s en %(place)s", time=".+", place=".+"))
            )
        ).to_have_count(0)
    page.goto(f"/admin/appointments?view=day&date={free}&locationId={place['id']}")
    page.locator(f"#slot-7-{place['id']} a.slot").click()
    expect(page.get_by_label(says("Fecha y hora"))).to_have_value(f"{free}T07:00")


def test_a_typed_time_that_cannot_be_booked_is_refused_at_its_field(
    dashboard: OpenDashboard, rest: Api, lab: Lab, patient: Account, console: Console
) -> None:
    console.allow("409", "422")
    place, day = open_place(rest, slotCapacity=1), in_days(8)
    booked = book(rest, lab.account(Role.PATIENT), place, at(day, "07:15"))
    page = open_page(dashboard, f"/admin/appointments/new?patientId={patient.id}&locationId={place['id']}&date={day}")
    field, error = page.get_by_label(says("Fecha y hora")), page.locator('[data-error="scheduledAt"]')
    # A booking starts with the first time that is free.
    expect(field).to_have_value(f"{day}T07:00")
    for clock, text in (
        ("09:00", says("La sede no atiende a esa hora: elija una de las que ofrece.")),
        ("07:15", says("Ya no quedan lugares a esa hora. Elija otra.")),
    ):
        field.fill(f"{day}T{clock}")
        expect(error).to_have_text(text)
        expect(field).to_have_attribute("aria-invalid", "true")
        # The server refuses it as well, at the same place.
        page.locator("[name=examIds]").first.check()
        page.get_by_role("button", name=says("Reservar")).click()
        expect(page.locator("form [data-alert]")).not_to_be_empty()
        expect(error).to_have_text(text)
        expect(field).to_be_focused()
    field.fill(f"{day}T07:45")
    expect(error).to_be_empty()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    # An appointment that is moved leaves its own place free.
    page.goto(f"/admin/appointments/{booked['id']}")
    expect(page.locator(f"#times [data-value='{day}T07:15']")).to_be_enabled()
    expect(page.locator(f"#times [data-value='{day}T07:15']")).to_have_attribute("aria-pressed", "true")
    expect(error).to_be_empty()


def test_times_that_could_not_be_loaded_are_asked_for_again(
    dashboard: OpenDashboard, rest: Api, console: Console
) -> None:
    console.allow("ERR_FAILED")
    place = open_place(rest)
    page = open_page(dashboard, "/admin/appointments/new")
    page.route("**/appointments/times?*", lambda route: route.abort())
    page.get_by_label(says("Sede")).select_option(str(place["id"]))
    expect(page.locator("#times").get_by_role("alert")).to_contain_text(says("No se pudieron cargar las horas."))
    page.unroute("**/appointments/times?*")
    page.get_by_role("button", name=says("Reintentar")).click()
    expect(page.locator(f"#times [data-day='{in_days(1)}']")).to_be_enabled()


def test_today_is_not_offered_after_the_closing_time(dashboard: OpenDashboard, rest: Api) -> None:
    zone = zone_at_noon()
    place = open_place(rest, timezone=zone.key)
    today: date = datetime.now(zone).date()
    page = open_page(dashboard, f"/admin/appointments/new?locationId={place['id']}")
    choice = page.locator(f"#times [data-day='{today}']")
    expect(choice).to_be_disabled()
    expect(choice).to_contain_text(says("Cerrado"))
    expect(page.locator(f"#times [data-day='{today + timedelta(days=1)}']")).to_be_enabled()
    page.goto(f"/admin/appointments?view=week&locationId={place['id']}")
    expect(page.locator(f"#day-{today} [data-slots]")).to_have_text(says("Cerrado"))
