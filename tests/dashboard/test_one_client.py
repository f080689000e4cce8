"""The dashboard and the app use the same events client, and reach the socket through it only."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from labapp.identity import Role
from tests.support.lab import Lab
from tests.support.pages import OpenApp, OpenDashboard

CLIENT = "/static/js/events-client.js"
# Replaces the events client: it reports its calls, and connects to nothing.
DUMMY = """
window.asked = [];
export function connect(options) {
  window.asked.push(Object.keys(options));
  return { socket: { id: "none" }, emit: async () => null, close: () => {} };
}
"""


@dataclass
class Traffic:
    """The requests of a page whose events client is the dummy."""

    paths: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.route(f"**{CLIENT}*", lambda route: route.fulfill(content_type="text/javascript", body=DUMMY))
        page.on("request", lambda request: self.paths.append(urlsplit(request.url).path))
        page.on("websocket", lambda socket: self.sockets.append(socket.url))


@pytest.mark.parametrize("where", ["dashboard", "app"])
def test_a_page_connects_by_the_events_client_alone(
    dashboard: OpenDashboard, app_page: OpenApp, lab: Lab, where: str
) -> None:
    traffic = Traffic()
    if where == "dashboard":
        page = dashboard("about:blank", live=False)
        traffic.watch(page)
        page.goto("/admin/exams")
    else:
        page = app_page("/citas", account=lab.account(Role.PATIENT), live=False, prepare=traffic.watch)
    # A function, because the pages' policy forbids the evaluation of text.
    page.wait_for_function("() => window.asked?.length > 0")
    page.wait_for_load_state("networkidle")
    (options,) = page.evaluate("window.asked")
    assert {"getToken", "onEvent", "onStatus", "onResync", "onSignedOut"} <= set(options)
    assert CLIENT in traffic.paths
    assert [path for path in traffic.paths if path.startswith("/socket.io")] == []
    assert traffic.sockets == []
