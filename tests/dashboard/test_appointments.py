"""Appointments in the dashboard: booking and changes, live lists and calendars, and edit conflicts."""

import itertools
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import Console, cookies_of
from tests.support.lab import Lab
from tests.support.pages import OpenApp, OpenDashboard, answer_confirmation, expect_live
from tests.support.presentations import Presentation
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, numbers
from tests.support.texts import amount, says

pytestmark = pytest.mark.presented

LIMA = ZoneInfo("America/Lima")
ALL = "/api/admin/appointments"


# Each test has a day of its own, without other appointments.
_weeks = itertools.count()


class Booking:
    """A patient with a unique name and a day without other appointments, and requests to book on it."""

    def __init__(self, lab: Lab, rest: Api, locations: list[dict[str, Any]]) -> None:
        self.lab, self.rest = lab, rest
        self.name = f"Zoíla Prueba {next(numbers)}ª"
        self.patient = lab.account(Role.PATIENT, name=self.name)
        self.locations = locations
        self.exams: list[dict[str, Any]] = rest.get("/api/exams")["items"]
        self.day: date = (datetime.now(LIMA) + timedelta(days=100 + 8 * next(_weeks))).date()

    def at(self, hour: int, minute: int = 0, zone: ZoneInfo = LIMA) -> str:
        """Return a moment of this test's day."""
        return datetime(self.day.year, self.day.month, self.day.day, hour, minute, tzinfo=zone).isoformat()

    def body(self, **values: Any) -> dict[str, Any]:
        """Return the body of a booking."""
        return {
            "locationId": self.locations[0]["id"],
            "scheduledAt": self.at(9, 15),
            "examIds": [self.exams[0]["id"]],
        } | values

    def book(self, **values: Any) -> dict[str, Any]:
        """Book as an administrator."""
        return book_appointment(self.rest, **self.body(patientId=self.patient.id) | values)

    def book_oneself(self, **values: Any) -> dict[str, Any]:
        """Book as the patient."""
        return book_appointment(self.lab.api(self.patient), **self.body(**values))

    def now(self, booked: dict[str, Any]) -> dict[str, Any]:
        """Return an appointment as it is stored now."""
        found: dict[str, Any] = self.rest.get(f"{ALL}/{booked['id']}")
        return found


@pytest.fixture(scope="module")
def locations(lab: Lab) -> list[dict[str, Any]]:
    """Three locations without opening hours, which accept any time."""
    rest = lab.api(lab.account(Role.ADMIN))
    return [rest.post("/api/admin/locations", {"name": f"Puesto {name}"}) for name in ("Alto", "Bajo", "Central")]


@pytest.fixture
def booking(lab: Lab, rest: Api, locations: list[dict[str, Any]]) -> Booking:
    """A patient and a day for one test."""
    return Booking(lab, rest, locations)


def open_page(dashboard: OpenDashboard, path: str, **options: Any) -> Page:
    """Open a page in a browser that has visited before, so that the server knows its time zone."""
    page = dashboard("/admin", live=False, **options)
    page.goto(path)
    expect_live(page)
    # A reload would discard this.
    page.evaluate("window.untouched = true")
    return page


def expect_untouched(page: Page) -> None:
    """Check that the page was not reloaded."""
    assert page.evaluate("window.untouched") is True


def row(page: Page, booked: dict[str, Any]) -> Locator:
    """Return the row of an appointment in the list."""
    return page.locator(f"#appointment-{booked['id']}")


