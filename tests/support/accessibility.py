"""Accessibility checks of pages: axe-core by the rules of WCAG 2.2 AA, and that a page fits the screen.

axe-core is loaded by the browser of the tests only; the application does not serve it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.support.chromium import DESKTOP, PHONE, open_context
from tests.support.node import packages
from tests.support.presentations import Presentation
from tests.support.texts import LANGUAGES

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Only these rules depend on the theme.
_COLOUR_RULES = ("color-contrast", "link-in-text-block")
_RUN_AXE = """async ([tags, rules]) => {
    // A colour in the middle of a transition would be judged wrongly.
    const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(moving.map((one) => one.finished));
    const runOnly = rules.length ? { type: "rule", values: rules } : { type: "tag", values: tags };
    const found = await axe.run(document, { runOnly, iframes: false, resultTypes: ["violations"] });
    return found.violations.map((fault) => [
        fault.id, fault.nodes.map((node) => `${node.target.join(" ")} | ${node.html} | ${node.failureSummary}`),
    ]);
}"""


@cache
def _source() -> str:
    return (packages() / "node_modules" / "axe-core" / "axe.min.js").read_text()


@contextmanager
def open_context_for_audit(browser: Browser, url: str, language: str, **options: Any) -> Iterator[BrowserContext]:
    """Yield a browser context in one language, without an account, whose pages have axe-core."""
    context = open_context(browser, url, Presentation(language=language), **options)
    # The browser injects the script itself, so the pages' content security policy stays as it is.
    context.add_init_script(_source())
    yield context
    context.close()


def _violations(page: Page, rules: Iterable[str] = ()) -> list[str]:
    """Return the violations on a page of all rules of WCAG 2.2 AA, or of ``rules``."""
    found: list[Any] = page.evaluate(_RUN_AXE, [list(_RULES), list(rules)])
    return [f"{rule}: {node}" for rule, nodes in found for node in nodes]


def faults_of(page: Page, *, with_axe: bool) -> list[str]:
    """Return the faults of a page as it is now: parts beyond the screen's width, and what axe-core finds."""
    if page.is_closed() or not page.url.startswith("http"):
        return []
    try:
        return _faults_of(page, with_axe=with_axe)
    except Error as error:
        if "context was destroyed" not in error.message:
            raise
        # The test ended while the page was on its way to another, or loaded again.
        return _faults_of(page, with_axe=with_axe)


def _faults_of(page: Page, *, with_axe: bool) -> list[str]:
    page.wait_for_load_state()
    content, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    faults = [f"{page.url}: {content} wide on {screen}"] if content > screen else []
    if with_axe:
        page.evaluate(_source())
        faults += [f"{page.url}: {violation}" for violation in _violations(page)]
    return faults


def audit(page: Page) -> list[str]:
    """Return the faults of a page as it is now, on a desktop and a phone, and in Spanish in the dark theme as well.

    Colours do not depend on the language, and structure depends little on it: in English the rules run on the phone,
    and the desktop is only checked for its width.
    """
    faults = []
    language = page.locator("html").get_attribute("lang")
    spanish = language == LANGUAGES[0]
    for screen in (DESKTOP, PHONE):
        page.set_viewport_size(screen)  # type: ignore[arg-type]
        for theme in ("light", "dark") if spanish else ("light",) if screen is PHONE else ():
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
            found = _violations(page, () if theme == "light" else _COLOUR_RULES)
            faults += [f"{page.url} {language} {screen['width']} {theme}: {violation}" for violation in found]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > screen["width"]:
            faults.append(f"{page.url} {language}: {width} wide on {screen['width']}")
    return faults
