"""Nothing that stays in view hides the focus of the booking form (WCAG 2.2, 2.4.11), on no screen."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.lab import Lab
from tests.support.pages import OpenApp
from tests.support.presentations import Presentation

# Width, height, and the size of the text in percent: tried after the screen of the presentation.
SCREENS = [(390, 844, 100), (844, 390, 100), (320, 640, 100), (390, 844, 200), (320, 640, 200), (844, 390, 200)]
# The share of the screen that the bar may take. Where its text is too large for that, it does not stay in view.
BAR_SHARE = {100: 0.18, 200: 0.3}
# Whether the middle of the focused control, and of its label, is what one would see or touch there.
SEEN = """() => {
  const at = document.activeElement;
  const isSeen = (one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return Boolean(found && (one.contains(found) || found.contains(one)) && !found.matches("main, body, html, form"));
  };
  const sum = document.querySelector(".sum");
  const covers = getComputedStyle(sum).position === "sticky" ? sum.offsetHeight : 0;
  return { name: at.name || at.id || at.textContent.trim() || at.tagName, inForm: Boolean(at.closest("form")),
           seen: isSeen(at) && (!at.closest("label") || isSeen(at.closest("label"))), bar: covers / innerHeight };
}"""
# Stands above the size of text of a presentation.
SET_TEXT_SIZE = "(size) => document.documentElement.style.setProperty('font-size', `${size}%`, 'important')"
# The heights of the parts that stay in view follow a change of the size.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"


@pytest.fixture(scope="module")
def locations_have_hours() -> bool:
    return True


def stops(page: Page, key: str) -> list[dict[str, Any]]:
    """Press ``key`` from the start or the end of the page through the form, and return each stop within it."""
    found: list[dict[str, Any]] = []
    for _ in range(80):
        page.keyboard.press(key)
        stop = page.evaluate(SEEN)
        if stop["inForm"]:
            found.append(stop)
        elif found:
            break
    return found


@pytest.mark.presented
def test_no_stop_of_the_keyboard_is_hidden(app_page: OpenApp, lab: Lab, presentation: Presentation) -> None:
    page = app_page("/citas/nueva", account=lab.account(Role.PATIENT))
    expect(page.locator("html")).to_have_attribute("lang", presentation.language)
    page.locator("[name=location]").first.check()
    page.locator("[name=day]:enabled").nth(1).check()
    page.locator("[name=time]:enabled").first.check()
    page.locator("[name=exam]").first.check()
    expect(page.locator(".sum button")).to_be_enabled()
    form = presentation.form
    for width, height, text in dict.fromkeys([(form.width, form.height, form.text_percent), *SCREENS]):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SET_TEXT_SIZE, text)
        page.evaluate(SETTLED)
        page.locator("h1").focus()
        for key in ("Tab", "Shift+Tab"):
            found = stops(page, key)
            assert len(found) > 25, found
            assert [one["name"] for one in found if not one["seen"]] == [], (width, height, text, key)
            assert max(one["bar"] for one in found) <= BAR_SHARE[text], (width, height, text)