def test_booking_for_a_patient_by_keyboard(dashboard: OpenDashboard, booking: Booking, console: Console) -> None:
    console.allow("422")
    page = open_page(dashboard, "/admin/appointments")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/admin/appointments/new$"))
    expect_live(page)
    page.get_by_role("button", name=says("Reservar")).click()
    who = page.get_by_role("combobox", name=says("Paciente"))
    expect(who).to_have_attribute("aria-invalid", "true")
    expect(who).to_be_focused()
    for field in ("patientId", "scheduledAt", "locationId"):
        expect(page.locator(f'[data-error="{field}"]')).not_to_be_empty()

    # Typing without choosing selects no patient.
    who.fill("Nadie se llama así")
    expect(page.get_by_role("option", name=says("Nadie coincide con la búsqueda."))).to_be_visible()
    who.press("Tab")
    expect(who).to_have_value("")
    # Neither accents nor case matter.
    who.fill(booking.name.lower().replace("í", "i"))
    expect(page.get_by_role("option", name=booking.name)).to_be_visible()
    who.fill(booking.patient.email)
    expect(page.get_by_role("option", name=booking.name)).to_have_attribute("aria-selected", "true")
    expect(who).to_have_attribute("aria-expanded", "true")
    who.press("Enter")
    expect(who).to_have_value(booking.name)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page).to_have_url(re.compile("/admin/appointments/new$"))

    page.get_by_label(says("Fecha y hora")).fill(f"{booking.day}T09:15")
    page.get_by_label(says("Sede")).select_option(label=booking.locations[1]["name"])
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page.locator('[data-error="examIds"]')).to_have_text(says("Elija al menos un examen o un paquete."))

    first, second = booking.exams[0], booking.exams[7]
    search = page.get_by_label(says("Buscar exámenes y paquetes"))
    for exam in (first, second):
        search.fill(exam["code"].lower())
        expect(page.locator("#offer-examIds label:visible")).to_have_count(1)
        page.get_by_role("checkbox", name=exam["name"]).check()
    search.fill("no hay tal examen")
    expect(page.get_by_text(says("Nada coincide con la búsqueda.")).first).to_be_visible()
    search.fill("")
    shown = page.locator("[data-sum]").inner_text()
    expect(page.locator("[data-chosen]")).to_have_text(says("{count} elegidos ·", count=2))
    page.get_by_label(says("Notas")).fill("En ayunas")
    page.get_by_role("button", name=says("Reservar")).click()

    expect(page).to_have_url(re.compile(r"/admin/appointments/\d+$"))
    expect(page.locator("#summary")).to_contain_text("09:15")
    expect(page.locator("#summary")).to_contain_text(booking.name)
    expect(page.locator("#total")).to_contain_text(shown)
    booked = booking.rest.get(f"{ALL}/{page.url.rsplit('/', 1)[1]}")
    assert (booked["patientId"], booked["status"], booked["notes"]) == (booking.patient.id, "pending", "En ayunas")
    assert booked["scheduledAt"] == _utc(booking.at(9, 15))
    assert booked["total"] == f"{float(first['price']) + float(second['price']):.2f}"


def _utc(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_a_moment_that_is_past_is_refused_at_its_field(
    dashboard: OpenDashboard, booking: Booking, console: Console
) -> None:
    console.allow("422")
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    page.get_by_label(says("Fecha y hora")).fill("2020-01-01T09:00")
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page.get_by_label(says("Fecha y hora"))).to_have_attribute("aria-invalid", "true")
    expect(page.locator('[data-error="scheduledAt"]')).to_contain_text(
        says("Debe estar en el futuro, como máximo a cinco años.")
    )
    assert booking.now(booked) == booked


def test_the_sum_follows_a_price_that_a_colleague_changes(dashboard: OpenDashboard, booking: Booking) -> None:
    exam = booking.exams[3]
    page = open_page(dashboard, f"/admin/appointments/new?patientId={booking.patient.id}")
    expect(page.get_by_role("combobox", name=says("Paciente"))).to_have_value(booking.name)
    page.get_by_role("checkbox", name=exam["name"]).check()
    booking.rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "432.10"})
    expect(page.locator("[data-sum]")).to_contain_text(amount("432.10"))
    expect(page.get_by_role("checkbox", name=exam["name"])).to_be_checked()
    expect_untouched(page)
    booking.rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": exam["price"]})


def test_confirming_and_completing_are_seen_by_a_colleague_at_once(dashboard: OpenDashboard, booking: Booking) -> None:
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    other = open_page(dashboard, f"/admin/appointments?patientId={booking.patient.id}")
    expect(row(other, booked).locator("[data-state=pending]")).to_be_visible()
    expect(page.get_by_role("button", name=says("Completar"))).to_have_count(0)
    page.get_by_role("button", name=says("Confirmar")).click()
    expect(page.locator("#summary [data-state=confirmed]")).to_be_visible()
    expect(page.get_by_role("button", name=says("Confirmar"))).to_have_count(0)
    expect(row(other, booked).locator("[data-state=confirmed]")).to_be_visible()
    page.get_by_role("button", name=says("Completar")).click()
    expect(page.locator("#confirm")).to_contain_text(
        says("La cita de %(name)s todavía no ha llegado. ¿Completarla ya?", name=booking.name)
    )
    page.locator("#confirm [data-yes]").click()
    expect(page.locator("#summary [data-state=completed]")).to_be_visible()
    expect(page.get_by_role("button", name=says("Cancelar la cita"))).to_have_count(0)
    # A finished appointment can no longer be changed.
    expect(page.locator("form[data-entity]")).to_have_count(0)
    expect(page.get_by_role("region", name=says("Últimos cambios"))).to_contain_text(says("completó la cita"))
    expect(row(other, booked).locator("[data-state=completed]")).to_be_visible()
    expect_untouched(other)
    assert booking.now(booked)["status"] == "completed"


