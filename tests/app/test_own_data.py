"""The copy of one's own data in the app: on a phone, with progress, its failures, and when the session ends."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import PHONE, Console
from tests.support.lab import Lab
from tests.support.own_data import OwnDataFile
from tests.support.pages import OpenApp
from tests.support.rest import Api

EXPORT = "**/api/auth/me/export"


@pytest.fixture
def patient(lab: Lab) -> Account:
    return lab.account(Role.PATIENT, name="Ana Peña")


def button(page: Page) -> None:
    page.get_by_role("button", name="Descargar mis datos").click()


def test_a_patient_saves_a_copy_on_a_phone(app_page: OpenApp, patient: Account) -> None:
    page = app_page("/cuenta", account=patient, viewport=PHONE)
    button(page)
    card = page.get_by_role("region", name="Una copia de mis datos")
    expect(card.get_by_role("status")).to_contain_text("Sus datos están listos")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as started:
        card.get_by_role("link", name="Guardar").click()
    assert started.value.suggested_filename.startswith(f"datos-{patient.id}-")
    found = OwnDataFile(Path(started.value.path()).read_bytes())
    assert found.document["account"]["name"] == "Ana Peña"
    page.goto("/avisos")
    expect(page.get_by_text("Descargó una copia de sus datos.")).to_be_visible()


def test_progress_and_a_lost_connection(app_page: OpenApp, patient: Account, console: Console) -> None:
    console.allow("ERR_FAILED", "ERR_CONNECTION_RESET", "Failed to load")
    page = app_page("/cuenta", account=patient)
    held: list[Route] = []
    page.route(EXPORT, lambda route: held.append(route))
    with page.expect_request(EXPORT):
        button(page)
    card = page.get_by_role("region", name="Una copia de mis datos")
    expect(card.get_by_role("progressbar", name="Preparando sus datos")).to_be_visible()
    held[0].abort("connectionreset")
    expect(card.get_by_role("alert")).to_contain_text("La descarga se interrumpió")
    page.unroute(EXPORT)
    button(page)
    expect(card.get_by_role("link", name="Guardar")).to_be_visible()
    expect(card.get_by_role("alert")).to_have_count(0)


def test_the_limit_of_a_day_is_explained(app_page: OpenApp, patient: Account, console: Console, lab: Lab) -> None:
    console.allow("429")
    api = lab.api(patient)
    for _ in range(5):
        assert api.request("GET", "/api/auth/me/export").status_code == 200
    page = app_page("/cuenta", account=patient)
    button(page)
    expect(page.get_by_role("region", name="Una copia").get_by_role("alert")).to_contain_text("Demasiados intentos")


def test_nothing_of_it_is_left_when_the_session_ends(app_page: OpenApp, patient: Account, rest: Api) -> None:
    page = app_page("/cuenta", account=patient)
    button(page)
    link = page.get_by_role("link", name="Guardar")
    expect(link).to_be_visible()
    address = link.get_attribute("href")
    page.evaluate("window.revoked = []; URL.revokeObjectURL = (url) => window.revoked.push(url)")
    page.get_by_role("button", name="Salir", exact=True).click()
    expect(link).to_have_count(0)
    assert address in page.evaluate("window.revoked")
