"""Verification in two steps in the app: turning it on, signing in with it, recovery codes, and turning it off."""

import re

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from labapp.identity import Role
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.accounts import PASSWORD, Account
from tests.support.chromium import PHONE, Console, open_context
from tests.support.lab import Lab
from tests.support.pages import OpenApp, sign_in_to_app
from tests.support.second_factors import Clock, add_authenticator, enrol

REFUSED = ("401 (UNAUTHORIZED)", "422 (UNPROCESSABLE ENTITY)")


def confirm_password(page: Page, password: str = PASSWORD) -> None:
    box = page.get_by_role("dialog", name="Confirme su contraseña")
    box.get_by_label("Contraseña actual").fill(password)
    box.get_by_role("button", name="Continuar").click()


def begin_sign_in(page: Page, account: Account) -> None:
    page.get_by_label("Correo").fill(account.email)
    page.get_by_label("Contraseña").fill(account.password)
    page.get_by_role("button", name="Entrar").click()


def test_a_patient_turns_it_on_and_off(app_page: OpenApp, lab: Lab, console: Console) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    page = app_page("/cuenta", account=patient, viewport=PHONE)
    part = page.get_by_role("region", name="Verificación en dos pasos")
    expect(part).to_contain_text("Sin activar")
    part.get_by_role("button", name="Agregar una aplicación de códigos").click()
    confirm_password(page, "not the password")
    expect(page.get_by_role("dialog")).to_contain_text("No es la contraseña actual.")
    expect(page.get_by_role("dialog").get_by_label("Contraseña actual")).to_be_focused()
    confirm_password(page)
    box = page.get_by_role("dialog", name="Agregar una aplicación de códigos")
    # The policy of the page allows the image.
    expect(box.get_by_role("img")).to_have_js_property("complete", True)
    assert box.get_by_role("img").evaluate("image => image.naturalWidth") > 100
    uri = box.get_by_role("link").get_attribute("href") or ""
    secret = box.locator("code").inner_text().replace(" ", "")
    assert pyotp.parse_uri(uri).secret == secret
    box.get_by_label("Código de la aplicación").fill("000000")
    box.get_by_role("button", name="Activar").click()
    expect(box.get_by_label("Código de la aplicación")).to_have_attribute("aria-invalid", "true")
    box.get_by_label("Código de la aplicación").fill(pyotp.TOTP(secret).now())
    box.get_by_role("button", name="Activar").click()
    codes = page.get_by_role("dialog", name="Guarde sus códigos de recuperación")
    expect(codes.get_by_role("listitem")).to_have_count(10)
    shown = codes.get_by_role("listitem").all_inner_texts()
    # They cannot be shown again.
    page.keyboard.press("Escape")
    expect(codes).to_be_visible()
    with page.expect_download() as saved:
        codes.get_by_role("button", name="Descargar").click()
    kept = saved.value.path().read_text()
    assert all(code in kept for code in shown)
    codes.get_by_role("button", name="Ya los guardé").click()
    expect(part).to_contain_text("Activada")
    expect(part).to_contain_text("Le quedan 10 de 10.")
    expect(part.get_by_role("strong").first).to_have_text("Mi teléfono")
    expect(page.get_by_text(shown[0])).to_have_count(0)
    part.get_by_role("button", name="Quitar Mi teléfono").click()
    expect(page.get_by_role("dialog")).to_contain_text("solo con la contraseña")
    confirm_password(page)
    expect(part).to_contain_text("Sin activar")


def test_a_factor_is_renamed(app_page: OpenApp, lab: Lab) -> None:
    patient = lab.account(Role.PATIENT)
    enrol(lab.app.test_client(), patient, Clock())
    page = app_page("/cuenta", account=patient)
    part = page.get_by_role("region", name="Verificación en dos pasos")
    part.get_by_role("button", name="Cambiar nombre Mi teléfono").click()
    box = page.get_by_role("dialog", name="Cambiar nombre")
    box.get_by_label("Nombre").fill("Tableta")
    box.get_by_role("button", name="Cambiar nombre").click()
    expect(part.get_by_text("Tableta", exact=True).first).to_be_visible()


def test_the_second_step_on_a_phone(app_page: OpenApp, lab: Lab, console: Console) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    device = enrol(lab.app.test_client(), patient, Clock())
    page = app_page("/entrar", viewport=PHONE)
    begin_sign_in(page, patient)
    field = page.get_by_label("Código de la aplicación")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("inputmode", "numeric")
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    field.fill("000000")
    page.get_by_role("button", name="Continuar").click()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(page.locator("#code-fault")).to_have_text("El código no es correcto, o ya se usó.")
    field.fill(device.next_code())
    page.get_by_role("button", name="Continuar").click()
    expect(page).to_have_url(re.compile("/citas$"))