def test_cancelling_asks_first(dashboard: OpenDashboard, booking: Booking) -> None:
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    page.get_by_role("button", name=says("Cancelar la cita")).click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text(
        says(
            "¿Cancelar la cita de %(name)s? El paciente lo verá al momento; podrá deshacerlo durante unos segundos.",
            name=booking.name,
        )
    )
    question.locator("[data-no]").click()
    expect(question).to_be_hidden()
    assert booking.now(booked)["status"] == "pending"
    page.get_by_role("button", name=says("Cancelar la cita")).click()
    question.locator("[data-yes]").click()
    expect(page.locator("#summary [data-state=cancelled]")).to_be_visible()
    expect(page.locator("#results")).to_contain_text(says("sin abrir"))
    assert booking.now(booked)["status"] == "cancelled"


def offered(page: Page) -> Locator:
    """Return the button that undoes the last step."""
    return page.locator("#toasts").get_by_role("button", name=says("Deshacer"))


def test_a_cancellation_is_undone_on_every_screen(
    dashboard: OpenDashboard, app_page: OpenApp, booking: Booking, presentation: Presentation
) -> None:
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    patient = app_page("/citas", account=booking.patient)
    page.get_by_role("button", name=says("Cancelar la cita")).click()
    answer_confirmation(page)
    expect(page.locator("#toasts")).to_contain_text(says("Cita cancelada."))
    expect(page.locator("#summary [data-state=cancelled]")).to_be_visible()
    expect(patient.get_by_text(says("Cancelada")).first).to_be_visible()
    box = offered(page).bounding_box()
    assert box is not None
    assert box["height"] >= 24
    assert 0 <= box["x"] <= presentation.form.width - box["width"]
    if presentation.form.is_phone:
        offered(page).click()
    else:
        page.keyboard.press("u")
    # The form is there again.
    expect(page.get_by_role("button", name=says("Guardar"))).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text(says("Deshecho."))
    expect(offered(page)).to_have_count(0)
    expect(page.get_by_role("region", name=says("Últimos cambios"))).to_contain_text(
        says("deshizo el último paso de la cita")
    )
    expect(page.locator("#summary [data-state=pending]")).to_be_visible()
    expect(patient.locator(".card", has_text=says("Pendiente"))).to_be_visible()
    assert booking.now(booked)["status"] == "pending"


def test_a_confirmation_is_undone_beside_what_is_being_typed(dashboard: OpenDashboard, booking: Booking) -> None:
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    page.get_by_label(says("Notas")).fill("Half a sen")
    page.get_by_role("button", name=says("Confirmar"), exact=True).click()
    expect(page.locator("#summary [data-state=confirmed]")).to_be_visible()
    page.locator("#toasts").get_by_role("button", name=says("Deshacer")).press("Enter")
    expect(page.locator("#summary [data-state=pending]")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text(says("Deshecho."))
    expect_untouched(page)
    # Neither step is a conflict with the form.
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page.locator("#toasts")).to_contain_text(says("Guardado."))
    assert (booking.now(booked)["notes"], booking.now(booked)["status"]) == ("Half a sen", "pending")


def test_undoing_is_offered_for_some_seconds_and_longer_to_whom_is_about_to(
    dashboard: OpenDashboard, booking: Booking
) -> None:
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    page.clock.install()
    page.reload()
    page.get_by_role("button", name=says("Confirmar")).click()
    expect(page.locator("#toasts [role=status]")).to_contain_text(says("Cita confirmada."))
    offered(page).focus()
    page.clock.fast_forward(20_000)
    expect(offered(page)).to_be_focused()
    page.locator("#connection").hover()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(offered(page)).not_to_be_focused()
    page.clock.fast_forward(9_000)
    expect(offered(page)).to_have_count(0)


def test_a_step_is_not_undone_after_a_change_or_without_a_place(
    dashboard: OpenDashboard, booking: Booking, console: Console
) -> None:
    console.allow("409")
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    # A page without changes of its own is loaded again when its record changes.
    page.get_by_label(says("Notas")).fill("Sin guardar")
    page.get_by_role("button", name=says("Confirmar")).click()
    expect(offered(page)).to_be_visible()
    booking.rest.patch(f"{ALL}/{booked['id']}", {"notes": "Llega en silla de ruedas"})
    offered(page).click()
    expect(page.locator("#toasts")).to_contain_text(says("Otra persona cambió esta cita mientras tanto."))
    assert booking.now(booked)["status"] == "confirmed"
    page.get_by_label(says("Notas")).fill("")
    page.get_by_role("button", name=says("Cancelar la cita")).click()
    answer_confirmation(page)
    expect(offered(page)).to_be_visible()
    booking.book()
    offered(page).click()
    expect(page.locator("#toasts")).to_contain_text(says("La misma persona ya tiene una cita a esa hora."))
    assert booking.now(booked)["status"] == "cancelled"


