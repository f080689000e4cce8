"""Pages of the dashboard and of the app in a browser: how they are opened, and what both have in common."""

from collections.abc import Callable
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.accounts import Account
from tests.support.texts import says


class OpenDashboard(Protocol):
    """Opens ``path`` in a new browser, signed in as ``account`` or as a new administrator, and waits until it is live.

    ``live=False`` waits for nothing. Other options are those of Playwright's ``new_context``.
    """

    def __call__(
        self, path: str = "/admin", *, account: Account | None = None, live: bool = True, **options: Any
    ) -> Page: ...


class OpenApp(Protocol):
    """Opens the app in a new browser, signed in as ``account`` if there is one, and waits until it is live.

    ``live=False`` waits for nothing. ``prepare`` is called with the page before it is opened. Other options are those
    of Playwright's ``new_context``.
    """

    def __call__(
        self,
        path: str = "/",
        *,
        account: Account | None = None,
        live: bool = True,
        prepare: Callable[[Page], None] | None = None,
        **options: Any,
    ) -> Page: ...


def sign_in_to_app(context: BrowserContext, account: Account, url: str) -> None:
    """Set the cookies that signing in to the app leaves in a browser."""
    held = {"name": "lab_app_refresh", "value": account.refresh_token, "path": "/"}
    host = url.split("//")[1].split(":")[0]
    context.add_cookies(
        [
            {**held, "domain": host, "httpOnly": True, "sameSite": "Strict"},  # type: ignore[typeddict-item]
            {"name": "lab_app", "value": "1", "url": url},
        ]
    )


def expect_status(page: Page, status: str) -> None:
    """Wait until the page's connection indicator shows ``status``."""
    expect(page.locator("#connection")).to_have_attribute("data-status", status)


def expect_live(page: Page) -> None:
    """Wait until the page receives events."""
    expect_status(page, "live")


def save_form(page: Page) -> None:
    """Press the button that saves the form."""
    page.get_by_role("button", name=says("Guardar")).click()


def answer_confirmation(page: Page, *, yes: bool = True) -> None:
    """Accept or cancel the confirmation dialog, and wait until it is closed."""
    page.locator("#confirm").locator("[data-yes]" if yes else "[data-no]").click()
    expect(page.locator("#confirm")).to_be_hidden()


def open_menu(page: Page) -> None:
    """Show the menu of the dashboard where the screen is too narrow to have it open."""
    toggle = page.locator("[data-menu]")
    if toggle.is_visible() and toggle.get_attribute("aria-expanded") == "false":
        toggle.click()


def follow_menu(page: Page, name: str) -> None:
    """Follow a link of the dashboard's menu."""
    open_menu(page)
    page.locator("#menu nav").get_by_role("link", name=name).click()


def close_notices(page: Page) -> None:
    """Close the notices of the moment, which cover a part of a small screen for some seconds."""
    notices = page.locator("#toasts [data-kind]")
    while notices.count():
        notices.first.locator(".btn-close, .close").click()
