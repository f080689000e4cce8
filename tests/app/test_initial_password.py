"""The first sign-in to the app with a password that the staff set, which chooses another."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from labapp.identity import Role
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.accounts import Account
from tests.support.chromium import PHONE, Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp, expect_live
from tests.support.rest import Api
from tests.support.second_factors import Clock, enrol

INITIAL, CHOSEN = "provisional-del-laboratorio", "elegida-por-su-dueña"
REFUSED = ("401 (UNAUTHORIZED)", "422 (UNPROCESSABLE ENTITY)")


def set_initial(rest: Api, account: Account) -> None:
    rest.post(f"/api/admin/users/{account.id}/password", {"newPassword": INITIAL})


def sign_in(page: Page, account: Account, password: str = INITIAL) -> None:
    page.locator("#email").fill(account.email)
    page.locator("#password").fill(password)
    page.locator("#password").press("Enter")


def test_a_patient_chooses_a_password_on_a_phone(app_page: OpenApp, lab: Lab, rest: Api, console: Console) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    device = enrol(lab.app.test_client(), patient, Clock())
    set_initial(rest, patient)
    page = app_page("/entrar", viewport=PHONE)
    sign_in(page, patient)
    # The second factor comes first.
    page.get_by_label("Código de la aplicación").fill(device.next_code())
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("heading", name="Elija su contraseña")).to_be_visible()
    field = page.get_by_label("Contraseña nueva")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("autocomplete", "new-password")
    expect(page.locator("[autocomplete=username]")).to_have_value(patient.email)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for password, fault in (("corta", "al menos 10 caracteres"), (INITIAL, "distinta de la provisional")):
        field.fill(password)
        field.press("Enter")
        expect(page.locator("#newPassword-fault")).to_contain_text(fault)
        expect(field).to_be_focused()
    page.get_by_label("Mostrar la contraseña").check()
    expect(field).to_have_attribute("type", "text")
    field.fill(CHOSEN)
    field.press("Enter")
    expect(page).to_have_url(re.compile("/citas$"))
    expect_live(page)
    page.reload()
    expect_live(page)


def test_a_step_that_is_out_of_date_begins_again(app_page: OpenApp, lab: Lab, rest: Api, console: Console) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    set_initial(rest, patient)
    page = app_page("/entrar")
    sign_in(page, patient)
    expect(page.get_by_label("Contraseña nueva")).to_be_focused()
    set_initial(rest, patient)
    page.get_by_label("Contraseña nueva").fill(CHOSEN)
    page.get_by_role("button", name="Guardar y entrar").click()
    expect(page.locator("section [role=alert]")).to_contain_text("Empiece de nuevo.")
    page.get_by_role("button", name="Volver a entrar").click()
    sign_in(page, patient)
    page.get_by_label("Contraseña nueva").fill(CHOSEN)
    page.get_by_role("button", name="Guardar y entrar").click()
    expect(page).to_have_url(re.compile("/citas$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choice_is_for_everybody(lab: Lab, browser: Browser, console: Console, rest: Api, language: str) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    set_initial(rest, patient)
    with open_context_for_audit(browser, lab.server.url, language, service_workers="block") as context:
        console.allow("Service Worker registration blocked by Playwright")
        page = context.new_page()
        console.watch(page)
        page.goto("/entrar")
        sign_in(page, patient)
        page.locator("#newPassword").fill("corta")
        page.locator("#newPassword").press("Enter")
        expect(page.locator("#newPassword-fault")).to_be_visible()
        assert audit(page) == []