def test_the_refusal_of_an_undo_stays_when_the_page_is_loaded_again(
    dashboard: OpenDashboard, booking: Booking, console: Console
) -> None:
    console.allow("409")
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    # The page has read what it has done itself, before somebody else changes the visit.
    with page.expect_response(f"**{ALL}/{booked['id']}"):
        page.get_by_role("button", name=says("Confirmar")).click()
    expect(offered(page)).to_be_visible()
    # The page learns of the change, and reads the record before it is loaded again.
    held: list[Route] = []
    page.route(f"**{ALL}/{booked['id']}", lambda route: held.append(route))
    with page.expect_request(f"**{ALL}/{booked['id']}"):
        booking.rest.patch(f"{ALL}/{booked['id']}", {"notes": "Llega en silla de ruedas"})
    offered(page).click()
    refusal = page.locator("#toasts", has_text=says("Otra persona cambió esta cita mientras tanto."))
    expect(refusal).to_be_visible()
    with page.expect_navigation():
        held[0].continue_()
    expect(page.get_by_label(says("Notas"))).to_have_value("Llega en silla de ruedas")
    expect(refusal).to_be_visible()


def test_a_visit_that_was_moved_under_the_question_is_not_cancelled(
    dashboard: OpenDashboard, booking: Booking, console: Console
) -> None:
    console.allow("409")
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    page.get_by_role("button", name=says("Cancelar la cita")).click()
    question = page.locator("#confirm")
    expect(question.locator("dd").first).to_have_text(booking.name)
    booking.rest.patch(f"{ALL}/{booked['id']}", {"notes": "Llega en silla de ruedas"})
    expect(page.get_by_role("region", name=says("Últimos cambios"))).to_contain_text(says("cambió la cita"))
    question.locator("[data-yes]").click()
    changed = page.get_by_role("dialog", name=says("No se hizo nada: el registro cambió mientras usted decidía"))
    expect(changed).to_contain_text("Llega en silla de ruedas")
    assert booking.now(booked)["status"] == "pending"


def test_moving_changes_what_was_changed_and_nothing_else(dashboard: OpenDashboard, booking: Booking) -> None:
    doctor = booking.lab.account(Role.DOCTOR, name="Dra. Que Pide")
    booked = booking.book(notes="Sin tocar")
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    other = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    expect(page.get_by_label(says("Fecha y hora"))).to_have_value(f"{booking.day}T09:15")
    page.get_by_label(says("Fecha y hora")).fill(f"{booking.day}T16:40")
    page.get_by_label(says("Sede")).select_option(label=booking.locations[2]["name"])
    page.get_by_label(says("Médico que la pide")).select_option(str(doctor.id))
    page.get_by_role("checkbox", name=booking.exams[5]["name"]).check()
    page.get_by_role("button", name=says("Guardar")).click()
    for one in (page, other):
        expect(one.locator("#summary")).to_contain_text("16:40")
        expect(one.locator("#summary")).to_contain_text(booking.locations[2]["name"])
        expect(one.locator("#summary")).to_contain_text(says("pedida por %(name)s", name="Dra. Que Pide"))
        expect(one.locator("#lines")).to_contain_text(booking.exams[5]["name"])
        expect(one.get_by_role("region", name=says("Últimos cambios"))).to_contain_text(says("cambió la cita"))
    # The colleague's form was not edited, so it shows the stored values now.
    expect(other.get_by_label(says("Fecha y hora"))).to_have_value(f"{booking.day}T16:40")
    expect(other.get_by_role("checkbox", name=booking.exams[5]["name"])).to_be_checked()
    moved = booking.now(booked)
    assert moved["scheduledAt"] == _utc(booking.at(16, 40))
    assert (moved["doctorId"], moved["notes"]) == (doctor.id, "Sin tocar")
    assert moved["examIds"] == [booking.exams[0]["id"], booking.exams[5]["id"]]
    page.get_by_label(says("Médico que la pide")).select_option(label=says("Ninguno"))
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page.locator("#summary")).not_to_contain_text("Dra. Que Pide")
    assert booking.now(booked)["doctorId"] is None


def test_an_exam_of_a_chosen_package_is_said_and_not_charged(dashboard: OpenDashboard, booking: Booking) -> None:
    package = booking.rest.get("/api/packages")["items"][0]
    alone = next(one for one in booking.exams if one["id"] not in package["examIds"])
    booked = booking.book(examIds=[package["examIds"][0], alone["id"]])
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    included = page.locator("label").filter(has=page.locator(f"[name=examIds][value='{package['examIds'][0]}']"))
    note = included.locator("[data-included]")
    expect(note).to_be_hidden()
    page.locator(f"[name=packageIds][value='{package['id']}']").check()
    expect(note).to_have_text(f"({says('incluido en un paquete elegido')})")
    total = Decimal(package["price"]) + Decimal(alone["price"])
    expect(page.locator(".offer-total")).to_contain_text(says("{count} elegidos ·", count=2))
    shown = re.compile(str(total).replace(".", "[.,]"))
    expect(page.locator("[data-sum]")).to_contain_text(shown)
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page.locator("#summary")).to_contain_text(shown)
    changed = booking.now(booked)
    assert (changed["examIds"], changed["packageIds"]) == ([alone["id"]], [package["id"]])
    assert changed["total"] == str(total)


