"""Every view of the app meets WCAG 2.2 AA, fits, and works by keyboard, in each language, size and theme."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from labapp.identity import Role
from labapp.webapp import PAGES
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.accounts import Account
from tests.support.chromium import PHONE, Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp, expect_live, sign_in_to_app
from tests.support.pdf_files import make_pdf
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, order_result


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    # No mail is sent to this server, but the form for one is shown.
    return {"SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "lab@lab.example", "PUBLIC_URL": "https://lab.example"}


@pytest.fixture(scope="module")
def locations_have_hours() -> bool:
    return True


@pytest.fixture(params=LANGUAGES)
def context(request: pytest.FixtureRequest, lab: Lab, browser: Browser, console: Console) -> Iterator[BrowserContext]:
    """A browser in each language, without an account."""
    console.allow("Service Worker registration blocked")
    with open_context_for_audit(browser, lab.server.url, request.param, service_workers="block") as context:
        yield context


@pytest.fixture
def patient(lab: Lab, rest: Api) -> Account:
    """A patient with appointments of each kind, a result that staff has read, and a notice."""
    account = lab.account(Role.PATIENT)
    exams = [exam["id"] for exam in rest.get("/api/exams")["items"][:2]]
    soon = (datetime.now(UTC) + timedelta(days=30)).date()
    slots = [
        slot
        for day in range(3)
        for slot in lab.api().get("/api/locations/1/slots", date=str(soon + timedelta(days=day)))["slots"]
        if slot["free"]
    ]
    booked = [
        book_appointment(rest, patientId=account.id, scheduledAt=slot["startsAt"], examIds=exams) for slot in slots[:3]
    ]
    rest.post(f"/api/admin/appointments/{booked[0]['id']}/cancel")
    rest.post(f"/api/admin/appointments/{booked[1]['id']}/confirm")
    result = order_result(rest, booked[1]["id"], exams[0], content=make_pdf(), released=True)
    lab.api(lab.account(Role.ADMIN)).get(f"/api/admin/results/{result['id']}")
    rest.post("/api/admin/messages", {"type": "warning", "message": "Mañana abrimos a las nueve"})
    return account


def open_page(context: BrowserContext, console: Console) -> Page:
    page = context.new_page()
    console.watch(page)
    return page


def settle(page: Page) -> None:
    """Wait until nothing is loading, and open the first details."""
    expect(page.locator(".spinner")).to_have_count(0)
    page.locator("details").evaluate_all("all => all.slice(0, 3).forEach((one) => { one.open = true; })")


@pytest.mark.timeout(600)
def test_every_view_is_for_everybody(context: BrowserContext, lab: Lab, patient: Account, console: Console) -> None:
    page = open_page(context, console)
    wrong = []
    for path in ("/catalogo", "/entrar", "/registro"):
        page.goto(path)
        settle(page)
        wrong += audit(page)
    sign_in_to_app(context, patient, lab.server.url)
    for path in PAGES:
        if path in ("/", "/entrar", "/registro"):
            continue
        page.goto(path)
        expect_live(page)
        settle(page)
        wrong += audit(page)
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(600)
def test_what_appears_later_is_for_everybody(
    context: BrowserContext, lab: Lab, rest: Api, patient: Account, console: Console
) -> None:
    console.allow("401")
    sign_in_to_app(context, patient, lab.server.url)
    page = open_page(context, console)
    page.goto("/citas/nueva")
    expect_live(page)
    page.locator("[name=location]").first.check()
    page.locator("[name=day]:enabled").nth(1).check()
    page.locator("[name=time]:enabled").first.check()
    page.locator("[name=exam]").first.check()
    wrong = audit(page)
    page.goto("/citas")
    expect_live(page)
    for kind in ("info", "success", "warning", "error"):
        rest.post("/api/admin/messages", {"type": kind, "message": "Un aviso para todas las pantallas"})
    expect(page.locator("#toasts [data-kind]")).to_have_count(4)
    page.locator("button.button-danger").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    wrong += audit(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto("/resultados")
    expect_live(page)
    page.locator("[id^=result-] button").first.click()
    expect(page.locator("a[download]")).to_be_visible()
    wrong += audit(page)
    rest.post(f"/api/admin/users/{patient.id}/deactivate")
    expect(page.locator("[data-reason=deactivated]")).to_be_visible()
    wrong += audit(page)
    assert not wrong, "\n".join(wrong)


def test_a_visit_is_booked_with_the_keyboard_alone(app_page: OpenApp, lab: Lab) -> None:
    page = app_page("/citas", account=lab.account(Role.PATIENT), viewport=PHONE)
    page.get_by_role("link", name="Nueva cita").focus()
    page.keyboard.press("Enter")
    # After a change of view the focus is on its heading; the next tab stop is the first choice.
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("[name=location]").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[name=location]").first).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=day]:checked")).to_have_count(1)
    page.locator("[name=time]:enabled").first.focus()
    page.keyboard.press("Space")
    page.locator("[name=exam]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Reservar").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/citas$"))
    expect(page.get_by_text("Pendiente")).to_be_visible()
