"""What a first visit costs: requests, bytes, and times on a slow network and with a slow processor.

``make bench ROWS=load`` prints the table.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from labapp.identity import Role
from tests.bench.contenders import no_cluster, no_node
from tests.support.browser_fixtures import build_demo
from tests.support.chromium import PHONE, cookies_of, launched, open_context
from tests.support.databases import Databases
from tests.support.lab import Lab
from tests.support.page_loads import SLOW, PageLoad, load_page
from tests.support.pages import sign_in_to_app

REPEATS = 5
SLOWDOWN = 4
MEANING = f"""
Chromium as a phone of 390 pixels, on a network with {SLOW.latency * 1000:.0f} ms of latency and \
{SLOW.rate / 1e6:.1f} Mbit/s, which the browser emulates.
The second visit is on loopback. The longest task is measured with a processor slowed down {SLOWDOWN} times. Times are
medians of {REPEATS}; they grow with other load on the machine.
"""
_HEAD = (
    "requests",
    "KB",
    "largest paint, ms",
    "load, ms",
    "live, ms",
    "second visit: files",
    "second visit: live, ms",
    "longest task, ms",
)

Enter = Callable[[Lab, BrowserContext], None]


def _enter_app(lab: Lab, context: BrowserContext) -> None:
    sign_in_to_app(context, lab.account(Role.PATIENT), lab.server.url)


def _enter_dashboard(lab: Lab, context: BrowserContext) -> None:
    context.add_cookies(cookies_of(lab.open_dashboard(), lab.server.url))


FACES: dict[str, tuple[str, Enter]] = {"app": ("/", _enter_app), "dashboard": ("/admin", _enter_dashboard)}


@contextmanager
def _visitor(lab: Lab, browser: Browser, enter: Enter) -> Iterator[BrowserContext]:
    context = open_context(browser, lab.server.url, viewport=PHONE)
    context.set_default_timeout(60_000)
    try:
        enter(lab, context)
        yield context
    finally:
        context.close()


def _row(lab: Lab, browser: Browser, path: str, enter: Enter) -> list[float]:
    first: list[PageLoad] = []
    again: list[PageLoad] = []
    slow: list[PageLoad] = []
    for _ in range(REPEATS):
        with _visitor(lab, browser, enter) as context:
            first.append(load_page(context, path, network=SLOW))
            again.append(load_page(context, path))
        with _visitor(lab, browser, enter) as context:
            slow.append(load_page(context, path, slowdown=SLOWDOWN))

    def median(loads: list[PageLoad], of: Callable[[PageLoad], float]) -> float:
        return statistics.median(map(of, loads))

    return [
        median(first, lambda one: len(one.paths)),
        median(first, lambda one: one.kilobytes),
        median(first, lambda one: one.paint),
        median(first, lambda one: one.end),
        median(first, lambda one: one.live),
        median(again, lambda one: len(one.static)),
        median(again, lambda one: one.live),
        median(slow, lambda one: max(one.tasks, default=0)),
    ]


def table() -> str:
    """Measure both faces, and return a Markdown table."""
    lines = ["| | " + " | ".join(_HEAD) + " |", "| --- |" + " ---: |" * len(_HEAD)]
    with (
        tempfile.TemporaryDirectory(prefix="lab-load-") as name,
        sync_playwright() as playwright,
        launched(playwright) as browser,
        Databases(Path(name), no_cluster).fresh("sqlite", Path(name), template="demo", build=build_demo) as url,
    ):
        lab = Lab(Path(name), url, node=no_node, redis=None, cold=True)
        lab.start()
        try:
            for face, (path, enter) in FACES.items():
                figures = _row(lab, browser, path, enter)
                lines.append(f"| {face}, `{path}` | " + " | ".join(f"{figure:.0f}" for figure in figures) + " |")
        finally:
            lab.close()
    return "\n".join(lines)