def test_a_result_is_opened_for_each_exam_also_of_a_package(dashboard: OpenDashboard, booking: Booking) -> None:
    package = booking.rest.get("/api/packages")["items"][0]
    booked = booking.book(examIds=[], packageIds=[package["id"]])
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    other = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    expect(page.locator("#results > li")).to_have_count(len(package["examIds"]))
    first = f"#finding-{package['examIds'][0]}"
    page.locator(first).get_by_role("button", name=says("Abrir el resultado de %(name)s", name="")).click()
    made = None
    for one in (page, other):
        expect(one.locator(first).locator("[data-state=pending]")).to_be_visible()
        expect(one.locator(first).get_by_role("button")).to_have_count(0)
        made = booking.rest.get("/api/admin/results", appointmentId=booked["id"])["items"]
        link = one.locator(first).get_by_role("link", name=made[0]["examName"])
        expect(link).to_have_attribute("href", f"/admin/results/{made[0]['id']}")
    assert made is not None
    assert [one["examId"] for one in made] == [package["examIds"][0]]
    expect_untouched(other)


def test_the_list_is_filtered_sorted_and_paged_by_the_server(dashboard: OpenDashboard, booking: Booking) -> None:
    early = booking.book()
    late = booking.book(scheduledAt=booking.at(23, 30), locationId=booking.locations[1]["id"])
    booking.rest.post(f"{ALL}/{late['id']}/confirm")
    page = open_page(dashboard, "/admin/appointments")
    total = page.locator("[data-total]")
    page.get_by_label(says("Buscar")).fill(booking.name.upper())
    expect(total).to_have_attribute("data-total", "2")
    expect(page).to_have_url(re.compile(r"\?q="))
    page.get_by_label(says("Todos los estados")).select_option("confirmed")
    expect(row(page, early)).to_have_count(0)
    expect(row(page, late)).to_be_visible()
    page.get_by_label(says("Todos los estados")).select_option("")
    page.get_by_label(says("Todas las sedes")).select_option(str(booking.locations[0]["id"]))
    expect(row(page, late)).to_have_count(0)
    expect(row(page, early)).to_be_visible()
    page.get_by_label(says("Todas las sedes")).select_option("")
    # 23:30 in Lima is the next day in UTC: the filter uses the days of the location.
    page.get_by_label(says("Desde")).fill(str(booking.day))
    page.get_by_label(says("Hasta")).fill(str(booking.day))
    expect(total).to_have_attribute("data-total", "2")
    page.get_by_label(says("Desde")).fill(str(booking.day + timedelta(days=1)))
    page.get_by_label(says("Hasta")).fill(str(booking.day + timedelta(days=1)))
    expect(page.locator("#list")).to_contain_text(says("Ninguna cita coincide con los filtros."))
    # The address contains the filters: a reload shows the same.
    page.reload()
    expect(page.get_by_label(says("Desde"))).to_have_value(str(booking.day + timedelta(days=1)))
    expect(page.locator("#list")).to_contain_text(says("Ninguna cita coincide con los filtros."))

    page.goto(f"/admin/appointments?patientId={booking.patient.id}&perPage=1")
    expect(page.locator("tbody tr")).to_have_attribute("id", f"appointment-{late['id']}")
    page.get_by_role("link", name=says("Fecha")).click()
    expect(page.locator("tbody tr")).to_have_attribute("id", f"appointment-{early['id']}")
    expect(page.get_by_role("columnheader", name=says("Fecha"))).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name=says("Siguiente")).click()
    expect(page.locator("tbody tr")).to_have_attribute("id", f"appointment-{late['id']}")
    expect(page.locator("#list")).to_contain_text(says("Paciente: %(name)s", name=booking.name))
    # The form keeps the values that the links set.
    page.get_by_label(says("Todos los estados")).select_option("pending")
    expect(page.locator("tbody tr")).to_have_attribute("id", f"appointment-{early['id']}")
    assert f"patientId={booking.patient.id}" in page.url
    assert "sort=scheduledAt" in page.url
    page.get_by_role("link", name=says("Quitar el filtro de paciente")).click()
    expect(page.get_by_text(says("Paciente: %(name)s", name=booking.name))).to_have_count(0)
    page.get_by_role("link", name=says("Paciente")).click()
    expect(page.get_by_role("columnheader", name=says("Paciente"))).to_have_attribute("aria-sort", "ascending")


