"""Verification in two steps in the dashboard: the account page, and the second step of a sign-in."""

import re

import pyotp
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from labapp.identity import Role
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.accounts import PASSWORD, Account
from tests.support.chromium import PHONE, Console, cookies_of, open_context
from tests.support.lab import Lab, MakeLab
from tests.support.pages import OpenDashboard, expect_live
from tests.support.second_factors import Authenticator, Clock, add_authenticator, enrol, steps

__all__ = ["steps"]
REFUSED = ("401 (UNAUTHORIZED)", "422 (UNPROCESSABLE ENTITY)")


def confirm_password(page: Page, password: str = PASSWORD) -> None:
    box = page.get_by_role("dialog", name="Confirme su contraseña")
    box.get_by_label("Contraseña actual").fill(password)
    box.get_by_role("button", name="Continuar").click()


def begin_sign_in(page: Page, account: Account, path: str = "/admin/sign-in") -> None:
    page.goto(path)
    page.get_by_label("Correo").fill(account.email)
    page.get_by_label("Contraseña").fill(account.password)
    page.get_by_role("button", name="Entrar").click()


def test_an_administrator_turns_it_on_and_off(dashboard: OpenDashboard, lab: Lab, console: Console) -> None:
    console.allow(*REFUSED)
    page = dashboard("/admin", account=lab.account(Role.ADMIN))
    page.get_by_role("link", name="Mi cuenta").click()
    part = page.get_by_role("region", name="Verificación en dos pasos")
    expect(part).to_contain_text("Sin activar")
    part.get_by_role("button", name="Agregar una aplicación de códigos").click()
    confirm_password(page, "not the password")
    expect(page.locator("#password-again-error")).to_have_text("No es la contraseña actual.")
    confirm_password(page)
    box = page.get_by_role("dialog", name="Agregar una aplicación de códigos")
    assert box.get_by_role("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    secret = box.locator("[data-secret]").inner_text().replace(" ", "")
    assert pyotp.parse_uri(box.get_by_role("link").get_attribute("href") or "").secret == secret
    box.get_by_label("Código de la aplicación").fill("000000")
    box.get_by_role("button", name="Activar").click()
    expect(box.get_by_label("Código de la aplicación")).to_have_attribute("aria-invalid", "true")
    box.get_by_label("Código de la aplicación").fill(pyotp.TOTP(secret).now())
    box.get_by_role("button", name="Activar").click()
    codes = page.get_by_role("dialog", name="Guarde sus códigos de recuperación")
    expect(codes.get_by_role("listitem")).to_have_count(10)
    shown = codes.get_by_role("listitem").all_inner_texts()
    page.keyboard.press("Escape")
    expect(codes).to_be_visible()
    with page.expect_download() as saved:
        codes.get_by_role("button", name="Descargar").click()
    assert all(code in saved.value.path().read_text() for code in shown)
    codes.get_by_role("button", name="Ya los guardé").click()
    expect(part).to_contain_text("Le quedan 10 de 10.")
    part.get_by_role("button", name="Cambiar nombre Mi teléfono").click()
    page.get_by_role("dialog", name="Cambiar nombre").get_by_label("Nombre").fill("Tableta")
    page.get_by_role("dialog", name="Cambiar nombre").get_by_role("button", name="Guardar").click()
    expect(part.get_by_text("Tableta", exact=True).first).to_be_visible()
    part.get_by_role("button", name="Crear códigos nuevos").click()
    confirm_password(page)
    expect(codes.get_by_role("listitem")).to_have_count(10)
    assert not set(codes.get_by_role("listitem").all_inner_texts()) & set(shown)
    codes.get_by_role("button", name="Ya los guardé").click()
    part.get_by_role("button", name="Quitar Tableta").click()
    confirm_password(page)
    expect(part).to_contain_text("Sin activar")


def test_a_cancelled_dialog_changes_nothing(dashboard: OpenDashboard, lab: Lab) -> None:
    page = dashboard("/admin/account", account=lab.account(Role.ADMIN))
    part = page.get_by_role("region", name="Verificación en dos pasos")
    part.get_by_role("button", name="Agregar una aplicación de códigos").click()
    confirm_password(page)
    box = page.get_by_role("dialog", name="Agregar una aplicación de códigos")
    secret = box.locator("[data-secret]").inner_text()
    box.get_by_role("button", name="Cancelar").click()
    expect(box).to_be_hidden()
    assert secret not in page.content()
    page.reload()
    expect(part).to_contain_text("Sin activar")


def test_the_second_step_on_a_phone(lab: Lab, browser: Browser, console: Console) -> None:
    console.allow(*REFUSED, "403 (FORBIDDEN)")
    admin = lab.account(Role.ADMIN)
    device = enrol(lab.app.test_client(), admin, Clock())
    context = open_context(browser, lab.server.url, viewport=PHONE)
    page = context.new_page()
    console.watch(page)
    begin_sign_in(page, admin, "/admin/people?q=ana")
    field = page.get_by_label("Código de la aplicación")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("inputmode", "numeric")
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    field.fill("000000")
    page.get_by_role("button", name="Continuar").first.click()
    expect(page.get_by_role("alert")).to_have_text("El código no es correcto, o ya se usó.")
    expect(page.get_by_label("Código de la aplicación")).to_be_focused()
    page.get_by_label("Código de la aplicación").fill(device.next_code())
    page.get_by_role("button", name="Continuar").first.click()
    # Back to where the user wanted to go.
    expect(page).to_have_url(re.compile(r"/admin/people\?q=ana$"))
    context.close()


def test_a_recovery_code_opens_the_dashboard(lab: Lab, browser: Browser) -> None:
    admin = lab.account(Role.ADMIN)
    device = enrol(lab.app.test_client(), admin, Clock())
    context = open_context(browser, lab.server.url, java_script_enabled=False)
    page = context.new_page()
    begin_sign_in(page, admin)
    page.get_by_text("Usar un código de recuperación").click()
    page.get_by_label("Código de recuperación").fill("not-a-code")
    page.get_by_label("Código de recuperación").press("Enter")
    expect(page.get_by_role("alert")).to_have_text("El código no es correcto, o ya se usó.")
    page.get_by_label("Código de recuperación").fill(device.recovery_codes[3])
    page.get_by_label("Código de recuperación").press("Enter")
    expect(page.get_by_role("heading", name="Panel")).to_be_visible()
    context.close()


def test_a_passkey_is_added_and_opens_the_dashboard(dashboard: OpenDashboard, lab: Lab, console: Console) -> None:
    console.allow(*REFUSED, "403 (FORBIDDEN)")
    admin = lab.account(Role.ADMIN)
    page = dashboard("/admin/account", account=admin)
    key = add_authenticator(page)
    part = page.get_by_role("region", name="Verificación en dos pasos")
    for codes in (True, False):
        part.get_by_role("button", name="Agregar una llave de acceso").click()
        confirm_password(page)
        box = page.get_by_role("dialog", name="Agregar una llave de acceso")
        box.get_by_role("button", name="Crear la llave").click()
        if codes:
            page.get_by_role("button", name="Ya los guardé").click()
            expect(part.get_by_role("strong").first).to_have_text("Mi equipo")
    # The browser knows that this device has one.
    expect(box.get_by_role("alert")).to_contain_text("Este dispositivo ya tiene una llave de su cuenta.")
    box.get_by_role("button", name="Cancelar").click()
    page.get_by_role("button", name="Salir").click()
    begin_sign_in(page, admin, "/admin/people")
    button = page.get_by_role("button", name="Usar mi llave de acceso")
    expect(button).to_be_focused()
    key.fail()
    button.click()
    expect(page.get_by_role("alert")).to_have_text("La llave no respondió. Vuelva a intentarlo.")
    key.succeed()
    button.click()
    expect(page).to_have_url(re.compile("/admin/people$"))


def test_a_lost_factor_is_removed_on_the_page_of_the_person(
    dashboard: OpenDashboard, lab: Lab, console: Console
) -> None:
    console.allow(*REFUSED)
    doctor = lab.account(Role.DOCTOR)
    page = dashboard(f"/admin/people/{doctor.id}")
    expect(page.get_by_role("button", name="Quitar verificación en dos pasos")).to_have_count(0)
    enrol(lab.app.test_client(), doctor, Clock())
    page.reload()
    page.get_by_role("button", name="Quitar verificación en dos pasos").click()
    expect(page.get_by_role("dialog")).to_contain_text("Hágalo solo si")
    page.get_by_role("button", name="Cancelar").click()
    page.get_by_role("button", name="Quitar verificación en dos pasos").click()
    confirm_password(page, "not the password")
    expect(page.locator("#password-again-error")).to_have_text("No es la contraseña actual.")
    confirm_password(page)
    expect(page.get_by_role("button", name="Quitar verificación en dos pasos")).to_have_count(0)
    expect(page.locator("#history")).to_contain_text("quitó la verificación en dos pasos de")


def test_an_administrator_who_must_have_one_is_led_to_it(make_lab: MakeLab, browser: Browser, console: Console) -> None:
    lab = make_lab(ADMIN_SECOND_FACTOR="required")
    admin = lab.account(Role.ADMIN)
    context = open_context(browser, lab.server.url)
    page = context.new_page()
    console.watch(page)
    begin_sign_in(page, admin, "/admin/sign-in?next=/admin/people")
    expect(page).to_have_url(re.compile("/admin/account$"))
    expect(page.get_by_text("El laboratorio exige la verificación en dos pasos")).to_be_visible()
    expect(page.get_by_role("link", name="Personas")).to_have_count(0)
    page.get_by_role("button", name="Agregar una aplicación de códigos").click()
    confirm_password(page)
    box = page.get_by_role("dialog", name="Agregar una aplicación de códigos")
    secret = box.locator("[data-secret]").inner_text().replace(" ", "")
    page.get_by_label("Código de la aplicación").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activar").click()
    page.get_by_role("button", name="Ya los guardé").click()
    expect(page).to_have_url(re.compile("/admin$"))
    expect_live(page)
    context.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_and_dialog_is_for_everybody(lab: Lab, browser: Browser, console: Console, language: str) -> None:
    console.allow(*REFUSED)
    admin = lab.account(Role.ADMIN)
    enrol(lab.app.test_client(), admin, Clock())
    with open_context_for_audit(browser, lab.server.url, language) as context:
        page = context.new_page()
        console.watch(page)
        page.goto("/admin/sign-in")
        page.locator("#email").fill(admin.email)
        page.locator("#password").fill(admin.password)
        page.locator("#password").press("Enter")
        page.locator("summary").click()
        page.locator("#code-recovery").fill("not-a-code")
        page.locator("#code-recovery").press("Enter")
        expect(page.locator("#fault-recovery")).to_be_visible()
        wrong = audit(page)
        context.add_cookies(cookies_of(lab.open_dashboard(admin), lab.server.url))
        page.goto("/admin/account")
        page.locator("[data-rename-factor]").click()
        expect(page.locator("#factor-name")).to_be_visible()
        wrong += audit(page)
        page.keyboard.press("Escape")
        page.locator("[data-add-authenticator]").click()
        expect(page.locator("#password-again-field")).to_be_focused()
        wrong += audit(page)
        page.locator("#password-again-field").fill(admin.password)
        page.keyboard.press("Enter")
        expect(page.locator("#authenticator img")).to_be_visible()
        wrong += audit(page)
        page.keyboard.press("Escape")
        page.locator("[data-renew-codes]").click()
        page.locator("#password-again-field").fill(admin.password)
        page.keyboard.press("Enter")
        expect(page.locator("#recovery-codes li")).to_have_count(10)
        wrong += audit(page)
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def form_of(client: FlaskClient, account: Account) -> dict[str, str]:
    """Sign in with the password, and return the fields of the form of the second step."""
    door = client.get("/admin/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', door)
    assert token is not None
    sent = {"csrf_token": token[1], "email": account.email, "password": account.password, "next": "/admin/people"}
    answer = client.post("/admin/sign-in", data=sent)
    assert answer.status_code == 401
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
    return dict(fields) | {"csrf_token": token[1]}


def test_the_form_of_the_second_step_is_refused(client: FlaskClient, admin: Account, steps: Clock) -> None:
    device: Authenticator = enrol(client, admin, steps)
    fields = form_of(client, admin)
    path, code = "/admin/sign-in/second-factor", device.next_code()
    assert fields["next"] == "/admin/people"
    without_token = client.post(path, data=fields | {"code": code, "csrf_token": "x"})
    assert (without_token.status_code, "Vuelva a intentarlo" in without_token.text) == (400, True)
    for sent in ({"kind": "passkey"}, {"kind": "passkey", "passkey": "[["}, {"kind": "passkey", "passkey": "{}"}):
        assert client.post(path, data=fields | sent).status_code == 400
    empty = client.post(path, data=fields | {"code": ""})
    assert (empty.status_code, "Escriba el código completo" in empty.text) == (400, True)
    forged = client.post(path, data=fields | {"code": code, "challenge": "x"})
    assert (forged.status_code, "Empiece de nuevo" in forged.text) == (401, True)
    assert client.get("/admin").status_code == 403
    assert client.post(path, data=fields | {"code": code}).headers["Location"] == "/admin/people"
    assert client.get("/admin").status_code == 200


def test_others_are_turned_away_after_their_second_step(client: FlaskClient, doctor: Account, steps: Clock) -> None:
    device = enrol(client, doctor, steps)
    answer = client.post("/admin/sign-in/second-factor", data=form_of(client, doctor) | {"code": device.next_code()})
    assert (answer.status_code, "solo para administradores" in answer.text) == (403, True)
    assert client.get("/admin").status_code == 403


def test_guessing_codes_at_the_door_is_slowed_down(client: FlaskClient, admin: Account, steps: Clock) -> None:
    enrol(client, admin, steps)
    path, fields = "/admin/sign-in/second-factor", form_of(client, admin)
    statuses = [client.post(path, data=fields | {"code": f"00000{number}"}).status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
