"""Chromium, as the people of the laboratory have it, and what a page must never do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from tests.support.accounts import Account
from tests.support.components import missing

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def launched(playwright: Playwright, *, viewer: bool = False) -> Iterator[Browser]:
    """Yield a running Chromium; a test is skipped, or fails at the gate, where there is none.

    Its headless shell, where that is installed: the same engine without a browser's own windows, at two thirds of the
    cost. It has no ``viewer`` of PDFs.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names if viewer else ("chromium-headless-shell", *names))), None)
    if path is None:
        missing("chromium")
    browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


class Complaints:
    """What the console said: nothing of it may be an error, a warning, or a violation of the policy."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.allowed: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen to ``page``."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.seen.append(f"page error: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            place = message.location.get("url", "") if message.location else ""
            self.seen.append(f"{message.type}: {message.text} {place}")

    def allow(self, *parts: str) -> None:
        """Expect complaints that contain one of ``parts``: the browser itself logs every answer of 400 and above."""
        self.allowed.extend(parts)

    def check(self) -> None:
        """Fail where there was a complaint that is not expected."""
        left = [one for one in self.seen if not any(part in one for part in self.allowed)]
        assert not left, left


def cookies_of(account: Account, url: str) -> list[Any]:
    """Return the cookies that signing in as ``account`` leaves in a browser."""

    def csrf(token: str) -> str:
        return str(jwt.decode(token, options={"verify_signature": False})["csrf"])

    def cookie(name: str, value: str, path: str, http_only: bool) -> dict[str, Any]:
        host = url.split("//")[1].split(":")[0]
        return {"name": name, "value": value, "domain": host, "path": path, "httpOnly": http_only, "sameSite": "Lax"}

    return [
        cookie("lab_access", account.token, "/", True),
        cookie("csrf_access_token", csrf(account.token), "/", False),
        cookie("lab_refresh", account.refresh_token, "/admin", True),
        cookie("csrf_refresh_token", csrf(account.refresh_token), "/admin", False),
    ]


def open_context(browser: Browser, url: str, **options: Any) -> BrowserContext:
    """Open a browser of one person: in Lima, on a desk, unless ``options`` say otherwise."""
    given: dict[str, Any] = {
        "base_url": url,
        "viewport": DESKTOP,
        "timezone_id": "America/Lima",
        "locale": "es-PE",
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**(given | options))
    context.set_default_timeout(10_000)
    return context
