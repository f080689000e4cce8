"""What the app says beforehand of a laboratory without mails that requires a second factor of its staff."""

import pytest
from playwright.sync_api import Browser, expect

from labapp.identity import Role
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp, expect_live, expect_status, sign_in_to_app
from tests.support.second_factors import Clock, enrol
from tests.support.texts import says

pytestmark = pytest.mark.presented


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {"ADMIN_SECOND_FACTOR": "required"}


def test_without_mails_the_laboratory_is_asked_for_a_link(app_page: OpenApp, lab: Lab) -> None:
    page = app_page("/entrar")
    page.get_by_role("link", name=says("¿Olvidó su contraseña?")).click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("[data-outcome]")).to_contain_text(
        says("El laboratorio no envía correos. Pídale en persona o por teléfono un enlace para elegir otra contraseña.")
    )
    assert page.get_by_role("button", name=says("Enviar el enlace")).count() == 0
    phones = [one["phone"] for one in lab.api().get("/api/locations")["items"] if one["phone"]]
    assert phones
    for phone in phones:
        expect(page.get_by_role("link", name=phone)).to_have_attribute("href", f"tel:{phone}")
    expect(page.locator("main")).to_contain_text(says("El personal lo pide a un administrador."))


def test_an_administrator_learns_what_is_missing(app_page: OpenApp, lab: Lab) -> None:
    admin = lab.account(Role.ADMIN)
    page = app_page("/catalogo", account=admin, live=False)
    note = page.locator("[data-missing-factor]")
    expect(note).to_contain_text(
        says(
            "Su cuenta tiene que usar la verificación en dos pasos. Actívela en el panel; hasta entonces aquí "
            "no llega ningún cambio."
        )
    )
    expect_status(page, "incomplete")
    expect(note.get_by_role("link", name=says("Ir al panel"))).to_have_attribute("href", "/admin/account")
    enrol(lab.app.test_client(), admin, Clock())
    expect_live(page)
    expect(note).to_be_hidden()


def test_others_need_none(app_page: OpenApp, lab: Lab) -> None:
    page = app_page("/citas", account=lab.account(Role.PATIENT))
    expect(page.locator("[data-missing-factor]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_notes_are_for_everybody(lab: Lab, browser: Browser, console: Console, language: str) -> None:
    console.allow("Service Worker registration blocked")
    with open_context_for_audit(browser, lab.server.url, language, service_workers="block") as context:
        sign_in_to_app(context, lab.account(Role.ADMIN), lab.server.url)
        page = context.new_page()
        console.watch(page)
        page.goto("/contrasena-olvidada")
        expect(page.locator("[data-outcome]")).to_be_visible()
        expect(page.locator("[data-missing-factor]")).to_be_visible()
        assert not audit(page)