@pytest.mark.parametrize("address", ["?from=ayer", "?view=month", "?date=9999-12-31", "?sort=price"])
def test_a_query_that_means_nothing_is_refused_in_words(
    dashboard: OpenDashboard, console: Console, address: str
) -> None:
    console.allow("422")
    page = dashboard(f"/admin/appointments{address}", live=False)
    expect(page.get_by_role("alert")).to_have_attribute("data-code", "invalid_payload")


def test_calendars_show_the_hours_of_the_location(dashboard: OpenDashboard, booking: Booking) -> None:
    # 22:30 in Lima is the morning of the next day in Madrid.
    booked = booking.book(scheduledAt=booking.at(22, 30))
    place = booking.locations[0]["id"]

    for zone, text in (
        ("America/Lima", "22:30"),
        ("Europe/Madrid", f"22:30 ({says('hora de %(city)s', city='Lima')})"),
    ):
        page = open_page(dashboard, f"/admin/appointments?view=day&date={booking.day}", timezone_id=zone)
        card = page.locator(f"#slot-22-{place} #visit-{booked['id']}")
        expect(card.locator("time")).to_have_text(text)
        expect(card).to_contain_text(booking.name)
        expect(card.locator("[data-state=pending]")).to_be_visible()
        page.get_by_role("link", name=says("Semana")).click()
        expect(page.locator(f"#day-{booking.day} #visit-{booked['id']}")).to_contain_text(booking.name)
        expect(page.locator(".week-day")).to_have_count(7)


def test_calendars_lead_from_day_to_day_and_to_a_booking(dashboard: OpenDashboard, booking: Booking) -> None:
    page = open_page(dashboard, f"/admin/appointments?view=day&date={booking.day}")
    page.get_by_role("link", name=says("Siguiente")).click()
    expect(page.get_by_label(says("Fecha"), exact=True)).to_have_value(str(booking.day + timedelta(days=1)))
    page.get_by_role("link", name=says("Anterior")).click()
    expect(page.get_by_label(says("Fecha"), exact=True)).to_have_value(str(booking.day))
    page.get_by_role("link", name=says("Semana")).click()
    monday = booking.day - timedelta(days=booking.day.weekday())
    expect(page.locator(".week-day").first).to_have_attribute("id", f"day-{monday}")
    page.get_by_role("link", name=says("Siguiente")).click()
    expect(page.locator(".week-day").first).to_have_attribute("id", f"day-{monday + timedelta(days=7)}")
    page.get_by_role("link", name=says("Hoy"), exact=True).click()
    expect(page.locator(".week-today")).to_have_attribute("id", f"day-{datetime.now(LIMA).date()}")
    expect_live(page)
    # A typed day is shown without leaving the page.
    page.get_by_label(says("Fecha"), exact=True).fill(str(booking.day))
    expect(page.locator(f"#day-{booking.day}")).to_be_visible()
    page.locator(f"#day-{booking.day} h3 a").first.click()
    place = booking.locations[1]
    page.get_by_role(
        "link", name=says("Nueva cita a las %(time)s en %(place)s", time="11:00", place=place["name"])
    ).click()
    expect(page.get_by_label(says("Fecha y hora"))).to_have_value(f"{booking.day}T11:00")
    expect(page.get_by_label(says("Sede"))).to_have_value(str(place["id"]))
    # Past times cannot be booked.
    page.goto(f"/admin/appointments?view=day&date={datetime.now(LIMA).date() - timedelta(days=1)}")
    expect(page.locator("#hour-9")).to_be_visible()
    expect(page.locator(".slot")).to_have_count(0)


def test_on_a_narrow_screen_the_week_is_a_list_by_day(
    dashboard: OpenDashboard, booking: Booking, presentation: Presentation
) -> None:
    booking.book()
    page = open_page(dashboard, f"/admin/appointments?view=week&date={booking.day}")
    boxes = [one.bounding_box() for one in page.locator(".week-day").all()]
    assert len({box["x"] for box in boxes if box}) == (1 if presentation.form.width <= 640 else 7)


