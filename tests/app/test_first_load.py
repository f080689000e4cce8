"""What the first visit of each face loads, and that later visits load no file again."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from labapp.identity import Role
from tests.support.chromium import PHONE, cookies_of, open_context
from tests.support.lab import Lab
from tests.support.page_loads import load_page
from tests.support.pages import expect_live, sign_in_to_app

# Formats of `Intl`, before the page was shown and after, since each takes long. Whether the main script read a cookie
# while it was evaluated: Chromium then parses it once more. And the exams that each rendering added.
WATCH = """
window.seen = { early: [], late: [], cookies: 0, steps: [] };
let isParsed = false;
document.addEventListener("DOMContentLoaded", () => { isParsed = true; });
for (const name of ["DateTimeFormat", "NumberFormat", "PluralRules", "RelativeTimeFormat"]) {
  const note = () => seen[isParsed && document.querySelector("h1") ? "late" : "early"].push(name);
  Intl[name] = new Proxy(Intl[name], {
    construct: (...given) => { note(); return Reflect.construct(...given); },
    apply: (...given) => { note(); return Reflect.apply(...given); },
  });
}
let isEvaluated = false;
const later = setTimeout;
window.setTimeout = (callback, ...rest) => later((...given) => { isEvaluated = true; callback(...given); }, ...rest);
const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
Object.defineProperty(document, "cookie", {
  get: () => { if (!isEvaluated) seen.cookies += 1; return get.call(document); },
  set: (value) => set.call(document, value),
});
let shown = 0;
new MutationObserver(() => {
  const count = document.querySelectorAll("[id^=exam-]").length;
  if (count > shown) seen.steps.push(count - shown);
  shown = count;
}).observe(document, { childList: true, subtree: true });
"""
# Requests, and kilobytes.
APP, PANEL = (12, 100), (13, 160)


@pytest.fixture
def context(lab: Lab, browser: Browser, contexts: list[BrowserContext]) -> BrowserContext:
    """A browser on a phone that has never been here."""
    context = open_context(browser, lab.server.url, viewport=PHONE)
    contexts.append(context)
    return context


def sign_in(lab: Lab, context: BrowserContext, face: str) -> str:
    """Sign in to a face, and return the address of its first page."""
    if face == "app":
        sign_in_to_app(context, lab.account(Role.PATIENT), lab.server.url)
        return "/"
    context.add_cookies(cookies_of(lab.open_dashboard(), lab.server.url))
    return "/admin"


@pytest.mark.parametrize(("face", "limits"), [("app", APP), ("panel", PANEL)])
def test_few_requests_and_few_bytes_the_first_time_and_no_file_again(
    lab: Lab, context: BrowserContext, face: str, limits: tuple[int, int]
) -> None:
    path = sign_in(lab, context, face)
    first = load_page(context, path)
    requests, kilobytes = limits
    assert len(first.paths) <= requests, first.paths
    assert first.kilobytes <= kilobytes
    assert len(first.static) in range(3, 7), first.static
    again = load_page(context, path)
    assert again.static == []
    # Another page of the same face.
    other = load_page(context, "/catalogo" if face == "app" else "/admin/exams")
    assert other.static == []
    assert len(other.paths) <= 6, other.paths


def test_a_visitor_loads_little(context: BrowserContext) -> None:
    first = load_page(context, "/", live=False)
    assert len(first.paths) <= 8, first.paths
    assert first.kilobytes <= 80


@pytest.mark.parametrize("face", ["app", "panel"])
def test_the_page_is_shown_before_it_does_what_takes_long(lab: Lab, context: BrowserContext, face: str) -> None:
    path = sign_in(lab, context, face)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(path)
    expect_live(page)
    if face == "app":
        expect(page).to_have_url(re.compile("/citas$"))
        page.locator("a[href='/cuenta']").click()
        expect(page.locator("[data-session]").first).to_contain_text("Último uso")
    seen = page.evaluate("window.seen")
    assert (seen["early"], seen["cookies"]) == ([], 0)
    # The chart of the panel makes some, when its place comes into sight.
    assert (seen["late"] != []) == (face == "app")
    # The catalogue, where visitors begin, is not rendered on the way to somebody's appointments.
    assert seen["steps"] == []


def test_a_long_catalogue_is_rendered_step_by_step(context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto("/catalogo")
    expect(page.get_by_role("heading", level=3).nth(59)).to_be_visible()
    steps = page.evaluate("window.seen.steps")
    assert max(steps) <= 12
    assert len(steps) >= 4
