"""Passwords that the staff set in the dashboard, the choice of another at the sign-in, and the change of one's own."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from labapp.clock import now
from labapp.identity import Role
from labapp.models import User
from labapp.unit_of_work import unit_of_work
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.accounts import PASSWORD, Account
from tests.support.chromium import PHONE, Console, open_context
from tests.support.lab import Lab
from tests.support.pages import OpenDashboard, answer_confirmation, expect_live
from tests.support.rest import Api

INITIAL, CHOSEN = "provisional-del-laboratorio", "elegida-por-su-dueña"
REFUSED = ("401 (UNAUTHORIZED)", "403 (FORBIDDEN)", "422 (UNPROCESSABLE ENTITY)")


@pytest.fixture
def person(lab: Lab, rest: Api) -> Account:
    """An administrator whose password another one has set."""
    made = lab.account(Role.ADMIN, name="Jefa Nueva")
    rest.post(f"/api/admin/users/{made.id}/password", {"newPassword": INITIAL})
    return made


def sign_in(page: Page, account: Account, password: str, path: str = "/admin/sign-in") -> None:
    page.goto(path)
    page.locator("#email").fill(account.email)
    page.locator("#password").fill(password)
    page.locator("#password").press("Enter")


def choose(page: Page, password: str, again: str) -> None:
    page.locator("#password").fill(password)
    page.locator("#again").fill(again)
    page.locator("#again").press("Enter")


def test_the_first_sign_in_chooses_a_password_on_a_phone(
    lab: Lab, browser: Browser, console: Console, person: Account
) -> None:
    context = open_context(browser, lab.server.url, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, person, INITIAL, "/admin/sign-in?next=/admin/people?q=ana")
    expect(page.get_by_role("heading", name="Elija su contraseña")).to_be_visible()
    expect(page.locator("#password")).to_be_focused()
    for field in ("#password", "#again"):
        expect(page.locator(field)).to_have_attribute("autocomplete", "new-password")
    expect(page.locator("[autocomplete=username]")).to_have_value(person.email)
    for password, again, field, fault in (
        ("corta", "corta", "password", "Debe tener al menos 10 caracteres."),
        (INITIAL, INITIAL, "password", "Debe ser distinta de la provisional."),
        ("password123456", "password123456", "password", "Es una de las contraseñas más comunes. Elija otra."),
        (CHOSEN, CHOSEN + "x", "again", "No es igual a la de arriba."),
    ):
        choose(page, password, again)
        expect(page.locator(f"#fault-{field}")).to_have_text(fault)
        expect(page.locator(f"#{field}")).to_be_focused()
        expect(page.locator("[aria-invalid]")).to_have_count(1)
    assert not [cookie for cookie in context.cookies() if cookie.get("name") == "lab_access"]
    choose(page, CHOSEN, CHOSEN)
    # Where the user wanted to go.
    expect(page).to_have_url(re.compile(r"/admin/people\?q=ana$"))
    context.close()


def test_an_expired_one_says_whom_to_ask(lab: Lab, browser: Browser, person: Account) -> None:
    context = open_context(browser, lab.server.url)
    page = context.new_page()
    sign_in(page, person, INITIAL)
    expect(page.get_by_role("heading", name="Elija su contraseña")).to_be_visible()
    with lab.app.app_context(), unit_of_work() as work:
        end = now() - timedelta(seconds=1)
        work.session.execute(update(User).where(User.id == person.id).values(password_expires_at=end))
    choose(page, CHOSEN, CHOSEN)
    expect(page.get_by_role("alert")).to_contain_text("Pida otra a la administración del laboratorio")
    sign_in(page, person, INITIAL)
    expect(page.get_by_role("alert")).to_contain_text("Su contraseña provisional venció.")
    expect(page.get_by_text("¿Olvidó su contraseña?").last).to_be_visible()
    context.close()


def test_the_pages_of_people_show_it_until_another_is_chosen(dashboard: OpenDashboard, lab: Lab, rest: Api) -> None:
    person = lab.account(Role.DOCTOR, name="Dra. Provisional")
    page = dashboard(f"/admin/people/{person.id}")
    expect(page.locator("[data-initial-password]")).to_have_count(0)
    page.get_by_role("button", name="Contraseña provisional").click()
    answer_confirmation(page)
    box = page.get_by_role("dialog", name="Contraseña provisional")
    end = now() + timedelta(hours=72)
    expect(box.locator("[data-until]")).to_contain_text(f" {end.year}")
    expect(box.locator("[data-until]")).to_contain_text("sirve para entrar una vez")
    password = box.locator("[data-password]").inner_text()
    with page.expect_navigation():
        box.get_by_role("button", name="Ya la guardé").click()
    expect(page.locator("[data-initial-password]")).to_contain_text("Aún no eligió su contraseña.")
    listed = dashboard("/admin/people?q=provisional")
    expect(listed.locator(f"#user-{person.id}")).to_contain_text("Contraseña provisional")
    expect_live(page)
    api = lab.api()
    asked = api.request("POST", "/api/auth/login", {"email": person.email, "password": password}).json()
    api.request("POST", "/api/auth/login/new-password", {"challenge": asked["challenge"], "newPassword": CHOSEN})
    expect(page.locator("[data-initial-password]")).to_have_count(0)
    expect(listed.locator(f"#user-{person.id}")).not_to_contain_text("Contraseña provisional")


def test_ones_own_password_is_changed_with_the_current_one(
    dashboard: OpenDashboard, lab: Lab, account: Account, console: Console
) -> None:
    console.allow(*REFUSED)
    elsewhere = dashboard("/admin/exams", account=account)
    page = dashboard(f"/admin/people/{account.id}", account=account)
    expect(page.get_by_role("button", name="Contraseña provisional")).to_have_count(0)
    page.get_by_role("link", name="Cambiar la contraseña").click()
    expect_live(page)
    form = page.get_by_role("region", name="Contraseña", exact=True)
    for current, new, again, field, fault in (
        (PASSWORD, CHOSEN, CHOSEN + "x", "again", "No es igual a la de arriba."),
        ("not the password", CHOSEN, CHOSEN, "currentPassword", "No es la contraseña actual."),
        (PASSWORD, "corta", "corta", "newPassword", "Debe tener al menos 10 caracteres."),
        (PASSWORD, PASSWORD, PASSWORD, "newPassword", "Debe ser distinta de la actual."),
    ):
        form.locator("#f-currentPassword").fill(current)
        form.locator("#f-newPassword").fill(new)
        form.locator("#f-again").fill(again)
        form.get_by_role("button", name="Cambiar la contraseña").click()
        expect(form.locator(f"#e-{field}")).to_have_text(fault)
        expect(form.locator(f"#f-{field}")).to_be_focused()
    for field in ("#f-newPassword", "#f-again"):
        form.locator(field).fill(CHOSEN)
    form.locator("#f-again").press("Enter")
    expect(form.get_by_role("status")).to_contain_text("La contraseña está cambiada.")
    # This browser stays, with a session of its own, and the other is at the door.
    expect_live(page)
    expect(elsewhere).to_have_url(re.compile(r"/admin/sign-in\?"))
    page.goto("/admin/exams")
    expect_live(page)
    body = {"email": account.email, "password": CHOSEN}
    assert lab.api().request("POST", "/api/auth/login", body).status_code == 200


def test_another_site_cannot_change_it(lab: Lab, account: Account) -> None:
    opened = lab.open_dashboard(account)
    api = lab.api()
    api.session.cookies.set("lab_access", opened.access)
    body = {"currentPassword": PASSWORD, "newPassword": CHOSEN}
    answer = api.request("POST", "/admin/account/password", body)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    headers = opened.header
    assert api.request("POST", "/admin/account/password", {"newPassword": CHOSEN}, headers=headers).status_code == 422
    wrong = [
        api.request("POST", "/admin/account/password", body | {"currentPassword": f"no {number}"}, headers=headers)
        for number in range(11)
    ]
    statuses = [one.status_code for one in wrong]
    # Five in a minute, which may end meanwhile.
    assert statuses[:5] == [422] * 5
    assert 429 in statuses


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choice_is_for_everybody(
    lab: Lab, browser: Browser, console: Console, person: Account, language: str
) -> None:
    console.allow(*REFUSED)
    with open_context_for_audit(browser, lab.server.url, language) as context:
        page = context.new_page()
        console.watch(page)
        sign_in(page, person, INITIAL)
        choose(page, CHOSEN, CHOSEN + "x")
        expect(page.locator("#fault-again")).to_be_visible()
        assert audit(page) == []
