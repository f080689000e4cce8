"""Leaving a form: it asks before something is lost, and leads back to the list as it was left."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from labapp.identity import Role
from tests.support.chromium import DESKTOP, PHONE
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, expect_live, save_form
from tests.support.rest import Api
from tests.support.rest_steps import create_record

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
    back = page.get_by_role("link", name="Volver")
    page.locator(field).fill("Lo que costó escribir")
    back.click()
    page.locator("nav").get_by_role("link", name="Panel").click()
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
    page.get_by_label("Para").select_option(str(Role.DOCTOR))
    page.get_by_label("Texto").fill("Mañana no hay correo.")
    page.get_by_role("button", name="Enviar").click()
    page.locator("#confirm [data-yes]").click()
    expect(page.locator("#toasts")).to_contain_text("Mensaje enviado.")
    expect(page.get_by_label("Texto")).to_have_value("")
    page.reload()
    expect_live(page)
    assert count() == 0
    page.get_by_label("Texto").fill("Mañana")
    page.reload()
    expect_live(page)
    assert count() == 1


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_list_is_found_again_as_it_was_left(dashboard: OpenDashboard, rest: Api, screen: dict[str, int]) -> None:
    group = create_record(rest, "categories")
    exams = [create_record(rest, "exams", categoryId=group["id"], name=f"Vuelta {number}") for number in range(3)]
    page = dashboard(f"/admin/exams?q=vuelta&categoryId={group['id']}&sort=-name&perPage=1", viewport=screen)
    for number in (2, 3):
        page.get_by_role("link", name="Siguiente").click()
        expect(page.locator(".page-item.active")).to_contain_text(f"{number} / 3")
    left = page.url
    assert all(part in left for part in ("q=vuelta", f"categoryId={group['id']}", "sort=", "page=3"))
    last = page.locator("tbody tr[data-key]")
    name = last.get_by_role("link").inner_text()
    assert name in [exam["name"] for exam in exams]

    last.get_by_role("link").click()
    expect_live(page)
    page.get_by_role("link", name="Volver").click()
    expect(page).to_have_url(left)
    last.get_by_role("link").click()
    expect_live(page)
    page.locator(".page-pretitle").get_by_role("link").click()
    expect(page).to_have_url(left)
    last.get_by_role("link").click()
    page.get_by_label("Preparación").fill("Ninguna")
    save_form(page)
    expect(page).to_have_url(left)
    expect(page.locator("#toasts")).to_contain_text("Guardado.")
    # The message is shown once.
    page.reload()
    expect_live(page)
    expect(page.locator("#toasts [data-kind]")).to_have_count(0)
    # The menu leads to the whole list.
    if screen == PHONE:
        page.get_by_role("button", name="Menú").click()
    page.locator("nav").get_by_role("link", name="Exámenes").click()
    expect(page).to_have_url(re.compile("/admin/exams$"))


def test_people_and_appointments_lead_back_as_well(dashboard: OpenDashboard, lab: Lab) -> None:
    lab.account(Role.PATIENT, name="Zenobia Vuelta")
    page = dashboard("/admin/people?q=zenobia", locale="en-US")
    page.get_by_role("link", name="Zenobia Vuelta").click()
    expect_live(page)
    page.get_by_label("Phone").fill("555 0142")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/admin/people\?q=zenobia$"))
    expect(page.locator("#toasts")).to_contain_text("Saved.")
    page.goto("/admin/appointments?status=pending")
    page.get_by_role("link", name="New appointment").click()
    expect_live(page)
    page.get_by_role("link", name="Back").click()
    expect(page).to_have_url(re.compile(r"/admin/appointments\?status=pending$"))
