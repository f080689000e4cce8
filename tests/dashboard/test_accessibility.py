"""Every page of the dashboard meets WCAG 2.2 AA and fits, in each language, screen size and theme."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from labapp.dashboard.gate import admin
from labapp.identity import Role
from tests.support.accessibility import LANGUAGES, audit, open_context_for_audit
from tests.support.accounts import Account
from tests.support.chromium import DESKTOP, PHONE, Console, cookies_of
from tests.support.lab import Lab
from tests.support.pages import expect_live
from tests.support.rest import Api

pytestmark = pytest.mark.long_file

# The REST collections of sections with another name.
RECORDS = {"people": "users"}
# Further queries of a page; ``{...}`` stands for the id of a record of that section.
VIEWS = {
    "/admin/appointments": ("?view=day", "?view=week", "?status=pending", "?q=zzzz"),
    "/admin/results": ("?q=zzzz",),
    "/admin/results/new": ("?appointmentId={appointments}",),
    "/admin/exams": ("?q=zzzz",),
    "/admin/people": ("?q=zzzz",),
}


def record_of(section: str, rest: Api) -> int:
    """Return the id of a record of a section."""
    found: int = rest.get(f"/api/admin/{RECORDS.get(section, section)}")["items"][0]["id"]
    return found


def is_page(path: str, account: Account, lab: Lab) -> bool:
    """Whether an address serves a whole page, not a part of one and not a file."""
    api = lab.api()
    for cookie in cookies_of(lab.open_dashboard(account), lab.server.url):
        api.session.cookies.set(cookie["name"], cookie["value"])
    answer = api.request("GET", path)
    assert answer.status_code < 500, f"{path}: {answer.status_code}"
    return answer.ok and "<!doctype html>" in answer.text


@pytest.fixture(scope="module")
def pages(lab: Lab) -> list[str]:
    """The addresses of all pages of a signed-in administrator."""
    account = lab.account(Role.ADMIN)
    rest = lab.api(account)
    found: list[str] = []
    for rule in lab.app.url_map.iter_rules():
        if not rule.endpoint.startswith(f"{admin.name}.") or "GET" not in (rule.methods or ()) or "<path:" in rule.rule:
            continue
        section = rule.rule.removeprefix("/admin").strip("/").split("/")[0]
        path = re.sub(r"<int:\w+>", lambda _, section=section: str(record_of(section, rest)), rule.rule)
        assert "<" not in path, f"what to fill in {path}?"
        for view in ("", *VIEWS.get(rule.rule, ())):
            address = path + re.sub(r"{(\w+)}", lambda name: str(record_of(name[1], rest)), view)
            if is_page(address, account, lab):
                found.append(address)
    assert {"/admin", "/admin/exams", "/admin/exams/new"} < set(found)
    return found


@pytest.fixture(params=LANGUAGES)
def context(request: pytest.FixtureRequest, lab: Lab, browser: Browser) -> Iterator[BrowserContext]:
    """A browser in each language, without an account."""
    with open_context_for_audit(browser, lab.server.url, request.param) as context:
        yield context


def open_as_admin(context: BrowserContext, lab: Lab, console: Console) -> Page:
    """Open a blank page, signed in as an administrator."""
    context.add_cookies(cookies_of(lab.open_dashboard(), lab.server.url))
    page = context.new_page()
    console.watch(page)
    return page


# Hundreds of audits, beside servers and a browser.
@pytest.mark.timeout(600)
def test_every_page_is_for_everybody(context: BrowserContext, lab: Lab, pages: list[str], console: Console) -> None:
    page = open_as_admin(context, lab, console)
    wrong = []
    for path in pages:
        page.goto(path)
        if "/sign-in" not in path:
            expect_live(page)
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        wrong += audit(page)
    assert not wrong, "\n".join(wrong)


def test_dialogs_are_for_everybody(context: BrowserContext, lab: Lab, rest: Api, console: Console) -> None:
    console.allow("409")
    page = open_as_admin(context, lab, console)
    path = f"/exams/{record_of('exams', rest)}"
    page.goto(f"/admin{path}")
    expect_live(page)
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    wrong = audit(page)
    page.keyboard.press("Escape")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.locator("[data-confirm]").first.click()
    expect(page.locator("#confirm")).to_be_visible()
    wrong += audit(page)
    page.keyboard.press("Escape")
    page.locator("[name=description]").fill("Lo que escribe esta persona")
    rest.patch(f"/api/admin{path}", {"description": f"Lo que escribió otra: {uuid4()}"})
    page.locator("form[data-api] [type=submit]").click()
    expect(page.locator("#conflict")).to_be_visible()
    wrong += audit(page)
    page.keyboard.press("Escape")
    assert not wrong, "\n".join(wrong)


def test_what_appears_later_is_for_everybody(context: BrowserContext, lab: Lab, rest: Api, console: Console) -> None:
    console.allow("422")
    page = open_as_admin(context, lab, console)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/admin/exams/new")
    expect_live(page)
    page.locator("form[data-api] [type=submit]").click()
    expect(page.locator("[data-error=code]")).not_to_be_empty()
    page.locator(".navbar-toggler").click()
    expect(page.locator("#menu .nav-link").first).to_be_visible()
    wrong = audit(page)
    page.goto("/admin/prices")
    expect_live(page)
    for kind in ("info", "success", "warning", "error"):
        rest.post("/api/admin/messages", {"type": kind, "message": "Un aviso para todas las pantallas"})
    page.locator("#list thead [type=checkbox]").check()
    page.locator("#f-percent").fill("10")
    page.locator("#f-percent").press("Enter")
    expect(page.locator("[id^=change-]").first).to_be_visible()
    expect(page.locator("#toasts [data-kind]")).to_have_count(4)
    wrong += audit(page)
    assert not wrong, "\n".join(wrong)


def test_the_door_and_what_is_refused_are_for_everybody(context: BrowserContext, lab: Lab, console: Console) -> None:
    console.allow("403", "404", "400", "401")
    page = context.new_page()
    console.watch(page)
    wrong = []
    for path in ("/admin/sign-in", "/admin/exams"):
        page.goto(path)
        expect(page.locator("#email")).to_be_visible()
        wrong += audit(page)
    page.locator("#email").fill("nadie@lab.example")
    page.locator("#password").fill("equivocada")
    page.locator("[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    wrong += audit(page)
    for role, status in ((Role.PATIENT, 403), (Role.ADMIN, 404)):
        context.add_cookies(cookies_of(lab.open_dashboard(lab.account(role)), lab.server.url))
        answer = page.goto("/admin/no-such-page")
        assert answer is not None
        assert answer.status == status
        wrong += audit(page)
    assert not wrong, "\n".join(wrong)