def test_a_patients_booking_appears_wherever_an_administrator_looks(dashboard: OpenDashboard, booking: Booking) -> None:
    day = f"date={booking.day}"
    listed = open_page(dashboard, "/admin/appointments?sort=-scheduledAt&from=2026-01-01")
    daily = open_page(dashboard, f"/admin/appointments?view=day&{day}")
    weekly = open_page(dashboard, f"/admin/appointments?view=week&{day}")
    panel = open_page(dashboard, "/admin")
    booked = booking.book_oneself(scheduledAt=booking.at(10))
    expect(row(listed, booked)).to_contain_text(booking.name)
    expect(daily.locator(f"#slot-10-{booking.locations[0]['id']} #visit-{booked['id']}")).to_contain_text(booking.name)
    expect(weekly.locator(f"#day-{booking.day} #visit-{booked['id']}")).to_contain_text(booking.name)
    line = panel.locator("#log > div", has_text=booking.name)
    expect(line).to_contain_text(says("reservó la cita"))
    link = line.get_by_role("link", name=says("n.º %(id)s", id=booked["id"]))
    expect(link).to_have_attribute("href", f"/admin/appointments/{booked['id']}")
    # The calendar follows the patient's change, and shows the cancellation.
    booking.lab.api(booking.patient).patch(f"/api/appointments/{booked['id']}", {"scheduledAt": booking.at(15)})
    expect(daily.locator(f"#slot-15-{booking.locations[0]['id']} #visit-{booked['id']}")).to_be_visible()
    expect(daily.locator(f"#visit-{booked['id']}")).to_have_count(1)
    booking.lab.api(booking.patient).post(f"/api/appointments/{booked['id']}/cancel")
    expect(row(listed, booked).locator("[data-state=cancelled]")).to_be_visible()
    expect(weekly.locator(f"#visit-{booked['id']} [data-state=cancelled]")).to_be_visible()
    for page in (listed, daily, weekly, panel):
        expect_untouched(page)


def test_what_a_patient_changes_shows_in_an_open_form(dashboard: OpenDashboard, booking: Booking) -> None:
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    patient = booking.lab.api(booking.patient)
    patient.patch(f"/api/appointments/{booked['id']}", {"notes": "Llego tarde"})
    expect(page.get_by_label(says("Notas"))).to_have_value("Llego tarde")
    expect_live(page)
    # An edited form keeps its input, and shows a notice.
    page.get_by_label(says("Notas")).fill("Avisó que llega tarde")
    patient.patch(f"/api/appointments/{booked['id']}", {"scheduledAt": booking.at(12)})
    expect(page.locator("form[data-entity] [data-alert]")).to_contain_text(
        says("Otra persona acaba de cambiar este registro. Al guardar verá las dos versiones.")
    )
    expect(page.locator("#summary")).to_contain_text("12:00")
    expect(page.get_by_label(says("Notas"))).to_have_value("Avisó que llega tarde")


def conflicting(dashboard: OpenDashboard, booking: Booking, colleague: Account) -> tuple[Page, dict[str, Any]]:
    """Save notes and location as a colleague while a page has edited the notes; return that page."""
    booked = booking.book(notes="De los dos")
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    other = open_page(dashboard, f"/admin/appointments/{booked['id']}", account=colleague)
    page.get_by_label(says("Notas")).fill("Lo mío")
    other.get_by_label(says("Notas")).fill("Lo de Berta")
    other.get_by_label(says("Sede")).select_option(label=booking.locations[1]["name"])
    other.get_by_role("button", name=says("Guardar")).click()
    expect(other.get_by_role("status").filter(has_text=says("Guardado."))).to_be_visible()
    expect(page.locator("form[data-entity] [data-alert]")).to_contain_text(
        says("Otra persona acaba de cambiar este registro. Al guardar verá las dos versiones.")
    )
    page.get_by_role("button", name=says("Guardar")).click()
    dialog = page.locator("#conflict")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading")).to_contain_text(
        says("Cambiado por {who} a las {when}", who="Berta Colega", when="")
    )
    cells = dialog.locator('[data-field="notes"]').locator("th, td")
    expect(cells).to_have_text([says("Notas"), "Lo mío", "Lo de Berta"])
    expect(dialog.locator('[data-field="notes"]')).to_have_class(re.compile("table-warning"))
    # Fields that only the colleague changed are not in conflict, and are shown with readable values.
    place = dialog.locator('[data-field="locationId"]')
    expect(place.locator("td")).to_have_text([booking.locations[1]["name"]] * 2)
    expect(place).not_to_have_class(re.compile("table-warning"))
    expect(dialog.locator("tr.table-warning")).to_have_count(1)
    expect(dialog.locator('[data-field="examIds"] th')).to_have_text(says("Exámenes"))
    expect(dialog.locator('[data-field="examIds"] td').first).to_contain_text(booking.exams[0]["name"])
    return page, booked


@pytest.fixture
def colleague(lab: Lab) -> Account:
    """Another administrator, whose name is shown."""
    return lab.account(Role.ADMIN, name="Berta Colega")


def test_who_saves_second_may_keep_their_own(
    dashboard: OpenDashboard, booking: Booking, colleague: Account, console: Console
) -> None:
    console.allow("409")
    page, booked = conflicting(dashboard, booking, colleague)
    page.get_by_role("button", name=says("Seguir editando")).click()
    expect(page.locator("#conflict")).to_be_hidden()
    assert booking.now(booked)["notes"] == "Lo de Berta"
    page.get_by_role("button", name=says("Guardar")).click()
    page.get_by_role("button", name=says("Guardar lo mío")).click()
    expect(page.locator("#side .notes")).to_have_text("Lo mío")
    # The saved values are those that the dialog showed: the colleague's location stays.
    expect(page.get_by_label(says("Sede"))).to_have_value(str(booking.locations[1]["id"]))
    kept = booking.now(booked)
    assert (kept["notes"], kept["locationId"]) == ("Lo mío", booking.locations[1]["id"])


