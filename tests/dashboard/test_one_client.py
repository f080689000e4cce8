"""The dashboard and the app use the same events client, and reach the socket through it only."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from labapp.identity import Role
from tests.support.lab import Lab
from tests.support.pages import OpenApp, OpenDashboard, expect_live
from tests.support.processes import REPOSITORY

SCRIPTS = REPOSITORY / "static" / "js"


def importers(name: str) -> set[str]:
    """Return the scripts that import a file of ``static/``."""
    found = set()
    for path in SCRIPTS.rglob("*.js"):
        for imported in re.findall(r'(?:from|import) ?\(?"(\.[^"]+\.js)"', path.read_text()):
            if (path.parent / imported).resolve() == SCRIPTS.parent / name:
                found.add(str(path.relative_to(SCRIPTS)))
    return found


def test_only_the_events_client_knows_the_socket() -> None:
    assert importers("vendor/socket.io-client/socket.io.esm.min.js") == {"events-client.js"}
    assert importers("js/events-client.js") == {"admin/live.js", "app/live.js", "use-event-socket.js"}
    for path in SCRIPTS.rglob("*.js"):
        assert not re.search(r"new (WebSocket|EventSource)\b", path.read_text()), path


@pytest.mark.parametrize("where", ["dashboard", "app"])
def test_a_page_opens_one_socket(dashboard: OpenDashboard, app_page: OpenApp, lab: Lab, where: str) -> None:
    sockets: list[str] = []

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: sockets.append(urlsplit(socket.url).path))

    if where == "dashboard":
        page = dashboard("about:blank", live=False)
        watch(page)
        page.goto("/admin/exams")
        expect_live(page)
    else:
        page = app_page("/citas", account=lab.account(Role.PATIENT), prepare=watch)
    page.wait_for_load_state("networkidle")
    assert sockets == ["/socket.io/"]
