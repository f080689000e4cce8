"""Links for new passwords in the dashboard, which are shown once if the laboratory sends no mails."""

import re

import requests
from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, answer_confirmation
from tests.support.server import Server

NEW = "Una-clave-muy-nueva-1"


def test_without_a_mail_server_the_link_is_shown_once(dashboard: OpenDashboard, lab: Lab, server: Server) -> None:
    patient = lab.account(Role.PATIENT)
    page: Page = dashboard(f"/admin/people/{patient.id}")
    page.get_by_role("button", name="Enlace para nueva contraseña").click()
    expect(page.locator("#confirm")).to_contain_text("elija una contraseña nueva")
    answer_confirmation(page)
    box = page.get_by_role("dialog", name="Enlace para nueva contraseña")
    link = box.locator("[data-password]").inner_text()
    assert re.fullmatch(rf"{re.escape(server.url)}/nueva-contrasena#[\w-]{{43}}", link)
    # Escape does not close it: it cannot be shown again.
    page.keyboard.press("Escape")
    expect(box).to_be_visible()
    box.get_by_role("button", name="Ya lo entregué").click()
    expect(box).to_be_hidden()
    assert link not in page.content()
    expect(page.locator("#history")).to_contain_text("emitió un enlace para la contraseña de")

    body = {"token": link.partition("#")[2], "newPassword": NEW}
    assert requests.post(f"{server.url}/api/auth/password/reset", json=body, timeout=30).status_code == 204


def test_there_is_no_link_for_oneself_or_a_deactivated_account(
    dashboard: OpenDashboard, lab: Lab, account: Account
) -> None:
    gone = lab.account(Role.PATIENT, active=False)
    page = dashboard(f"/admin/people/{gone.id}")
    expect(page.get_by_role("button", name="Activar")).to_be_visible()
    expect(page.locator("[data-password-link]")).to_have_count(0)
    page = dashboard(f"/admin/people/{account.id}", account=account)
    expect(page.get_by_role("button", name="Desactivar")).to_be_visible()
    expect(page.locator("[data-password-link]")).to_have_count(0)


def test_the_sign_in_page_tells_whom_to_ask(dashboard: OpenDashboard, console: Console) -> None:
    # The page of a visitor who has not signed in.
    console.allow("403")
    page = dashboard("/admin/people")
    page.context.clear_cookies()
    page.goto(page.url)
    expect(page.locator("form").first).to_contain_text("Pida un enlace a otro administrador")
    expect(page.get_by_role("link", name="¿Olvidó su contraseña?")).to_have_count(0)