def test_who_saves_second_may_take_what_is_saved(
    dashboard: OpenDashboard, booking: Booking, colleague: Account, console: Console
) -> None:
    console.allow("409")
    page, booked = conflicting(dashboard, booking, colleague)
    page.get_by_role("button", name=says("Tomar lo guardado")).click()
    expect(page.get_by_label(says("Notas"))).to_have_value("Lo de Berta")
    expect(page.locator("form[data-entity] [data-alert]")).to_have_count(0)
    assert booking.now(booked)["notes"] == "Lo de Berta"


def test_a_step_that_is_no_longer_possible_is_refused_in_words(
    dashboard: OpenDashboard, booking: Booking, console: Console
) -> None:
    console.allow("409")
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    page.get_by_label(says("Notas")).fill("Demasiado tarde")
    booking.lab.api(booking.patient).post(f"/api/appointments/{booked['id']}/cancel")
    expect(page.locator("#summary [data-state=cancelled]")).to_be_visible()
    page.get_by_role("button", name=says("Guardar")).click()
    page.get_by_role("button", name=says("Guardar lo mío")).click()
    expect(page.locator("form[data-entity] [data-alert]")).to_have_text(says("Esta cita ya no se puede cambiar."))
    assert booking.now(booked)["notes"] == ""


def test_a_step_from_a_screen_that_is_behind_is_refused_in_words(
    dashboard: OpenDashboard, booking: Booking, console: Console
) -> None:
    console.allow("409", "ERR_FAILED")
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    # The request for the new state is blocked, and an edited form is not navigated away.
    page.get_by_label(says("Notas")).fill("Escribiendo")
    page.route("**/*?part=*", lambda route: route.abort())
    booking.lab.api(booking.patient).post(f"/api/appointments/{booked['id']}/cancel")
    expect(page.locator("form[data-entity] [data-alert]")).to_contain_text(
        says("Otra persona acaba de cambiar este registro. Al guardar verá las dos versiones.")
    )
    page.get_by_role("button", name=says("Confirmar")).click()
    expect(
        page.get_by_role("dialog", name=says("No se hizo nada: el registro cambió mientras usted decidía"))
    ).to_contain_text(says("canceló la cita"))
    page.unroute("**/*?part=*")
    assert booking.now(booked)["status"] == "cancelled"


def test_ones_own_step_is_nobody_elses_change(dashboard: OpenDashboard, booking: Booking) -> None:
    booked = booking.book()
    page = open_page(dashboard, f"/admin/appointments/{booked['id']}")
    page.get_by_label(says("Notas")).fill("Sigo escribiendo")
    page.get_by_role("button", name=says("Confirmar")).click()
    expect(page.locator("#summary [data-state=confirmed]")).to_be_visible()
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page.locator("#side .notes")).to_have_text("Sigo escribiendo")
    expect(page.locator("#conflict")).to_be_hidden()
    expect(page.get_by_label(says("Notas"))).to_have_value("Sigo escribiendo")
    expect_untouched(page)


def test_a_form_whose_record_is_deleted_says_so(
    dashboard: OpenDashboard, rest: Api, presentation: Presentation
) -> None:
    made = rest.post("/api/admin/locations", {"name": f"Sede que se va {presentation}"})
    page = open_page(dashboard, f"/admin/locations/{made['id']}")
    rest.delete(f"/api/admin/locations/{made['id']}")
    expect(page.locator("form[data-entity] [data-alert]")).to_have_text(
        says("Otra persona acaba de eliminar este registro.")
    )
    expect(page.get_by_role("button", name=says("Guardar"))).to_be_disabled()


@pytest.mark.parametrize("path", ["", "/new", "/1", "/1?part=side", "?view=day"])
def test_nobody_but_administrators_sees_appointments(lab: Lab, booking: Booking, path: str) -> None:
    booked = booking.book()
    address = f"/admin/appointments{path}".replace("/1", f"/{booked['id']}")
    for account in (booking.patient, lab.account(Role.DOCTOR), None):
        api = lab.api()
        if account is not None:
            for cookie in cookies_of(lab.open_dashboard(account), lab.server.url):
                api.session.cookies.set(cookie["name"], cookie["value"])
        answer = api.request("GET", address)
        assert answer.status_code == 403
        assert booking.name not in answer.text


def test_an_appointment_that_does_not_exist_is_a_page_that_says_so(dashboard: OpenDashboard, console: Console) -> None:
    console.allow("404")
    page = dashboard("/admin/appointments/999999")
    expect(page.get_by_role("alert")).to_have_attribute("data-code", "not_found")
