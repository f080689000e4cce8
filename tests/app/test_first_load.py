"""What the first visit of each face loads, and that later visits load no file again."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from labapp.identity import Role
from tests.support.chromium import PHONE, cookies_of, open_context
from tests.support.lab import Lab
from tests.support.page_loads import load_page
from tests.support.pages import sign_in_to_app

# Requests, and kilobytes.
APP, PANEL = (12, 100), (15, 180)


@pytest.fixture
def context(lab: Lab, browser: Browser, contexts: list[BrowserContext]) -> BrowserContext:
    """A browser on a phone that has never been here."""
    context = open_context(browser, lab.server.url, viewport=PHONE)
    contexts.append(context)
    return context


def sign_in(lab: Lab, context: BrowserContext, face: str) -> str:
    """Sign in to a face, and return the address of its first page."""
    if face == "app":
        sign_in_to_app(context, lab.account(Role.PATIENT), lab.server.url)
        return "/"
    context.add_cookies(cookies_of(lab.open_dashboard(), lab.server.url))
    return "/admin"


@pytest.mark.parametrize(("face", "limits"), [("app", APP), ("panel", PANEL)])
def test_few_requests_and_few_bytes_the_first_time_and_no_file_again(
    lab: Lab, context: BrowserContext, face: str, limits: tuple[int, int]
) -> None:
    path = sign_in(lab, context, face)
    first = load_page(context, path)
    requests, kilobytes = limits
    assert len(first.paths) <= requests, first.paths
    assert first.kilobytes <= kilobytes
    assert len(first.static) in range(3, 7), first.static
    again = load_page(context, path)
    assert again.static == []
    # Another page of the same face.
    other = load_page(context, "/catalogo" if face == "app" else "/admin/exams")
    assert other.static == []
    assert len(other.paths) <= 6, other.paths


def test_a_visitor_loads_little(context: BrowserContext) -> None:
    first = load_page(context, "/", live=False)
    assert len(first.paths) <= 8, first.paths
    assert first.kilobytes <= 80
