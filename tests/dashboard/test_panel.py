"""The dashboard's home page: it shows changes at once, and misses nothing after a failure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from labapp.contract.facts import READINGS
from labapp.identity import Role
from tests.support.chromium import Console, open_context
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live
from tests.support.rest import Api
from tests.support.rest_steps import create_record


def lines_of(page: Page) -> list[int]:
    """Return the numbers of the listed entries, newest first."""
    return [int(key) for key in page.locator("#log > [data-key]").evaluate_all("all => all.map(o => o.dataset.key)")]


def test_an_administrator_signs_in_and_out_at_the_door(lab: Lab, browser: Browser, console: Console) -> None:
    account = lab.account(Role.ADMIN)
    context = open_context(browser, lab.server.url)
    page = context.new_page()
    console.watch(page)
    console.allow("403")
    page.goto("/admin/exams?q=glucosa")
    page.get_by_label("Correo").fill(account.email)
    page.get_by_label("Contraseña").fill(account.password)
    page.get_by_role("button", name="Entrar").click()
    expect(page).to_have_url(f"{lab.server.url}/admin/exams?q=glucosa")
    expect_live(page)
    page.get_by_role("button", name="Salir").click()
    expect(page.get_by_label("Correo")).to_be_visible()
    page.goto("/admin")
    expect(page.get_by_label("Correo")).to_be_visible()
    context.close()


def test_what_a_colleague_does_appears_in_the_log_once_and_leads_to_its_record(
    dashboard: OpenDashboard, rest: Api
) -> None:
    page = dashboard()
    made = create_record(rest, "exams", name="Examen que aparece", categoryId=1)
    line = page.locator("#log > div", has_text="Examen que aparece")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("creó el examen")
    expect(page.locator("#log > div").first).to_contain_text("Examen que aparece")
    line.get_by_role("link", name="Examen que aparece").click()
    expect(page).to_have_url(f"{rest.url}/admin/exams/{made['id']}")


def test_a_patients_booking_appears_in_the_panel_with_a_link_to_the_patient(
    dashboard: OpenDashboard, lab: Lab, rest: Api
) -> None:
    patient = lab.account(Role.PATIENT, name="Rosa de Prueba")
    page = dashboard()
    location = rest.get("/api/locations")["items"][0]["id"]
    exam = rest.get("/api/exams")["items"][0]["id"]
    soon = datetime.now(UTC) + timedelta(minutes=5)
    body = {"locationId": location, "examIds": [exam], "scheduledAt": soon.isoformat()}
    lab.api(patient).post("/api/appointments", body)
    line = page.locator("#log > div", has_text="Rosa de Prueba")
    expect(line).to_contain_text("reservó la cita")
    expect(line.get_by_role("link", name="Rosa de Prueba")).to_have_attribute("href", f"/admin/people/{patient.id}")
    # In the reader's time zone, five minutes from now may be tomorrow.
    zone = ZoneInfo("America/Lima")
    if soon.astimezone(zone).date() == datetime.now(zone).date():
        expect(page.locator("#today")).to_contain_text("Rosa de Prueba")


def test_the_log_can_be_paused_and_filtered(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard()
    page.get_by_role("button", name="Pausar").click()
    before = lines_of(page)
    create_record(rest, "exams", name="Mientras está en pausa", categoryId=1)
    expect(page.locator("#log-pause")).to_contain_text("1 nuevas")
    assert lines_of(page) == before
    page.locator("#log-pause").click()
    expect(page.locator("#log > div").first).to_contain_text("Mientras está en pausa")
    rest.post("/api/admin/messages", {"type": "info", "message": "Mensaje para filtrar"})
    expect(page.locator("#log > div").first).to_contain_text("Mensaje para filtrar")
    page.get_by_label("Tipo de actividad").select_option("message")
    expect(page.locator('#log > div:not([data-kind="message"])')).to_have_count(0)
    create_record(rest, "exams", name="Fuera del filtro", categoryId=1)
    rest.post("/api/admin/messages", {"type": "info", "message": "Otro dentro del filtro"})
    expect(page.locator("#log > div").first).to_contain_text("Otro dentro del filtro")
    expect(page.locator("#log")).not_to_contain_text("Fuera del filtro")


def test_counts_of_who_is_connected_follow(dashboard: OpenDashboard, lab: Lab) -> None:
    page = dashboard()
    patients = page.locator('#now [data-role="Paciente"]')
    before = int(patients.inner_text())
    lab.connect(lab.account(Role.PATIENT))
    expect(patients).to_have_text(str(before + 1))
    lab.close_clients()
    expect(patients).to_have_text(str(before))


def test_a_killed_server_leaves_no_hole_in_the_log(dashboard: OpenDashboard, lab: Lab, console: Console) -> None:
    broken = ("ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE", "ERR_CONTENT_LENGTH_MISMATCH")
    console.allow("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket", *broken)
    page = dashboard()
    last = lines_of(page)[0]
    server = lab.server
    server.kill9()
    expect(page.locator("#connection")).not_to_have_attribute("data-status", "live")
    expect(page.locator("#connection")).to_contain_text("hace")
    server.start()
    rest = lab.api(lab.account(Role.ADMIN))
    for number in range(70):
        rest.post("/api/admin/messages", {"type": "info", "message": f"Durante el corte {number}"})
    expect_live(page)
    expect(page.locator("#log > div").first).to_contain_text("Durante el corte 69")
    numbers = lines_of(page)
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers, reverse=True)
    shown = [number for number in numbers if number > last]
    # The panel itself reads appointments and results. These readings are in the audit trail, not among its lines.
    newest = [
        entry
        for entry in rest.get("/api/admin/events", perPage=200, afterId=last)["items"]
        if entry["name"] not in READINGS
    ]
    assert shown == [entry["id"] for entry in newest][: len(shown)]
    assert len(shown) == len(newest), "the log has a hole"


def test_system_messages_are_shown_as_toasts(dashboard: OpenDashboard, rest: Api) -> None:
    page = dashboard()
    rest.post("/api/admin/messages", {"type": "warning", "message": "El servidor se reinicia a las 20:00"})
    toast = page.locator("#toasts [data-kind=warning]")
    expect(toast).to_contain_text("El servidor se reinicia a las 20:00")
    toast.get_by_role("button", name="Cerrar").click()
    expect(toast).to_have_count(0)


def test_the_keyboard_leads_everywhere(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/exams")
    page.keyboard.press("/")
    expect(page.get_by_label("Buscar")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Atajos de teclado")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page).to_have_url(f"{page.url.split('/admin')[0]}/admin")


def test_the_language_is_remembered(dashboard: OpenDashboard) -> None:
    page = dashboard()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/admin/exams")
    expect(page.get_by_role("heading", level=1)).to_have_text("Exams")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Exámenes")


def test_light_and_dark_are_remembered(dashboard: OpenDashboard) -> None:
    page = dashboard()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="Cambiar entre claro y oscuro").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
