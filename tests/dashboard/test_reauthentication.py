"""Proving again who one is, in the dashboard: the dialog, the action that follows, and ending sessions of others."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from labapp.identity import Role
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.accounts import PASSWORD, Account
from tests.support.chromium import PHONE, Console, cookies_of
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, answer_confirmation, expect_live, save_form
from tests.support.pdf_files import make_pdf
from tests.support.proofs import age_proofs
from tests.support.rest import Api
from tests.support.rest_steps import book_appointment, order_result
from tests.support.second_factors import Clock, add_authenticator, enrol

NOTHING = "No se hizo nada, porque no confirmó que es usted."


@pytest.fixture(autouse=True)
def refusals(console: Console) -> None:
    """The browser logs the refusals that ask for a proof, and those of wrong proofs."""
    console.allow("403 (FORBIDDEN)", "422 (UNPROCESSABLE ENTITY)")


def proof_box(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Confirme que es usted")


def prove(page: Page, password: str = PASSWORD, code: str = "") -> None:
    proof_box(page).get_by_label("Contraseña actual").fill(password)
    if code:
        proof_box(page).get_by_label("Código de la aplicación o de recuperación").fill(code)
    page.keyboard.press("Enter")


def open_old(dashboard: OpenDashboard, lab: Lab, account: Account, path: str, **options: object) -> Page:
    """Open a page in a session whose last proof is old."""
    page = dashboard(path, account=account, **options)
    with lab.app.app_context():
        age_proofs(account)
    return page


def test_a_result_is_released_after_the_proof(dashboard: OpenDashboard, lab: Lab, account: Account, rest: Api) -> None:
    patient = lab.account(Role.PATIENT)
    visit = book_appointment(rest, patientId=patient.id, scheduledAt="2027-01-04T15:00:00.000Z")
    result = order_result(rest, visit["id"], 1, content=make_pdf("uno"))
    page = open_old(dashboard, lab, account, f"/admin/results/{result['id']}", viewport=PHONE)
    page.locator("#release").click()
    answer_confirmation(page)
    field = proof_box(page).get_by_label("Contraseña actual")
    expect(field).to_be_focused()
    expect(proof_box(page).get_by_label("Código")).to_be_hidden()
    prove(page, "not the password")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(proof_box(page)).to_contain_text("No es la contraseña actual.")
    assert rest.get(f"/api/admin/results/{result['id']}")["status"] == "pending"
    prove(page)
    expect(proof_box(page)).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("Publicado.")
    expect(page.locator("#state-title")).to_contain_text("Listo")
    # The same proof is enough for what follows.
    page.goto(f"/admin/people/{patient.id}")
    expect_live(page)
    page.get_by_role("button", name="Desactivar").click()
    answer_confirmation(page)
    expect(page.locator("#person [data-active=false]")).to_be_visible()


def test_a_cancelled_proof_does_nothing(dashboard: OpenDashboard, lab: Lab, account: Account, rest: Api) -> None:
    patient = lab.account(Role.PATIENT)
    page = open_old(dashboard, lab, account, f"/admin/people/{patient.id}")
    button = page.get_by_role("button", name="Desactivar")
    for cancel in ("Escape", "Cancelar"):
        button.click()
        answer_confirmation(page)
        expect(proof_box(page)).to_be_visible()
        proof_box(page).get_by_label("Contraseña actual").fill("half of it")
        if cancel == "Escape":
            page.keyboard.press("Escape")
        else:
            proof_box(page).get_by_role("button", name=cancel).click()
        expect(proof_box(page)).to_have_count(0)
        expect(button).to_be_focused()
        expect(page.locator("#toasts")).to_contain_text(NOTHING)
    assert rest.get(f"/api/admin/users/{patient.id}")["active"] is True


def test_a_form_keeps_what_was_typed(dashboard: OpenDashboard, lab: Lab, account: Account, rest: Api) -> None:
    patient = lab.account(Role.PATIENT)
    page = open_old(dashboard, lab, account, f"/admin/people/{patient.id}")
    page.locator("#f-name").fill("Nombre que costó escribir")
    page.locator("#f-role").select_option("Medico")
    save_form(page)
    answer_confirmation(page)
    expect(proof_box(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#person [data-alert]")).to_have_text(NOTHING)
    expect(page.locator("#f-name")).to_have_value("Nombre que costó escribir")
    assert rest.get(f"/api/admin/users/{patient.id}")["role"] == "Paciente"
    save_form(page)
    answer_confirmation(page)
    prove(page)
    expect(page).to_have_url(re.compile("/admin/people$"))
    saved = rest.get(f"/api/admin/users/{patient.id}")
    assert (saved["name"], saved["role"]) == ("Nombre que costó escribir", "Medico")


def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(
    dashboard: OpenDashboard, lab: Lab, account: Account, console: Console
) -> None:
    console.allow("409 (CONFLICT)")
    patient = lab.account(Role.PATIENT)
    path = f"/api/admin/users/{patient.id}"
    colleague = lab.api(lab.account(Role.ADMIN))
    page = open_old(dashboard, lab, account, f"/admin/people/{patient.id}")
    page.locator("#f-email").fill("typed@lab.example")
    save_form(page)
    expect(proof_box(page)).to_be_visible()
    colleague.request("PATCH", path, {"phone": "555-555"})
    prove(page)
    # The version is the one that was on the screen.
    expect(page.locator("#conflict")).to_be_visible()
    assert colleague.get(path)["email"] == patient.email
    page.locator("#conflict").get_by_role("button", name="Guardar lo mío").click()
    expect(page.locator("#conflict")).to_be_hidden()
    expect(page).to_have_url(re.compile("/admin/people$"))
    assert (colleague.get(path)["email"], colleague.get(path)["phone"]) == ("typed@lab.example", "555-555")


def test_a_new_password_is_shown_after_the_proof(dashboard: OpenDashboard, lab: Lab, account: Account) -> None:
    patient = lab.account(Role.PATIENT)
    page = open_old(dashboard, lab, account, f"/admin/people/{patient.id}")
    page.get_by_role("button", name="Contraseña provisional").click()
    answer_confirmation(page)
    prove(page)
    shown = page.get_by_role("dialog", name="Contraseña provisional").locator("[data-password]").inner_text()
    answer = lab.api().request("POST", "/api/auth/login", {"email": patient.email, "password": shown})
    assert answer.json()["code"] == "new_password_required"


def test_a_password_that_was_just_typed_is_the_proof(dashboard: OpenDashboard, lab: Lab, account: Account) -> None:
    doctor = lab.account(Role.DOCTOR)
    enrol(lab.app.test_client(), doctor, Clock())
    page = open_old(dashboard, lab, account, f"/admin/people/{doctor.id}")
    page.get_by_role("button", name="Quitar verificación en dos pasos").click()
    box = page.get_by_role("dialog", name="Confirme su contraseña")
    box.get_by_label("Contraseña actual").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.locator("#password-again-error")).to_have_text("No es la contraseña actual.")
    box.get_by_label("Contraseña actual").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Quitar verificación en dos pasos")).to_have_count(0)
    expect(proof_box(page)).to_have_count(0)


def test_a_code_or_a_passkey_goes_with_the_password(dashboard: OpenDashboard, lab: Lab, account: Account) -> None:
    device = enrol(lab.app.test_client(), account, Clock())
    page = dashboard("/admin/account", account=account)
    key = add_authenticator(page)
    page.get_by_role("button", name="Agregar una llave de acceso").click()
    page.locator("#password-again-field").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Crear la llave").click()
    expect(page.get_by_role("strong").filter(has_text="Mi equipo")).to_be_visible()
    patient = lab.account(Role.PATIENT)

    def toggle(name: str) -> None:
        with lab.app.app_context():
            age_proofs(account)
        page.get_by_role("button", name=name).click()
        answer_confirmation(page)

    page.goto(f"/admin/people/{patient.id}")
    toggle("Desactivar")
    prove(page, code="000000")
    expect(proof_box(page)).to_contain_text("El código no es correcto, o ya se usó.")
    expect(proof_box(page).get_by_label("Código de la aplicación")).to_be_focused()
    prove(page, code=device.next_code())
    expect(page.locator("#person [data-active=false]")).to_be_visible()
    page.get_by_role("button", name="Activar").click()
    answer_confirmation(page)
    expect(page.locator("#person [data-active=true]")).to_be_visible()
    toggle("Desactivar")
    expect(proof_box(page)).to_contain_text("Déjelo vacío para usar su llave de acceso.")
    key.fail()
    prove(page)
    expect(proof_box(page).get_by_role("alert").filter(has_text="La llave no respondió")).to_be_visible()
    expect(page.locator("#person [data-active=true]")).to_be_visible()
    key.succeed()
    prove(page)
    expect(page.locator("#person [data-active=false]")).to_be_visible()


def test_sessions_are_listed_and_ended(dashboard: OpenDashboard, lab: Lab, account: Account, console: Console) -> None:
    console.allow("401 (UNAUTHORIZED)")
    patient = lab.account(Role.PATIENT)
    phone = lab.api()
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    phone.session.headers["User-Agent"] = agent
    phone.login(patient.email, PASSWORD)
    other = dashboard(f"/admin/people/{patient.id}")
    page = open_old(dashboard, lab, account, f"/admin/people/{patient.id}")
    part = page.get_by_role("region", name="Sesiones")
    lines = part.get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("Chrome · Android")
    expect(lines.first).to_contain_text("127.0.0.1")
    expect(lines.last).to_contain_text("Dispositivo desconocido")
    end = lines.first.get_by_role("button", name="Cerrar", description="Chrome · Android")
    end.click()
    answer_confirmation(page, yes=False)
    expect(lines).to_have_count(2)
    socket = lab.open(auth={"token": phone.token})
    socket.connected()
    end.click()
    answer_confirmation(page)
    prove(page)
    # On every screen, and the person's own at once.
    for one in (page, other):
        expect(one.get_by_role("region", name="Sesiones").get_by_role("listitem")).to_have_count(1)
    socket.wait_for("disconnect")
    # Whoever looks at them has read the person's data.
    read = lab.api(account).get(f"/api/admin/events?entityType=user&entityId={patient.id}&userId={account.id}")
    assert "user.read" in {entry["name"] for entry in read["items"]}
    part.get_by_role("button", name="Cerrar todas").click()
    answer_confirmation(page)
    expect(part).to_contain_text("No tiene ninguna sesión abierta.")
    expect(part.get_by_role("button")).to_have_count(0)
    expect(other.get_by_role("region", name="Sesiones")).to_contain_text("No tiene ninguna sesión abierta.")
    # A new sign-in shows when somebody comes back to the page.
    phone.login(patient.email, PASSWORD)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text("Chrome · Android")


def test_the_session_of_the_page_is_marked(dashboard: OpenDashboard, account: Account) -> None:
    page = dashboard(f"/admin/people/{account.id}", account=account)
    part = page.get_by_role("region", name="Sesiones")
    own = part.get_by_role("listitem").filter(has_text="esta sesión")
    expect(own).to_have_count(1)
    expect(own.get_by_role("button")).to_have_count(0)
    expect(part.get_by_role("button", name="Cerrar todas")).to_have_count(0)


def test_the_activity_says_whose_session_was_ended(
    dashboard: OpenDashboard, lab: Lab, account: Account, rest: Api
) -> None:
    patient = lab.account(Role.PATIENT, name="Ana Cerrada")
    page = dashboard("/admin", account=account)
    rest.delete(f"/api/admin/users/{patient.id}/sessions")
    expect(page.locator("#log")).to_contain_text("cerró una sesión de Ana Cerrada")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialog_is_for_everybody(lab: Lab, browser: Browser, console: Console, language: str) -> None:
    admin, patient = lab.account(Role.ADMIN), lab.account(Role.PATIENT)
    enrol(lab.app.test_client(), admin, Clock())
    with open_context_for_audit(browser, lab.server.url, language) as context:
        context.add_cookies(cookies_of(lab.open_dashboard(admin), lab.server.url))
        page = context.new_page()
        console.watch(page)
        page.goto(f"/admin/people/{patient.id}")
        with lab.app.app_context():
            age_proofs(admin)
        page.locator("#end-sessions").click()
        page.locator("#confirm [data-yes]").click()
        expect(page.locator("#reauthenticate-password")).to_be_focused()
        wrong = audit(page)
        page.locator("#reauthenticate-password").fill("not the password")
        page.locator("#reauthenticate-code").fill("000000")
        page.keyboard.press("Enter")
        expect(page.locator("#reauthenticate-password")).to_have_attribute("aria-invalid", "true")
        wrong += audit(page)
    assert not wrong, "\n".join(wrong)
