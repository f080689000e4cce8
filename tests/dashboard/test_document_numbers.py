"""Proposed document numbers on the dashboard: found, checked, confirmed and declined, live."""

import pytest
from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.chromium import PHONE, Console
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, answer_confirmation
from tests.support.rest import Api


def propose(lab: Lab, account: Account, number: str | None) -> None:
    """Propose a document number as the user of an account."""
    lab.api(account).patch("/api/auth/me", {"documentNumber": number})


def press(page: Page, name: str) -> None:
    page.locator("#document").get_by_role("button", name=name).click()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}])
def test_a_proposal_appears_and_is_confirmed(
    dashboard: OpenDashboard, lab: Lab, rest: Api, options: dict[str, object]
) -> None:
    number = f"CONFIRMA-{len(options)}"
    patient = lab.account(Role.PATIENT, name="Sara Poma", document_number=f"ANTES-{len(options)}")
    page = dashboard(f"/admin/people/{patient.id}", **options)
    colleague = dashboard(f"/admin/people/{patient.id}")
    expect(page.locator("#document section")).to_have_count(0)
    propose(lab, patient, number)
    for one in (page, colleague):
        expect(one.locator("#document")).to_contain_text(number)
        expect(one.locator("#history")).to_contain_text("propuso un documento para Sara Poma")
    # A proposal is not the document of the account.
    expect(page.get_by_label("Documento", exact=True)).to_have_value(f"ANTES-{len(options)}")

    press(page, "Confirmar")
    question = page.locator("#confirm")
    for text in (
        "Sara Poma",
        number,
        "si ha visto su documento de identidad",
        f"Sustituye al documento ANTES-{len(options)}",
    ):
        expect(question).to_contain_text(text)
    answer_confirmation(page, yes=False)
    assert rest.get(f"/api/admin/users/{patient.id}")["proposedDocumentNumber"] == number
    press(page, "Confirmar")
    answer_confirmation(page)
    for one in (page, colleague):
        expect(one.locator("#document section")).to_have_count(0)
        expect(one.get_by_label("Documento", exact=True)).to_have_value(number)
        expect(one.locator("#history")).to_contain_text("confirmó el documento de Sara Poma")


def test_a_declined_proposal_leaves_the_document(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT, name="Luis Ayala", document_number="QUEDA-1")
    propose(lab, patient, "FUERA-1")
    page = dashboard(f"/admin/people/{patient.id}")
    press(page, "Rechazar")
    expect(page.locator("#confirm")).to_contain_text("¿Rechazar el documento FUERA-1 que propuso Luis Ayala?")
    answer_confirmation(page)
    expect(page.locator("#document section")).to_have_count(0)
    expect(page.locator("#history")).to_contain_text("rechazó el documento propuesto de Luis Ayala")
    now = rest.get(f"/api/admin/users/{patient.id}")
    assert (now["documentNumber"], now["proposedDocumentNumber"]) == ("QUEDA-1", None)


