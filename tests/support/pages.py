"""The app of patients and doctors in a browser, as somebody who is signed in there."""

from collections.abc import Callable
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.accounts import Account


class OpenApp(Protocol):
    """Opens the app in a new browser, and waits until it is live; nobody is signed in without an ``account``.

    ``live=False`` waits for nothing; ``prepare`` is called with the page before it goes there; other options are
    Playwright's of a context.
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


def sign_in(context: BrowserContext, account: Account, url: str) -> None:
    """Leave in a browser what signing in to the app leaves there: a cookie, and that there is one."""
    held = {"name": "lab_app_refresh", "value": account.refresh_token, "path": "/api/session"}
    host = url.split("//")[1].split(":")[0]
    context.add_cookies(
        [
            {**held, "domain": host, "httpOnly": True, "sameSite": "Strict"},  # type: ignore[typeddict-item]
            {"name": "lab_app", "value": "1", "url": url},
        ]
    )


def expect_app_live(page: Page) -> None:
    """Wait until the app says that it is live."""
    expect(page.locator("#connection")).to_have_attribute("data-status", "live")
