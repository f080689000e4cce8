"""Leaving a form: it asks before something is lost, and leads back to the list as it was left."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from labapp.identity import Role
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live, follow_menu, save_form
from tests.support.rest import Api
from tests.support.rest_steps import create_record, numbers
from tests.support.texts import says

pytestmark = pytest.mark.presented

# The pages of new records, and a field of each.
NEW = {
    "/admin/exams/new": "#f-name",
    "/admin/packages/new": "#f-name",
    "/admin/categories/new": "#f-description",
    "/admin/locations/new": "#f-schedule-mon",
    "/admin/people/new": "#f-password",
    "/admin/appointments/new": "#f-notes",
}


def answer_dialogs(page: Page, *, leave: bool) -> Callable[[], int]:
    """Answer the questions of the browser before it leaves the page; return a function that counts them."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if leave:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return lambda: len(asked)


@pytest.mark.parametrize(("path", "field"), NEW.items())
def test_a_new_record_is_not_thrown_away_without_a_question(dashboard: OpenDashboard, path: str, field: str) -> None:
    page = dashboard(path)
    count = answer_dialogs(page, leave=False)
    back = page.get_by_role("link", name=says("Volver"))
    page.locator(field).fill("Lo que costó escribir")
    back.click()
    follow_menu(page, says("Panel"))
    assert count() == 2
    expect(page.locator(field)).to_have_value("Lo que costó escribir")
    # As it was before, there is nothing to lose.
    page.locator(field).fill("")
    back.click()
    expect(page).to_have_url(re.compile(f"{path.removesuffix('/new')}$"))
    assert count() == 2


def test_a_message_that_was_sent_is_not_asked_about(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/messages")
    count = answer_dialogs(page, leave=True)
    page.get_by_label(says("Para")).select_option(str(Role.DOCTOR))
    page.get_by_label(says("Texto")).fill("Mañana no hay correo.")
    page.get_by_role("button", name=says("Enviar")).click()
    page.locator("#confirm [data-yes]").click()
    expect(page.locator("#toasts")).to_contain_text(says("Mensaje enviado."))
    expect(page.get_by_label(says("Texto"))).to_have_value("")
    page.reload()
    expect_live(page)
    assert count() == 0
    page.get_by_label(says("Texto")).fill("Mañana")
    page.reload()
    expect_live(page)
    assert count() == 1


def test_the_list_is_found_again_as_it_was_left(dashboard: OpenDashboard, rest: Api) -> None:
    group = create_record(rest, "categories")
    exams = [create_record(rest, "exams", categoryId=group["id"], name=f"Vuelta {number}") for number in range(3)]
    page = dashboard(f"/admin/exams?q=vuelta&categoryId={group['id']}&sort=-name&perPage=1")
    for number in (2, 3):
        page.get_by_role("link", name=says("Siguiente")).click()
        expect(page.locator(".page-item.active")).to_contain_text(f"{number} / 3")
    left = page.url
    assert all(part in left for part in ("q=vuelta", f"categoryId={group['id']}", "sort=", "page=3"))
    last = page.locator("tbody tr[data-key]")
    name = last.get_by_role("link").inner_text()
    assert name in [exam["name"] for exam in exams]

    last.get_by_role("link").click()
    expect_live(page)
    page.get_by_role("link", name=says("Volver")).click()
    expect(page).to_have_url(left)
    last.get_by_role("link").click()
    expect_live(page)
    page.locator(".page-pretitle").get_by_role("link").click()
    expect(page).to_have_url(left)
    last.get_by_role("link").click()
    page.get_by_label(says("Preparación")).fill("Ninguna")
    save_form(page)
    expect(page).to_have_url(left)
    expect(page.locator("#toasts")).to_contain_text(says("Guardado."))
    # The message is shown once.
    page.reload()
    expect_live(page)
    expect(page.locator("#toasts [data-kind]")).to_have_count(0)
    # The menu leads to the whole list.
    follow_menu(page, says("Exámenes"))
    expect(page).to_have_url(re.compile("/admin/exams$"))


def test_people_and_appointments_lead_back_as_well(dashboard: OpenDashboard, lab: Lab) -> None:
    name = f"Zenobia Vuelta {next(numbers)}ª"
    lab.account(Role.PATIENT, name=name)
    page = dashboard("/admin/people?q=zenobia")
    page.get_by_role("link", name=name).click()
    expect_live(page)
    page.get_by_label(says("Teléfono")).fill("555 0142")
    page.get_by_role("button", name=says("Guardar")).click()
    expect(page).to_have_url(re.compile(r"/admin/people\?q=zenobia$"))
    expect(page.locator("#toasts")).to_contain_text(says("Guardado."))
    page.goto("/admin/appointments?status=pending")
    page.get_by_role("link", name=says("Nueva cita")).click()
    expect_live(page)
    page.get_by_role("link", name=says("Volver")).click()
    expect(page).to_have_url(re.compile(r"/admin/appointments\?status=pending$"))