def test_the_page_names_who_has_the_number_and_who_wants_it(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    holder = lab.account(Role.PATIENT, name="Dueña Verdadera", document_number="OCUPADO-1")
    patient, rival = lab.account(Role.PATIENT), lab.account(Role.DOCTOR, name="Dr. También")
    for account in (patient, rival):
        propose(lab, account, "OCUPADO-1")
    page = dashboard(f"/admin/people/{patient.id}")
    box = page.locator("#document")
    expect(box.get_by_role("link", name="Dueña Verdadera")).to_have_attribute("href", f"/admin/people/{holder.id}")
    expect(box.get_by_role("link", name="Dr. También")).to_have_attribute("href", f"/admin/people/{rival.id}")
    expect(box.get_by_role("button", name="Confirmar")).to_have_count(0)
    # The number becomes free: the page shows it without a reload by the user.
    rest.patch(f"/api/admin/users/{holder.id}", {"documentNumber": None})
    rest.patch(f"/api/admin/users/{patient.id}", {"phone": "555-001"})
    expect(box.get_by_role("button", name="Confirmar")).to_be_visible()
    # The names of others that the page showed are on the record.
    shown = rest.get("/api/admin/events", entityType="user", perPage=200)["items"]
    listed = [one["after"]["ids"] for one in shown if one["name"] == "user.listed" and one["after"]]
    assert [holder.id, rival.id] in listed


def test_a_number_that_was_taken_meanwhile_is_refused_with_a_name(
    dashboard: OpenDashboard, lab: Lab, rest: Api, console: Console
) -> None:
    console.allow("409")
    patient, quick = lab.account(Role.PATIENT), lab.account(Role.PATIENT, name="Más Rápida")
    propose(lab, patient, "CARRERA-1")
    page = dashboard(f"/admin/people/{patient.id}")
    press(page, "Confirmar")
    # While the question is open, a colleague gives the number to another account.
    rest.patch(f"/api/admin/users/{quick.id}", {"documentNumber": "CARRERA-1"})
    answer_confirmation(page)
    expect(page.locator("#toasts")).to_contain_text(f"ya está confirmado en la cuenta de Más Rápida (n.º {quick.id})")
    expect(page.locator("#document").get_by_role("link", name="Más Rápida")).to_be_visible()


def test_a_proposal_that_changed_under_the_question_is_not_confirmed(
    dashboard: OpenDashboard, lab: Lab, rest: Api, console: Console
) -> None:
    console.allow("409")
    patient = lab.account(Role.PATIENT)
    propose(lab, patient, "VISTO-1")
    page = dashboard(f"/admin/people/{patient.id}")
    # Typed text keeps the page, and with it the question, while the proposal changes.
    page.get_by_label("Teléfono").fill("555")
    press(page, "Confirmar")
    propose(lab, patient, "NO-VISTO-1")
    expect(page.locator("#document")).to_contain_text("NO-VISTO-1")
    answer_confirmation(page)
    expect(page.locator("#toasts [data-kind]")).to_be_visible()
    now = rest.get(f"/api/admin/users/{patient.id}")
    assert (now["documentNumber"], now["proposedDocumentNumber"]) == (None, "NO-VISTO-1")
    page.get_by_label("Teléfono").fill("")


def test_the_list_filters_and_marks_open_proposals(dashboard: OpenDashboard, lab: Lab) -> None:
    patient = lab.account(Role.PATIENT, name="Filtrada Abierta")
    other = lab.account(Role.PATIENT, name="Filtrada Otra")
    page = dashboard("/admin/people?q=filtrada")
    row = page.locator(f"#user-{patient.id}")
    expect(row).to_be_visible()
    expect(row).not_to_contain_text("Documento por confirmar")
    propose(lab, patient, "LISTA-1")
    expect(row).to_contain_text("Documento por confirmar")
    # The column shows the confirmed number only.
    expect(row).not_to_contain_text("LISTA-1")
    page.get_by_label("Todos los documentos").select_option("true")
    expect(page.locator(f"#user-{other.id}")).to_have_count(0)
    expect(row).to_be_visible()
    page.get_by_label("Todos los documentos").select_option("false")
    expect(row).to_have_count(0)
    page.get_by_label("Todos los documentos").select_option("true")
    propose(lab, patient, None)
    expect(page.locator("#list")).to_contain_text("Ninguna cuenta coincide con la búsqueda.")


def test_open_proposals_wait_on_the_panel(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    for one in rest.get("/api/admin/users", documentProposed="true")["items"]:
        rest.post(
            f"/api/admin/users/{one['id']}/document-number/decline", {"documentNumber": one["proposedDocumentNumber"]}
        )
    page = dashboard("/admin")
    waiting = page.locator("#waiting")
    expect(waiting).not_to_contain_text("documento por confirmar")
    people = [lab.account(Role.PATIENT, name=f"Espera {number}") for number in range(6)]
    for number, person in enumerate(people):
        propose(lab, person, f"PANEL-{number}")
    # The oldest ones, and a link to all.
    expect(waiting.get_by_role("link", name="Espera")).to_have_count(5)
    expect(waiting).not_to_contain_text("Espera 5")
    waiting.get_by_role("link", name="Ver los 6 documentos por confirmar").click()
    expect(page.locator("#list tbody tr")).to_have_count(6)
    page.go_back()
    waiting.get_by_role("link", name="Espera 0").click()
    expect(page.locator("#document")).to_contain_text("PANEL-0")
    page.go_back()
    for number, person in enumerate(people):
        propose(lab, person, None)
        expect(waiting).not_to_contain_text(f"Espera {number}")
