"""Erasures on the dashboard: requested, declined with a reason, carried out with the typed name, live."""

import re

import pytest
from playwright.sync_api import expect

from labapp.identity import Role
from tests.support.accounts import PASSWORD
from tests.support.chromium import PHONE, Console
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard
from tests.support.rest import Api

REQUEST = "/api/auth/me/erasure-request"


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}])
def test_a_request_is_declined_and_then_carried_out(
    dashboard: OpenDashboard, lab: Lab, rest: Api, console: Console, options: dict[str, object]
) -> None:
    console.allow("422")
    patient = lab.account(Role.PATIENT, name="Sara Poma")
    own = lab.api(patient)
    page, panel = dashboard(f"/admin/people/{patient.id}", **options), dashboard("/admin")
    colleague = dashboard(f"/admin/people/{patient.id}")
    expect(page.locator("#erasure section")).to_have_count(0)
    own.post(REQUEST, {"currentPassword": PASSWORD})
    expect(panel.locator("#waiting")).to_contain_text("pide suprimir sus datos")
    card = page.locator("#erasure section")
    expect(card).to_contain_text("0 resultados sin publicar")
    card.get_by_role("button", name="Rechazar").click()
    dialog = page.locator("#decline-erasure")
    dialog.get_by_label("Motivo, que Sara Poma verá").fill("Tiene un resultado pendiente.")
    dialog.get_by_role("button", name="Rechazar").click()
    for one in (page, colleague):
        expect(one.locator("#erasure section")).to_have_count(0)
    assert own.get(REQUEST)["reason"] == "Tiene un resultado pendiente."
    own.post(REQUEST, {"currentPassword": PASSWORD})
    card.get_by_role("button", name="Suprimir sus datos").click()
    dialog = page.locator("#erase-person")
    expect(dialog).to_contain_text("Suprimir los datos de Sara Poma")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    name = dialog.get_by_label("Escriba el nombre de la persona: Sara Poma")
    name.fill("Otra Persona")
    dialog.get_by_role("button", name="Suprimir para siempre").click()
    expect(dialog).to_contain_text("No es el nombre de esta cuenta.")
    name.fill("Sara Poma")
    dialog.get_by_role("button", name="Suprimir para siempre").click()
    for one in (page, colleague):
        expect(one).to_have_url(re.compile("/admin/people$"))
        expect(one.locator("#list")).not_to_contain_text("Sara Poma")
    expect(panel.locator("#waiting")).not_to_contain_text("Sara Poma")
    assert rest.get("/api/admin/erasure-requests")["items"][0]["status"] == "done"


def test_only_patients_have_the_button(dashboard: OpenDashboard, lab: Lab) -> None:
    doctor, patient = lab.account(Role.DOCTOR), lab.account(Role.PATIENT)
    page = dashboard(f"/admin/people/{doctor.id}")
    expect(page.get_by_role("button", name="Suprimir sus datos")).to_have_count(0)
    page.goto(f"/admin/people/{patient.id}")
    page.get_by_role("button", name="Suprimir sus datos").click()
    page.keyboard.press("Escape")
    expect(page.locator("#erase-person")).to_be_hidden()