def test_a_recovery_code_opens_the_account_and_its_owner_learns_of_it(
    app_page: OpenApp, lab: Lab, browser: Browser, console: Console
) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    device = enrol(lab.app.test_client(), patient, Clock())
    watching = app_page("/citas", account=patient)
    context = open_context(browser, lab.server.url, service_workers="block")
    page = context.new_page()
    page.goto("/entrar")
    begin_sign_in(page, patient)
    page.get_by_label("Código de la aplicación").fill("000000")
    page.get_by_role("button", name="Continuar").click()
    expect(watching.get_by_text("Alguien escribió su contraseña pero no superó el segundo paso")).to_be_visible()
    page.get_by_role("button", name="Usar un código de recuperación").click()
    expect(page.get_by_label("Código de recuperación")).to_be_focused()
    page.get_by_label("Código de recuperación").fill(device.recovery_codes[0])
    page.get_by_role("button", name="Continuar").click()
    expect(page).to_have_url(re.compile("/citas$"))
    expect(watching.get_by_text("Se usó un código de recuperación; le quedan 9")).to_be_visible()
    context.close()


def test_a_passkey_is_added_and_opens_the_account(
    app_page: OpenApp, lab: Lab, browser: Browser, console: Console
) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    page = app_page("/cuenta", account=patient)
    key = add_authenticator(page)
    part = page.get_by_role("region", name="Verificación en dos pasos")
    part.get_by_role("button", name="Agregar una llave de acceso").click()
    confirm_password(page)
    page.get_by_role("dialog").get_by_label("Nombre").fill("Mi portátil")
    page.get_by_role("dialog").get_by_role("button", name="Crear la llave").click()
    page.get_by_role("button", name="Ya los guardé").click()
    expect(part.get_by_role("strong").first).to_have_text("Mi portátil")
    # The browser knows that this device has one.
    part.get_by_role("button", name="Agregar una llave de acceso").click()
    confirm_password(page)
    page.get_by_role("dialog").get_by_role("button", name="Crear la llave").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("ya tiene una llave de su cuenta.")
    page.get_by_role("button", name="Cancelar").click()
    page.get_by_role("button", name="Salir", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Ha salido de su cuenta.")).to_be_visible()
    page.goto("/entrar")
    begin_sign_in(page, patient)
    button = page.get_by_role("button", name="Usar mi llave de acceso")
    expect(button).to_be_focused()
    key.fail()
    button.click()
    expect(page.get_by_role("alert").filter(has_text="La llave no respondió")).to_be_visible()
    key.succeed()
    button.click()
    expect(page).to_have_url(re.compile("/citas$"))


def test_a_device_without_the_passkey_uses_another_way(app_page: OpenApp, lab: Lab, console: Console) -> None:
    console.allow(*REFUSED)
    patient = lab.account(Role.PATIENT)
    device = enrol(lab.app.test_client(), patient, Clock())
    page = app_page("/cuenta", account=patient)
    add_authenticator(page)
    part = page.get_by_role("region", name="Verificación en dos pasos")
    part.get_by_role("button", name="Agregar una llave de acceso").click()
    confirm_password(page)
    page.get_by_role("dialog").get_by_role("button", name="Crear la llave").click()
    expect(part.get_by_role("strong")).to_have_count(3)
    other = app_page("/entrar")
    begin_sign_in(other, patient)
    other.get_by_role("button", name="Usar el código de la aplicación").click()
    expect(other.get_by_label("Código de la aplicación")).to_be_focused()
    other.get_by_label("Código de la aplicación").fill(device.next_code())
    other.get_by_role("button", name="Continuar").click()
    expect(other).to_have_url(re.compile("/citas$"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_and_dialog_is_for_everybody(lab: Lab, browser: Browser, console: Console, language: str) -> None:
    console.allow(*REFUSED, "Service Worker registration blocked")
    patient = lab.account(Role.PATIENT)
    device = enrol(lab.app.test_client(), patient, Clock())
    with open_context_for_audit(browser, lab.server.url, language, service_workers="block") as context:
        page = context.new_page()
        console.watch(page)
        page.goto("/entrar")
        page.locator("#email").fill(patient.email)
        page.locator("#password").fill(patient.password)
        page.locator("[type=submit]").click()
        page.locator("#code").fill("000000")
        page.locator("[type=submit]").click()
        expect(page.locator("#code-fault")).to_be_visible()
        wrong = audit(page)
        sign_in_to_app(context, patient, lab.server.url)
        page.goto("/cuenta")
        part = page.locator("section[aria-labelledby=second-factors]")
        part.locator("[data-factor] button").first.click()
        expect(page.locator("#factor-name")).to_be_focused()
        wrong += audit(page)
        page.keyboard.press("Escape")
        part.locator("> .button").first.click()
        expect(page.locator("#confirmed-password")).to_be_focused()
        wrong += audit(page)
        page.locator("#confirmed-password").fill(patient.password)
        page.keyboard.press("Enter")
        expect(page.locator("#authenticator img")).to_be_visible()
        wrong += audit(page)
        page.keyboard.press("Escape")
        part.locator("[data-codes] button").click()
        page.locator("#confirmed-password").fill(patient.password)
        page.keyboard.press("Enter")
        expect(page.locator("#recovery-codes li")).to_have_count(10)
        wrong += audit(page)
    assert device.recovery_codes
    assert not wrong, "\n".join(wrong)
