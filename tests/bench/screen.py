"""The time from one administrator's click to another's screen: ``python -m tests.bench.screen``.

Two browsers use one server with the demo laboratory. The clock starts when the first sends the change, and stops when
the second shows it. Both run on this machine. The time includes the request, the commit, the socket and the rendering.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.support.browser_fixtures import build_demo
from tests.support.chromium import cookies_of, launched, open_context
from tests.support.databases import Databases
from tests.support.lab import Lab
from tests.support.node import NodeDriver
from tests.support.postgresql import Cluster

ROUNDS = 30

_WATCH = """
(wanted) => new Promise((resolve) => {
  const look = () => document.querySelector(wanted.place)?.textContent.includes(wanted.text) && resolve(Date.now());
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  look();
})
"""
_SEND = """
async ({ path, price }) => {
  const { api } = await import("/static/js/admin/session.js");
  const began = Date.now();
  await api("PATCH", path, { body: { price } });
  return began;
}
"""


def _open(lab: Lab, browser: object, path: str) -> Page:
    context = open_context(browser, lab.server.url)  # type: ignore[arg-type]
    context.add_cookies(cookies_of(lab.open_dashboard(), lab.server.url))
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector('#connection[data-status="live"]')
    return page


def _milliseconds(actor: Page, watcher: Page, place: str, number: int) -> float:
    price = f"{500 + number}.25"
    shown = watcher.evaluate_handle(
        "(wanted) => ({ seen: (" + _WATCH + ")(wanted) })", {"place": place, "text": price[:3]}
    )
    began = actor.evaluate(_SEND, {"path": "/api/admin/exams/1/price", "price": price})
    return float(shown.evaluate("(one) => one.seen")) - float(began)


def measure() -> dict[str, list[float]]:
    """Return the milliseconds of each round, for the list and for the activity log."""
    found: dict[str, list[float]] = {"list": [], "log": []}
    with (
        tempfile.TemporaryDirectory(prefix="lab-screen-") as name,
        sync_playwright() as playwright,
        launched(playwright, viewer=True) as browser,
    ):
        directory = Path(name)
        databases = Databases(directory, Cluster)
        with databases.fresh("sqlite", directory, template="demo", build=build_demo) as url:
            lab = Lab(directory, url, node=NodeDriver, redis=None, cold=True, MESSAGES_PER_SECOND="1000")
            lab.start()
            try:
                actor = _open(lab, browser, "/admin/exams")
                listing, log = _open(lab, browser, "/admin/exams?sort=code&q="), _open(lab, browser, "/admin")
                for number in range(ROUNDS):
                    found["list"].append(_milliseconds(actor, listing, "#price-1", number))
                    found["log"].append(_milliseconds(actor, log, "#log > :first-child", ROUNDS + number))
            finally:
                lab.close()
    return found


def main() -> None:
    """Print the medians and the maxima."""
    for place, values in measure().items():
        print(f"{place}: median {statistics.median(values):.0f} ms, worst {max(values):.0f} ms of {len(values)}")


if __name__ == "__main__":
    main()
