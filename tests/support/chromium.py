"""Chromium with the settings of the laboratory's users, and the console messages that no page may cause."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from tests.support.accounts import DashboardSession
from tests.support.components import missing
from tests.support.presentations import DESK, PORTRAIT, Presentation

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A process for each context less: each test opens new ones.
    "--disable-features=SpareRendererForSitePerProcess",
]
DESKTOP = DESK.viewport
PHONE = PORTRAIT.viewport


def _path(*, viewer: bool = False) -> str:
    """Return the path of an installed Chromium, or skip the test; with LAB_TESTS_COMPLETE=1 the test fails."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names if viewer else ("chromium-headless-shell", *names))), None)
    if path is None:
        missing("chromium")
    return path


@contextmanager
def launched(playwright: Playwright, *, viewer: bool = False) -> Iterator[Browser]:
    """Yield a running Chromium, or skip the test where none is installed; with LAB_TESTS_COMPLETE=1 the test fails.

    The headless shell is preferred: the same engine at two thirds of the cost, but without a ``viewer`` of PDFs.
    """
    browser = playwright.chromium.launch(executable_path=_path(viewer=viewer), args=_ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def open_profile(playwright: Playwright, directory: Path, url: str) -> Iterator[BrowserContext]:
    """Yield a complete Chromium that keeps its profile in ``directory``, as on a patient's computer."""
    context = playwright.chromium.launch_persistent_context(
        directory,
        executable_path=_path(viewer=True),
        args=_ARGUMENTS,
        base_url=url,
        viewport={"width": 1440, "height": 900},
        timezone_id="America/Lima",
        locale="es-PE",
    )
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        context.close()


class Console:
    """The console messages of pages, which may not be errors, warnings or violations of the content security policy."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.allowed: list[str] = []

    def watch(self, page: Page) -> None:
        """Collect the messages of ``page``."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.seen.append(f"page error: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            place = message.location.get("url", "") if message.location else ""
            self.seen.append(f"{message.type}: {message.text} {place}")

    def allow(self, *parts: str) -> None:
        """Accept messages that contain one of ``parts``: the browser logs every response of 400 and above."""
        self.allowed.extend(parts)

    def check(self) -> None:
        """Fail if there was a message that is not accepted."""
        left = [one for one in self.seen if not any(part in one for part in self.allowed)]
        assert not left, left


def cookies_of(session: DashboardSession, url: str) -> list[Any]:
    """Return the cookies of a session of the dashboard."""

    def cookie(name: str, value: str, http_only: bool) -> dict[str, Any]:
        host = url.split("//")[1].split(":")[0]
        return {"name": name, "value": value, "domain": host, "path": "/", "httpOnly": http_only, "sameSite": "Lax"}

    return [
        cookie("lab_access", session.access, True),
        cookie("lab_refresh", session.refresh, True),
        cookie("lab_csrf", session.csrf, False),
    ]


def open_context(
    browser: Browser, url: str, presentation: Presentation | None = None, **options: Any
) -> BrowserContext:
    """Open a browser context: in Lima, in Spanish and on a desk unless ``presentation`` or ``options`` differ."""
    shown = presentation or Presentation()
    given: dict[str, Any] = {"base_url": url, "timezone_id": "America/Lima", "reduced_motion": "reduce"}
    context = browser.new_context(**(given | shown.options | options))
    if shown.script is not None:
        context.add_init_script(shown.script)
    context.set_default_timeout(10_000)
    return context
