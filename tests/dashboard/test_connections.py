"""The page of connections: it follows connects and disconnects, and can close each socket."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live
from tests.support.rest import Api


@pytest.fixture(autouse=True)
def _nobody_left(lab: Lab) -> Iterator[None]:
    yield
    lab.close_clients()


def of(page: Page, account: Account) -> Locator:
    """Return the rows of an account."""
    return page.locator(f'#list [data-user="{account.id}"]')


def sid_of(row: Locator) -> str:
    sid = row.get_attribute("data-key")
    assert sid
    return sid


def test_a_second_browser_appears_and_disappears(dashboard: OpenDashboard, lab: Lab) -> None:
    other = lab.account(Role.ADMIN, name="Olga Segunda")
    page = dashboard("/admin/connections")
    administrators = page.locator('[data-role="Administrador"]')
    # Sockets of earlier tests may still be disconnecting.
    expect(administrators).to_have_text("1")
    expect(of(page, other)).to_have_count(0)
    second = dashboard(account=other)
    shown = of(page, other)
    expect(shown.get_by_role("link", name="Olga Segunda")).to_have_attribute("href", f"/admin/people/{other.id}")
    expect(shown).to_contain_text("Administrador")
    expect(shown.locator(".socket")).to_have_count(1)
    expect(shown).to_contain_text("127.0.0.1")
    expect(shown.locator("[data-transport]")).to_have_text("websocket")
    expect(shown.locator("time")).to_have_text(re.compile("^(ahora|hace)"))
    expect(administrators).to_have_text("2")
    second.context.close()
    expect(of(page, other)).to_have_count(0)
    expect(administrators).to_have_text("1")


def test_the_screens_of_one_person_stand_together(dashboard: OpenDashboard, lab: Lab) -> None:
    patient = lab.account(Role.PATIENT, name="Paula Dos Pantallas")
    page = dashboard("/admin/connections")
    lab.connect(patient)
    lab.connect(patient, transports=["polling"])
    expect(of(page, patient).locator(".socket")).to_have_count(2)
    expect(of(page, patient).locator("[data-transport]")).to_have_text(["websocket", "polling"])
    lab.close_clients()
    expect(of(page, patient)).to_have_count(0)


def test_what_was_opened_and_the_focus_stay_while_others_come_and_go(dashboard: OpenDashboard, lab: Lab) -> None:
    doctor, patient = lab.account(Role.DOCTOR), lab.account(Role.PATIENT, name="Pedro Llega Después")
    lab.connect(doctor)
    page = dashboard("/admin/connections")
    details = of(page, doctor).locator("details")
    expect(details.locator("ul")).to_be_hidden()
    details.locator("summary").click()
    expect(details).to_contain_text(f"user:{doctor.id}")
    button = of(page, doctor).get_by_role("button", name="Cerrar")
    button.focus()
    lab.connect(patient)
    expect(of(page, patient)).to_be_visible()
    expect(details.locator("ul")).to_be_visible()
    expect(button).to_be_focused()
    # A closed socket stays closed.
    details.locator("summary").click()
    lab.connect(lab.account(Role.PATIENT, name="Otro Más"))
    expect(page.get_by_role("link", name="Otro Más")).to_be_visible()
    expect(details.locator("ul")).to_be_hidden()


def test_filters_by_role_and_name(dashboard: OpenDashboard, lab: Lab) -> None:
    patient = lab.account(Role.PATIENT, name="Íñigo Búsqueda")
    doctor = lab.account(Role.DOCTOR, name="Doctora Búsqueda")
    for account in (patient, doctor):
        lab.connect(account)
    page = dashboard("/admin/connections")
    page.get_by_label("Buscar").fill("busqueda")
    expect(page.locator("#list [data-user]")).to_have_count(2)
    page.get_by_label("Todos los roles").select_option("Paciente")
    expect(page.locator("#list [data-user]")).to_have_count(1)
    expect(of(page, patient)).to_be_visible()
    expect(page).to_have_url(re.compile("role=Paciente"))
    # The counts include all roles.
    expect(page.locator('[data-role="Medico"]')).to_have_text("1")
    page.get_by_label("Buscar").fill(doctor.email)
    expect(page.get_by_text("Ninguna persona conectada coincide")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Buscar")).to_have_value(doctor.email)
    page.get_by_label("Todos los roles").select_option("")
    expect(of(page, doctor)).to_be_visible()


def test_closing_anothers_socket_is_asked_first_and_the_other_comes_back(dashboard: OpenDashboard, lab: Lab) -> None:
    other = lab.account(Role.ADMIN, name="Otra Administradora")
    second = dashboard(account=other)
    page = dashboard("/admin/connections")
    row = of(page, other).locator(".socket")
    sid = sid_of(row)
    button = row.get_by_role("button", name="Cerrar la conexión de Otra Administradora")
    button.click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Otra Administradora")
    question.locator("[data-no]").click()
    expect(page.locator(f"#socket-{sid}")).to_be_visible()
    button.click()
    question.locator("[data-yes]").click()
    expect(page.locator("#toasts")).to_contain_text("Conexión cerrada.")
    expect(page.locator(f"#socket-{sid}")).to_have_count(0)
    # The session is still valid: the page is live again on a new socket.
    expect(of(page, other).locator(".socket")).to_have_count(1)
    expect_live(second)
    assert sid_of(of(page, other).locator(".socket")) != sid


def test_a_patients_socket_is_closed(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    patient = lab.account(Role.PATIENT)
    client = lab.connect(patient)
    page = dashboard("/admin/connections")
    of(page, patient).get_by_role("button", name="Cerrar").click()
    page.locator("#confirm [data-yes]").click()
    expect(of(page, patient)).to_have_count(0)
    client.wait_for("disconnect")
    newest: dict[str, Any] = rest.get("/api/admin/events", entityType="connection")["items"][0]
    assert (newest["name"], newest["entityId"]) == ("connection.closed", patient.id)


def test_ones_own_socket_is_marked_and_closing_it_is_warned_of(dashboard: OpenDashboard, lab: Lab) -> None:
    account = lab.account(Role.ADMIN, name="Yo Misma")
    dashboard(account=account)
    page = dashboard("/admin/connections", account=account)
    expect(of(page, account).locator(".socket")).to_have_count(2)
    own = of(page, account).locator(".socket", has=page.locator("[data-own]:visible"))
    expect(own).to_have_count(1)
    expect(own.locator("[data-own]")).to_have_text("esta página")
    sid = sid_of(own)
    assert page.locator("#connection").get_attribute("data-sid") == sid
    own.get_by_role("button", name="Cerrar").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Es la conexión de esta página")
    question.locator("[data-yes]").click()
    expect(page.locator(f"#socket-{sid}")).to_have_count(0)
    expect_live(page)
    expect(own).to_have_count(1)
    assert sid_of(own) == page.locator("#connection").get_attribute("data-sid") != sid


def test_a_socket_that_is_gone_already_is_said_so(dashboard: OpenDashboard, lab: Lab, console: Any) -> None:
    console.allow("404")
    patient = lab.account(Role.PATIENT)
    lab.connect(patient)
    page = dashboard("/admin/connections")
    of(page, patient).get_by_role("button", name="Cerrar").click()
    lab.close_clients()
    # The dialog stays open while the list is refreshed behind it.
    expect(of(page, patient)).to_have_count(0)
    page.locator("#confirm [data-yes]").click()
    expect(page.locator('#toasts [data-kind="error"]')).to_contain_text("Esa conexión ya no existe.")


def test_it_works_on_a_phone(dashboard: OpenDashboard, lab: Lab) -> None:
    lab.connect(lab.account(Role.PATIENT, name="Un Nombre Que Es Bastante Largo Para Un Teléfono"))
    page = dashboard("/admin/connections", viewport={"width": 390, "height": 844})
    expect(page.locator("#list .socket")).not_to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
