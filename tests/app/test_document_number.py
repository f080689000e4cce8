"""The document number in the app: proposed by the user, confirmed or declined by the laboratory, live."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import DESKTOP, PHONE, Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp, expect_live
from tests.support.rest import Api

WAITING = "pendiente de confirmar por el laboratorio"


def send(page: Page, number: str) -> None:
    page.locator("[name=documentNumber]").fill(number)
    page.get_by_role("button", name="Enviar al laboratorio").click()


def decide(rest: Api, account: Account, verb: str, number: str) -> None:
    rest.post(f"/api/admin/users/{account.id}/document-number/{verb}", {"documentNumber": number})


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR])
def test_a_proposal_waits_until_it_is_confirmed(app_page: OpenApp, lab: Lab, rest: Api, role: Role) -> None:
    account, number = lab.account(role), uuid4().hex[:8]
    page = app_page("/cuenta", account=account, viewport=PHONE)
    elsewhere = page.context.new_page()
    elsewhere.goto("/cuenta")
    expect_live(elsewhere)
    expect(page.get_by_text("El laboratorio todavía no ha confirmado su documento.")).to_be_visible()
    send(page, number)
    for one in (page, elsewhere):
        expect(one.locator("#proposal")).to_contain_text(number)
        expect(one.locator("#proposal")).to_contain_text(WAITING)
    expect(page.locator("[name=documentNumber]")).to_have_value("")
    # The user's own action is announced once.
    expect(page.locator("#toasts [data-kind]")).to_have_count(1)
    decide(rest, account, "confirm", number)
    for one in (page, elsewhere):
        expect(one.locator("#proposal")).to_have_count(0)
        expect(one.locator("#confirmed-document")).to_contain_text(number)
        expect(one.locator("#confirmed-document")).to_contain_text("confirmado por el laboratorio")
        expect(one.locator("#toasts")).to_contain_text("El laboratorio confirmó su documento.")
    page.get_by_role("link", name="Avisos").click()
    expect(page.get_by_text("El laboratorio confirmó su documento.").first).to_be_visible()


def test_a_declined_proposal_is_said(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    account = lab.account(Role.PATIENT, document_number=f"A{uuid4().hex[:8]}")
    number = uuid4().hex[:8]
    page = app_page("/cuenta", account=account)
    send(page, number)
    expect(page.locator("#proposal")).to_contain_text(WAITING)
    decide(rest, account, "decline", number)
    expect(page.locator("#proposal")).to_have_count(0)
    expect(page.locator(".note-warning")).to_contain_text("El laboratorio no confirmó el número que usted envió.")
    expect(page.locator("#toasts")).to_contain_text("El laboratorio no confirmó el documento que usted envió.")
    expect(page.locator("#confirmed-document")).to_be_visible()
    # A later one is another matter.
    send(page, "otro")
    expect(page.locator("#proposal")).to_contain_text("otro")
    expect(page.locator(".note-warning")).to_have_count(0)
    page.get_by_role("link", name="Avisos").click()
    expect(page.get_by_text("El laboratorio no confirmó el documento que usted envió.").first).to_be_visible()


def test_a_proposal_is_withdrawn_after_a_question(app_page: OpenApp, lab: Lab, rest: Api) -> None:
    own = f"B{uuid4().hex[:8]}"
    account = lab.account(Role.PATIENT, document_number=own)
    page = app_page("/cuenta", account=account)
    send(page, "retirable")
    page.get_by_role("button", name="Retirar la propuesta").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("retirable")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert rest.get(f"/api/admin/users/{account.id}")["proposedDocumentNumber"] == "retirable"
    page.get_by_role("button", name="Retirar la propuesta").click()
    dialog.get_by_role("button", name="Retirar la propuesta").click()
    expect(page.locator("#proposal")).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("La propuesta está retirada.")
    # The confirmed number is nothing to confirm.
    send(page, own)
    expect(page.locator("#toasts")).to_contain_text("El laboratorio ya tiene confirmado ese número.")
    expect(page.locator("#proposal")).to_have_count(0)
    # A change of the other data leaves the document alone.
    page.locator("[name=phone]").fill("555-1234")
    page.get_by_role("button", name="Guardar los datos").click()
    expect(page.locator("#toasts")).to_contain_text("Los datos están guardados.")
    assert rest.get(f"/api/admin/users/{account.id}")["documentNumber"] == own


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_new_account_says_that_its_document_waits(app_page: OpenApp, lab: Lab, viewport: dict[str, int]) -> None:
    # A number that somebody has: nothing tells it.
    number = f"C{uuid4().hex[:8]}"
    lab.account(Role.PATIENT, document_number=number)
    page = app_page("/registro", viewport=viewport)
    values = {"name": "Eva", "email": f"{uuid4().hex}@lab.example", "password": "Una-clave-larga-1"}
    for name, value in (values | {"documentNumber": number}).items():
        page.locator(f"[name={name}]").fill(value)
    expect(page.locator("#documentNumber-hint")).to_contain_text("El laboratorio lo confirma")
    page.get_by_role("button", name="Crear una cuenta").click()
    expect_live(page)
    page.get_by_role("navigation").get_by_role("link", name="Cuenta").click()
    expect(page.locator("#proposal")).to_contain_text(number)
    expect(page.locator("#proposal")).to_contain_text(WAITING)


def test_too_many_proposals_are_refused_in_place(app_page: OpenApp, lab: Lab, console: Console) -> None:
    console.allow("429", "422")
    account = lab.account(Role.PATIENT)
    for number in range(5):
        lab.api(account).patch("/api/auth/me", {"documentNumber": str(number)})
    page = app_page("/cuenta", account=account)
    send(page, "6")
    card = page.locator("section", has=page.locator("#document-title"))
    expect(card.get_by_role("alert")).to_contain_text("Demasiados intentos")
    expect(page.locator("#proposal")).to_contain_text("4")
    expect(page.locator("[name=documentNumber]")).to_have_value("6")
