"""The focus and what was typed stay, whatever disappears or is shown in another language."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment
from tests.support.slots import at, in_days
from tests.support.texts import in_language, says, speaking

pytestmark = pytest.mark.presented


@pytest.fixture
def patient(lab: Lab) -> Account:
    return lab.account(Role.PATIENT)


def open_visit(app_page: OpenApp, rest: Api, patient: Account) -> tuple[Page, Locator, int]:
    """Book a visit, open the patient's list, and open the dialog that cancels the visit with the keyboard."""
    visit = book_appointment(rest, patientId=patient.id, scheduledAt=at(in_days(9), "09:00"))["id"]
    page = app_page("/citas", account=patient)
    card = page.locator(f"#appointment-{visit}")
    card.get_by_role("button", name=says("Cancelar")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    return page, card, visit


def test_a_dialog_that_is_closed_returns_the_focus(app_page: OpenApp, rest: Api, patient: Account) -> None:
    page, card, _ = open_visit(app_page, rest, patient)
    page.keyboard.press("Escape")
    opener = card.get_by_role("button", name=says("Cancelar"))
    expect(opener).to_be_focused()
    opener.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name=says("No")).press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_focus_goes_to_the_record_whose_button_has_gone(app_page: OpenApp, rest: Api, patient: Account) -> None:
    page, card, _ = open_visit(app_page, rest, patient)
    page.get_by_role("button", name=says("Sí, cancelar la cita")).press("Enter")
    expect(card).to_contain_text(says("Cancelada"))
    expect(card).to_be_focused()


def test_the_focus_goes_to_the_record_whose_dialog_staff_have_closed(
    app_page: OpenApp, rest: Api, patient: Account
) -> None:
    page, card, visit = open_visit(app_page, rest, patient)
    rest.post(f"/api/admin/appointments/{visit}/cancel")
    expect(card).to_contain_text(says("Cancelada"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(card).to_be_focused()


def test_a_change_of_language_keeps_the_focus_and_what_was_typed_in_the_account(
    app_page: OpenApp, patient: Account
) -> None:
    page = app_page("/cuenta", account=patient)
    typed = {"name": "Rosa Quispe de", "phone": "999 888 777", "documentNumber": "A-12"}
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("#language").focus()
    other = in_language(es="en", en="es")
    page.locator("#language").select_option(other)
    with speaking(other):
        expect(page.get_by_role("heading", level=1)).to_have_text(says("Mi cuenta"))
        expect(page.get_by_role("heading", name=says("Preferencias"))).to_be_visible()
    expect(page.locator("#language")).to_be_focused()
    for name, value in typed.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)


def test_a_change_of_language_keeps_a_new_account_and_drops_old_errors(app_page: OpenApp, console: Console) -> None:
    console.allow("422")
    page = app_page("/registro")
    typed = {"name": "Rosa", "email": "rosa", "password": "corta", "phone": "999 888 777"}
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name=says("Crear una cuenta")).click()
    expect(page.locator("#email-fault")).to_have_text(says("No es válido."))
    names = {"es": "Español", "en": "English"}
    before, other = in_language(es=("es", "en"), en=("en", "es"))
    page.get_by_role("button", name=names[other]).click()
    with speaking(other):
        expect(page.get_by_role("heading", level=1)).to_have_text(says("Crear una cuenta"))
    expect(page.get_by_role("button", name=names[before])).to_be_focused()
    expect(page.locator(".fault")).to_have_count(0)
    for name, value in typed.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    with speaking(other):
        page.get_by_role("button", name=says("Crear una cuenta")).click()
        expect(page.locator("#email-fault")).to_have_text(says("No es válido."))


def test_a_change_of_language_asks_again_for_what_failed(app_page: OpenApp, patient: Account, console: Console) -> None:
    console.allow("503")

    def refuse(route: Route) -> None:
        # The server's problems are in the language of the request.
        problem = {"status": 503, "code": "unavailable", "detail": f"({route.request.headers['accept-language']})"}
        route.fulfill(status=503, content_type="application/problem+json", json=problem)

    page = app_page("/cuenta", account=patient, prepare=lambda page: page.route("**/api/auth/sessions", refuse))
    expect(page.get_by_role("alert").filter(has_text=in_language(es="(es)", en="(en)"))).to_be_visible()
    page.locator("#language").select_option(in_language(es="en", en="es"))
    expect(page.get_by_role("alert").filter(has_text=in_language(es="(en)", en="(es)"))).to_be_visible()
