"""Nothing that stays in view hides the focus of the booking form (WCAG 2.2, 2.4.11), on small screens either."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from labapp.identity import Role
from tests.support.lab import Lab
from tests.support.pages import OpenApp

SCREENS = {
    "phone": (390, 844, 100),
    "landscape": (844, 390, 100),
    "narrow": (320, 640, 100),
    "large text": (390, 844, 200),
    "narrow and large text": (320, 640, 200),
}
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


@pytest.mark.parametrize("screen", SCREENS)
def test_no_stop_of_the_keyboard_is_hidden(app_page: OpenApp, lab: Lab, screen: str) -> None:
    width, height, text = SCREENS[screen]
    page = app_page("/citas/nueva", account=lab.account(Role.PATIENT), viewport={"width": width, "height": height})
    expect(page.locator("[name=location]").first).to_be_visible()
    page.evaluate("(size) => { document.documentElement.style.fontSize = `${size}%`; }", text)
    page.locator("[name=location]").first.check()
    page.locator("[name=day]:enabled").nth(1).check()
    page.locator("[name=time]:enabled").first.check()
    page.locator("[name=exam]").first.check()
    expect(page.locator(".sum button")).to_be_enabled()
    page.locator("h1").focus()
    for key in ("Tab", "Shift+Tab"):
        found = stops(page, key)
        assert len(found) > 25, found
        assert [one["name"] for one in found if not one["seen"]] == [], key
        assert max(one["bar"] for one in found) <= BAR_SHARE[text]
