"""Fixtures of browser tests: the demo laboratory on a real server, and browsers that open its pages."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from sqlalchemy import update

from labapp.http import static_files
from labapp.identity import Role
from labapp.models import Location
from tests.support.accessibility import faults_of
from tests.support.accounts import Account
from tests.support.chromium import Console, cookies_of, launched, open_context
from tests.support.command import run_flask
from tests.support.databases import Databases, writing
from tests.support.lab import Lab
from tests.support.node import NodeDriver
from tests.support.pages import OpenApp, OpenDashboard, expect_live, sign_in_to_app
from tests.support.presentations import Presentation
from tests.support.rest import Api
from tests.support.server import Server
from tests.support.texts import speaking

# Star-imported by the conftest of each folder of browser tests. ``playwright`` and ``browser`` belong to the root
# conftest: they are one for the whole session.
__all__ = [
    "account",
    "app_page",
    "console",
    "contexts",
    "dashboard",
    "downloads",
    "lab",
    "locations_have_hours",
    "presentation",
    "rest",
    "server",
    "settings",
]

# Pages load hundreds of kilobytes of scripts on a machine that runs servers and a browser at once.
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The Playwright driver."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests; each person gets a context of their own."""
    assert not static_files.is_stale(), "a script or style has changed: run `make assets`"
    with launched(playwright) as running:
        yield running


def build_demo(url: str) -> None:
    """Migrate a database and insert the demo data, as ``make run`` does."""
    with tempfile.TemporaryDirectory(prefix="lab-demo-") as instance:
        for command in (("db", "upgrade"), ("seed-demo",)):
            run_flask(*command, DATABASE_URL=url, INSTANCE_PATH=instance).check_returncode()


@pytest.fixture(scope="module")
def locations_have_hours() -> bool:
    """Whether the locations keep their opening hours; without, any time can be booked. A module may override this."""
    return False


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Settings of the module's server besides the defaults. A module may override this."""
    return {}


@pytest.fixture(scope="module")
def lab(
    tmp_path_factory: pytest.TempPathFactory,
    databases: Databases,
    node: Callable[[], NodeDriver],
    locations_have_hours: bool,
    settings: dict[str, str],
) -> Iterator[Lab]:
    """The demo laboratory of a module, on SQLite, with one server; its tests share it."""
    directory = tmp_path_factory.mktemp("lab")
    with databases.fresh("sqlite", directory, template="demo", build=build_demo) as url:
        made = Lab(directory, url, node=node, redis=None, **settings)
        if not locations_have_hours:
            with made.app.app_context(), writing() as session:
                session.execute(update(Location).values(schedule=None))
        made.start()
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def server(lab: Lab) -> Server:
    """The module's server."""
    return lab.server


@pytest.fixture
def account(lab: Lab) -> Account:
    """An administrator for one test."""
    return lab.account(Role.ADMIN)


@pytest.fixture
def rest(lab: Lab, account: Account) -> Api:
    """REST requests as ``account``."""
    return lab.api(account)


@pytest.fixture
def console() -> Iterator[Console]:
    """The console messages of all pages; the test fails at its end on unexpected ones."""
    messages = Console()
    yield messages
    messages.check()


@pytest.fixture
def presentation(request: pytest.FixtureRequest) -> Iterator[Presentation]:
    """How the browsers of a test show the pages: on a desk, in Spanish and light, unless the test is ``presented``."""
    given: Presentation = getattr(request, "param", Presentation())
    with speaking(given.language):
        yield given


@pytest.fixture
def contexts(request: pytest.FixtureRequest) -> Iterator[list[BrowserContext]]:
    """The browser contexts of a test, closed at its end.

    The pages of a ``presented`` test must be without faults then: as wide as the screen, and accessible.
    """
    opened: list[BrowserContext] = []
    yield opened
    try:
        if request.node.get_closest_marker("presented") is not None:
            with_axe = request.config.getoption("--every-presentation")
            faults = [
                fault for context in opened for page in context.pages for fault in faults_of(page, with_axe=with_axe)
            ]
            assert not faults, "\n".join(faults)
    finally:
        for context in opened:
            context.close()


@pytest.fixture
def dashboard(
    lab: Lab, browser: Browser, console: Console, contexts: list[BrowserContext], presentation: Presentation
) -> OpenDashboard:
    """Open the dashboard: ``page = dashboard("/admin/exams")``; each call is a new administrator and browser."""

    def open_page(path: str = "/admin", *, account: Account | None = None, live: bool = True, **options: Any) -> Page:
        context = open_context(browser, lab.server.url, presentation, **options)
        contexts.append(context)
        context.add_cookies(cookies_of(lab.open_dashboard(account), lab.server.url))
        page = context.new_page()
        console.watch(page)
        page.goto(path)
        if live:
            expect_live(page)
        return page

    return open_page


@pytest.fixture
def app_page(
    lab: Lab, browser: Browser, console: Console, contexts: list[BrowserContext], presentation: Presentation
) -> OpenApp:
    """Open the app: ``page = app_page("/citas", account=patient)``; each call is another browser."""

    def open_page(
        path: str = "/",
        *,
        account: Account | None = None,
        live: bool = True,
        prepare: Callable[[Page], None] | None = None,
        **options: Any,
    ) -> Page:
        context = open_context(browser, lab.server.url, presentation, **({"service_workers": "block"} | options))
        console.allow("Service Worker registration blocked by Playwright")
        contexts.append(context)
        if account is not None:
            sign_in_to_app(context, account, lab.server.url)
        page = context.new_page()
        console.watch(page)
        if prepare is not None:
            prepare(page)
        page.goto(path)
        if account is not None and live:
            expect_live(page)
        return page

    return open_page


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """The directory for downloaded files."""
    return tmp_path
