"""What the app refuses is explained where it was asked for, and its notices leave the booking form alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.accounts import PASSWORD
from tests.support.chromium import Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp
from tests.support.rest import Api
from tests.support.texts import says

pytestmark = pytest.mark.presented

# The texts of the controls that notices cover.
COVERED = """(controls) => {
  const notices = [...document.querySelectorAll("#toasts [data-kind]")].map((one) => one.getBoundingClientRect());
  const isUnder = (one) => notices.some((notice) => one.left < notice.right && notice.left < one.right
    && one.top < notice.bottom && notice.top < one.bottom);
  return controls.filter((one) => isUnder(one.getBoundingClientRect())).map((one) => one.textContent.trim());
}"""
NAME_FAULT = "Escriba el nombre con letras, en una sola línea."
PHONE_FAULT = "Escriba un teléfono de 6 a 15 cifras, como +51 987 654 321."


@pytest.fixture(scope="module")
def locations_have_hours() -> bool:
    return True


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def test_a_notice_covers_neither_the_total_nor_the_button_of_the_booking_form(
    app_page: OpenApp, lab: Lab, rest: Api
) -> None:
    page = app_page("/citas/nueva", account=lab.account(Role.PATIENT))
    page.locator("[name=location]").first.check()
    page.locator("[name=day]:enabled").nth(1).check()
    page.locator("[name=time]:enabled").first.check()
    page.locator("[name=exam]").first.check()
    rest.post("/api/admin/messages", {"type": "warning", "message": "Mañana abrimos a las nueve"})
    expect(page.locator("#toasts [data-kind]")).to_be_visible()
    button = page.locator(".sum button")
    button.focus()
    assert page.locator("#total, .sum button").evaluate_all(COVERED) == []
    expect(button).to_be_in_viewport(ratio=1)
    # At the end of the page the bar lies over nothing, which the check of the size of targets needs.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")


def test_a_refusal_says_how_long_to_wait(app_page: OpenApp, lab: Lab, console: Console) -> None:
    console.allow("429")
    patient = lab.account(Role.PATIENT)
    for _ in range(5):
        assert lab.api(patient).request("GET", "/api/auth/me/export").status_code == 200
    page = app_page("/cuenta", account=patient)
    card = page.get_by_role("region", name=says("Una copia de mis datos"))
    card.get_by_role("button").first.click()
    wait = says("Inténtelo de nuevo %(when)s.", when="WHEN").replace("WHEN", r".*\d+ \w+")
    expect(card.get_by_role("alert")).to_have_text(re.compile(f"{re.escape(says('Demasiados intentos.'))} {wait}"))


def test_the_icon_that_a_browser_looks_for_is_there(app_page: OpenApp) -> None:
    # An error in the console would fail the test as well.
    page = app_page("/catalogo")
    assert page.evaluate("fetch('/favicon.ico').then(({ status }) => status)") == 200


def test_a_name_and_a_phone_are_checked_at_their_fields(app_page: OpenApp, lab: Lab, console: Console) -> None:
    console.allow("422")
    page = app_page("/cuenta", account=lab.account(Role.PATIENT))
    fill(page, name="12345", phone="abc")
    page.get_by_role("button", name=says("Guardar los datos")).click()
    expect(page.locator("#name-fault")).to_have_text(says(NAME_FAULT))
    expect(page.locator("#phone-fault")).to_have_text(says(PHONE_FAULT))
    expect(page.locator("[name=name]")).to_be_focused()
    new = app_page("/registro")
    fill(new, name="12345", email="rosa@lab.example", password="Una-clave-larga-1")
    new.get_by_role("button", name=says("Crear una cuenta")).click()
    expect(new.locator("#name-fault")).to_have_text(says(NAME_FAULT))
    expect(new.locator("[name=name]")).to_be_focused()


def test_a_deactivated_account_is_told_so_after_the_right_password(
    app_page: OpenApp, lab: Lab, rest: Api, console: Console
) -> None:
    console.allow("401", "403")
    patient = lab.account(Role.PATIENT)
    rest.post(f"/api/admin/users/{patient.id}/deactivate", None)
    page = app_page("/entrar")
    told = says("El laboratorio desactivó esta cuenta. Comuníquese con el laboratorio.")
    fill(page, email=patient.email, password=PASSWORD)
    page.get_by_role("button", name=says("Entrar")).click()
    expect(page.get_by_role("alert").filter(has_text=told)).to_be_visible()
