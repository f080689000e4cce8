"""axe-core, which looks at a page as WCAG 2.2 AA asks for; nothing of it is in what is served."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.support.node import packages

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What a theme changes. The rest holds in both, or in neither.
COLOURS = ("color-contrast", "link-in-text-block")
_LOOK = """async ([tags, rules]) => {
    // A colour that is on its way to another is neither.
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


def load(context: BrowserContext) -> None:
    """Give every page of a context axe. The browser puts it there itself, so the pages' policy stays as it is."""
    context.add_init_script(_source())


def faults(page: Page, *, rules: Iterable[str] = ()) -> list[str]:
    """Return what is wrong with a page, by all rules of WCAG 2.2 AA or by some."""
    found: list[Any] = page.evaluate(_LOOK, [list(RULES), list(rules)])
    return [f"{rule}: {node}" for rule, nodes in found for node in nodes]
