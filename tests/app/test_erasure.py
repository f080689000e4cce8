"""The erasure of one's data in the app: requested with the password, withdrawn, declined, and carried out, live."""

from playwright.sync_api import expect

from labapp.identity import Role
from tests.support.accounts import PASSWORD
from tests.support.chromium import PHONE, Console
from tests.support.lab import Lab
from tests.support.pages import OpenApp, expect_live
from tests.support.rest import Api


def test_a_patient_requests_withdraws_and_is_erased(app_page: OpenApp, lab: Lab, rest: Api, console: Console) -> None:
    console.allow("422", "401")
    patient = lab.account(Role.PATIENT, name="Ana Peña")
    page = app_page("/cuenta", account=patient, viewport=PHONE)
    expect_live(page)
    card = page.get_by_role("region", name="Suprimir mis datos")
    for text in ("Se borran su cuenta", "La ley obliga a conservar", "No se puede deshacer"):
        expect(card).to_contain_text(text)

    def ask(password: str) -> None:
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Contraseña actual").fill(password)
        dialog.get_by_role("button", name="Continuar").click()

    card.get_by_role("button", name="Pedir la supresión").click()
    ask("wrong")
    expect(page.get_by_role("dialog")).to_contain_text("No es la contraseña actual.")
    ask(PASSWORD)
    expect(card).to_contain_text("pendiente del laboratorio")
    card.get_by_role("button", name="Retirar la solicitud").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirar la solicitud").click()
    expect(card.get_by_role("button", name="Pedir la supresión")).to_be_visible()

    card.get_by_role("button", name="Pedir la supresión").click()
    ask(PASSWORD)
    expect(card).to_contain_text("pendiente del laboratorio")
    rest.post(f"/api/admin/erasure-requests/{patient.id}/decline", {"reason": "Falta su resultado."})
    expect(card).to_contain_text("El laboratorio no suprimió sus datos: Falta su resultado.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rest.post(f"/api/admin/users/{patient.id}/erase", {"name": "Ana Peña"})
    expect(page.get_by_text("El laboratorio suprimió sus datos, como usted pidió.")).to_be_visible()
    expect(page.get_by_text("Ana Peña")).to_have_count(0)


def test_a_doctor_has_no_such_card(app_page: OpenApp, lab: Lab) -> None:
    doctor = lab.account(Role.DOCTOR)
    page = app_page("/cuenta", account=doctor)
    expect(page.get_by_role("region", name="Una copia de mis datos")).to_be_visible()
    expect(page.get_by_role("region", name="Suprimir mis datos")).to_have_count(0)
