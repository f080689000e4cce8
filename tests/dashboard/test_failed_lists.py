"""Lists that cannot be loaded, pages after the last one, and one word and one format for each thing."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Route, expect

from labapp.dashboard.presenting import STATES
from labapp.identity import Role
from tests.dashboard.conftest import SetCookies
from tests.support.accounts import Account
from tests.support.chromium import Console, open_context
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard
from tests.support.presentations import Presentation
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, create_record, order_result
from tests.support.slots import at, in_days
from tests.support.texts import amount, in_language, says

pytestmark = pytest.mark.presented


@pytest.mark.parametrize(("path", "rows"), [("/admin/audit", "[data-entries]"), ("/admin/people", "tbody tr")])
def test_a_filter_that_fails_shows_why_and_keeps_what_was_typed(
    dashboard: OpenDashboard, lab: Lab, console: Console, path: str, rows: str
) -> None:
    console.allow("ERR_FAILED", "htmx:")
    lab.account(Role.PATIENT, name="Persona Filtrada")
    page = dashboard(path)
    expect(page.locator(f"#list {rows}").first).to_be_visible()
    requests = re.compile(re.escape(path) + r"\?")
    page.route(requests, lambda route: route.abort())
    page.locator("#q-q").fill("Filtrada")
    alert = page.locator("#list").get_by_role("alert")
    expect(alert).to_have_text(says("No hay conexión con el servidor."))
    expect(page.locator(f"#list {rows}")).to_have_count(0)
    expect(page.locator("#q-q")).to_have_value("Filtrada")
    page.unroute(requests)
    page.locator("#list").get_by_role("button", name=says("Reintentar")).click()
    expect(alert).to_have_count(0)
    # Live updates follow the address of the page again.
    expect(page.locator("#list[data-source]")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"q=Filtrada"))
    expect(page.locator("#q-q")).to_have_value("Filtrada")


def test_new_entries_do_not_hide_that_a_filter_failed(dashboard: OpenDashboard, rest: Api, console: Console) -> None:
    console.allow("ERR_FAILED", "htmx:")
    page = dashboard("/admin/audit")
    held: list[Route] = []
    page.route(re.compile("/admin/audit$"), lambda route: held.append(route))
    with page.expect_request(re.compile("/admin/audit$")):
        create_record(rest, "categories")
    page.route(re.compile(r"/admin/audit\?"), lambda route: route.abort())
    page.locator("#q-q").fill("Filtrada")
    alert = page.locator("#list").get_by_role("alert")
    expect(alert).to_have_text(says("No hay conexión con el servidor."))
    with page.expect_response(re.compile("/admin/audit$")) as answer:
        held[0].continue_()
    answer.value.finished()
    page.evaluate("new Promise((resolve) => setTimeout(resolve))")
    expect(page.locator("#list [data-entries]")).to_have_count(0)
    expect(alert).to_be_visible()


def test_the_live_log_that_cannot_be_filtered_shows_no_lines_of_another_kind(
    dashboard: OpenDashboard, rest: Api, console: Console
) -> None:
    console.allow("ERR_FAILED")
    name = create_record(rest, "locations")["name"]
    create_record(rest, "categories")
    page = dashboard()
    expect(page.locator("#log [data-kind=category]").first).to_be_visible()
    page.route("**/panel/log?*", lambda route: route.abort())
    page.get_by_label(says("Tipo de actividad")).select_option("location")
    failed = page.locator("#log-failed")
    expect(failed).to_contain_text(says("No hay conexión con el servidor."))
    expect(page.locator("#log > *")).to_have_count(0)
    expect(page.get_by_label(says("Tipo de actividad"))).to_have_value("location")
    page.unroute("**/panel/log?*")
    failed.get_by_role("button", name=says("Reintentar")).click()
    expect(page.locator("#log > div").first).to_contain_text(name)
    expect(failed).to_be_hidden()


def test_a_page_after_the_last_one_leads_to_the_last_one(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/exams?page=9999&perPage=20")
    expect(page.locator(".page-item.active")).to_have_text(re.compile(r"^\s*(\d+) / \1\s*$"))
    expect(page.locator("tbody tr").first).to_be_visible()
    for noun in ("appointments", "results", "packages", "categories", "locations", "people", "prices", "audit"):
        page.goto(f"/admin/{noun}?page=9999")
        expect(page).not_to_have_url(re.compile("9999"))
        expect(page.locator("[data-total]")).not_to_have_attribute("data-total", "0")
    # A list without rows says so.
    page.goto("/admin/exams?q=ningunoconestenombre&page=9999")
    expect(page.locator("#list .empty")).to_be_visible()


def test_wrong_hours_are_named_by_their_day(dashboard: OpenDashboard, rest: Api, console: Console) -> None:
    console.allow("422")
    days = in_language(es=("lunes", "martes"), en=("Monday", "Tuesday"))
    place = create_record(rest, "locations")
    page = dashboard(f"/admin/locations/{place['id']}")
    error = page.locator("[data-error=schedule]")
    for monday, tuesday in (("de 7 a 13", "07:00"), ("13:00-07:00", "07:00-12:00, 11:00-13:00")):
        page.locator("[data-day=mon]").fill(monday)
        page.locator("[data-day=tue]").fill(tuesday)
        page.locator("form[data-entity] [type=submit]").click()
        for day in days:
            expect(error).to_contain_text(day)
        assert not re.search(r"mon|tue|schedule", error.inner_text().replace("Monday", "").replace("Tuesday", ""))


def test_an_error_of_a_query_names_no_internal_field(dashboard: OpenDashboard, console: Console) -> None:
    console.allow("422")
    page = dashboard("/admin/appointments?from=ayer", live=False)
    expect(page.get_by_role("alert")).to_contain_text(
        f"{says('Desde')}: {says('Debe ser una fecha, como 2026-12-24.')}"
    )
    expect(page.get_by_role("alert")).not_to_contain_text("from:")


def test_the_dashboard_opened_signed_out_is_no_error_of_the_browser(
    lab: Lab, browser: Browser, contexts: list[BrowserContext], presentation: Presentation, console: Console
) -> None:
    # No message of the console is allowed here.
    context = open_context(browser, lab.server.url, presentation)
    contexts.append(context)
    page = context.new_page()
    console.watch(page)
    page.goto("/admin")
    expect(page.get_by_label(says("Correo"))).to_be_visible()
    account = lab.account(Role.ADMIN)
    page.get_by_label(says("Correo")).fill(account.email)
    page.get_by_label(says("Contraseña")).fill(account.password)
    page.get_by_role("button", name=says("Entrar")).click()
    expect(page).to_have_url(f"{lab.server.url}/admin")


def test_every_line_about_an_appointment_or_a_result_names_the_patient_and_the_exam(
    dashboard: OpenDashboard, lab: Lab, rest: Api
) -> None:
    name = "Persona Nombrada"
    patient = lab.account(Role.PATIENT, name=name)
    exam: dict[str, Any] = create_record(rest, "exams", name="Examen nombrado")
    day = in_days(20)
    booked = book_appointment(rest, patientId=patient.id, scheduledAt=at(day, "09:00"), examIds=[exam["id"]])
    path = f"/api/admin/appointments/{booked['id']}"
    rest.patch(path, {"scheduledAt": at(day, "10:00")})
    rest.post(f"{path}/confirm")
    result = order_result(rest, booked["id"], exam["id"])
    page = dashboard()
    page.goto(f"/admin/appointments/{booked['id']}")
    page.goto(f"/admin/results/{result['id']}")
    for kind, record, path in (
        ("appointment", booked["id"], "/admin/audit"),
        ("result", result["id"], "/admin/audit"),
    ):
        page.goto(f"{path}?entityType={kind}&entityId={record}")
        lines = page.locator(".entry-facts").all_inner_texts()
        assert len(lines) >= 2
        for line in lines:
            assert name in line, line
            assert exam["name"] in line, line
    # The changed time is that of the location, also for a reader elsewhere.
    there = dashboard("/admin", timezone_id="Europe/Madrid")
    there.goto(f"/admin/audit?entityType=appointment&entityId={booked['id']}&name=appointment.updated")
    there.locator("details summary").first.click()
    expect(there.locator("tr[data-field=scheduledAt] ins")).to_contain_text(
        f"10:00 ({says('hora de %(city)s', city='Lima')})"
    )
    page.goto("/admin")
    for line in page.locator("#log > div", has_text=says("n.º %(id)s", id=booked["id"])).all():
        expect(line).to_contain_text(name)
        expect(line).to_contain_text(exam["name"])


def test_money_has_one_format(dashboard: OpenDashboard, rest: Api, console: Console) -> None:
    console.allow("409")
    exam = create_record(rest, "exams", price="12.00")
    rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "13.50"})
    page = dashboard("/admin")
    line = page.locator("#log > div", has_text="13").first
    expect(line).to_contain_text(amount("12.00"))
    expect(line).to_contain_text(amount("13.50"))
    page.goto(f"/admin/exams/{exam['id']}")
    expect(page.get_by_label(says("Precio"))).to_have_value(amount("13.50"))
    page.get_by_label(says("Precio")).fill(amount("14.25"))
    rest.patch(f"/api/admin/exams/{exam['id']}/price", {"price": "15.00"})
    page.get_by_role("button", name=says("Guardar")).click()
    row = page.locator('#conflict tr[data-field="price"]')
    expect(row).to_contain_text(amount("14.25"))
    expect(row).to_contain_text(amount("15.00"))
    page.get_by_role("button", name=says("Guardar lo mío")).click()
    expect(page).to_have_url(re.compile("/admin/exams$"))
    page.get_by_label(says("Buscar")).fill(exam["code"])
    expect(page).to_have_url(re.compile(f"q={exam['code']}"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator(f"#price-{exam['id']} button").click()
    expect(page.locator(".price-input")).to_have_value(amount("14.25"))
    page.keyboard.press("Enter")
    expect(page.locator(".price-input")).to_have_count(0)
    assert rest.get(f"/api/admin/exams/{exam['id']}")["price"] == "14.25"


def test_each_state_has_one_word(client: FlaskClient, admin: Account, set_cookies: SetCookies) -> None:
    texts = (Path(__file__).parents[2] / "static/js/app/texts/es-visits.js").read_text(encoding="utf-8")
    for _, name, text in re.findall(r'(appointment|result)_state_(\w+): "([^"]+)"', texts):
        assert text == str(STATES[name][0]), name
    set_cookies(admin)
    for path, names in (("appointments", ("confirmed", "completed", "cancelled")), ("results", ("ready", "delivered"))):
        page = client.get(f"/admin/{path}").text
        for name in names:
            assert f"{STATES[name][0]}s" in page, name
