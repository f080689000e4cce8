"""A forgotten password in the app: the request, the mail, the new password, and links that no longer work."""

import re
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import expect

from labapp.identity import Role
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.mail_server import MailServer, text_of
from tests.support.pages import OpenApp
from tests.support.rest import UNLIMITED

NEW = "Una-clave-muy-nueva-1"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def settings(mails: MailServer) -> dict[str, str]:
    mail = {"SMTP_URL": mails.url, "MAIL_FROM": "lab@lab.example", "PUBLIC_URL": "https://lab.example"}
    return mail | {"RATE_LIMITS": UNLIMITED}


def test_a_forgotten_password_is_replaced_by_mail(
    app_page: OpenApp, lab: Lab, mails: MailServer, console: Console
) -> None:
    console.allow("401", "422")
    patient = lab.account(Role.PATIENT)
    page = app_page("/entrar", viewport=PHONE)
    page.get_by_role("link", name="¿Olvidó su contraseña?").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("Correo").fill(patient.email)
    page.get_by_role("button", name="Enviar el enlace").click()
    expect(page.locator("[data-outcome]")).to_contain_text("Si hay una cuenta con ese correo")
    expect(page.locator("[data-outcome]")).to_be_focused()

    found = re.search(r"https://lab\.example(/nueva-contrasena#\S+)", text_of(mails.next(patient.email)))
    assert found is not None
    page.goto(lab.server.url + found[1])
    field = page.get_by_label("Contraseña nueva")
    expect(page).to_have_url(re.compile("/nueva-contrasena$"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    field.fill("corta")
    page.get_by_role("button", name="Guardar la contraseña").click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Mostrar la contraseña").check()
    expect(field).to_have_attribute("type", "text")
    field.fill(NEW)
    page.get_by_role("button", name="Guardar la contraseña").click()
    expect(page.locator("[data-outcome]")).to_contain_text("La contraseña está cambiada.")

    dashboard = page.get_by_role("link", name="Soy del personal").get_attribute("href") or ""
    # The sign-in page of the dashboard, which leads to the request as well.
    door = requests.get(lab.server.url + dashboard, timeout=30)
    assert door.status_code == 403
    assert 'href="/contrasena-olvidada"' in door.text

    page.get_by_role("link", name="Entrar", exact=True).last.click()
    page.get_by_label("Correo").fill(patient.email)
    page.get_by_label("Contraseña").fill(NEW)
    page.get_by_role("button", name="Entrar").click()
    expect(page).to_have_url(re.compile("/citas$"))

    page.goto(lab.server.url + found[1])
    page.get_by_label("Contraseña nueva").fill(NEW + "2")
    page.get_by_role("button", name="Guardar la contraseña").click()
    expect(page.locator("[data-outcome]")).to_contain_text("Este enlace ya no sirve")
    page.get_by_role("link", name="Pedir otro enlace").click()
    expect(page.get_by_label("Correo")).to_be_visible()


def test_a_page_without_a_link_leads_to_the_request(app_page: OpenApp) -> None:
    page = app_page("/nueva-contrasena")
    expect(page.locator("[data-outcome]")).to_contain_text("Este enlace ya no sirve")
    page.get_by_role("link", name="Pedir otro enlace").click()
    expect(page).to_have_url(re.compile("/contrasena-olvidada$"))
