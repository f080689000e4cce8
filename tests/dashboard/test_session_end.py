"""The end of a dashboard session: after some minutes without a person, and some hours after the sign-in at the latest.

Time passes by moving the columns of a session, or with settings of seconds.
"""

import re
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient
from playwright.sync_api import Dialog, Page, expect

from labapp.clock import now
from labapp.identity import Role
from labapp.models import AuthSession
from tests.support.accounts import PASSWORD, Account, DashboardSession, create_account, open_dashboard
from tests.support.chromium import Console
from tests.support.databases import writing
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.pages import OpenDashboard, expect_live

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
BY_ITSELF = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
BY_PERSON = BY_ITSELF | {"Sec-Fetch-User": "?1"}
# Requests, and whether they show that a person uses the dashboard.
REQUESTS: dict[str, tuple[str, str, dict[str, str], Any, bool]] = {
    "a page that a person opened": ("GET", "/admin/exams", BY_PERSON, None, True),
    "a page without fetch metadata": ("GET", "/admin/exams", {}, None, True),
    "a page that reloads itself": ("GET", "/admin/exams", BY_ITSELF, None, False),
    "a live part": ("GET", "/admin/exams", {"HX-Request": "true"}, None, False),
    "new lines of the log": ("GET", "/admin/panel/log", {"HX-Request": "true"}, None, False),
    "a renewal": ("POST", "/admin/session", {}, None, False),
    "a read of REST": ("GET", "/api/admin/categories", {}, None, False),
    "a save": ("POST", "/api/admin/categories", {}, {"name": "Nueva"}, True),
    "input on a page": ("POST", "/admin/session/use", {}, None, True),
}


@pytest.fixture(scope="module")
def app(shared_app: APIFlask) -> APIFlask:
    return shared_app


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


def enter(app: APIFlask, client: FlaskClient, role: Role = Role.ADMIN) -> DashboardSession:
    """Open a session for a new account, and set its cookies."""
    with app.app_context():
        session = open_dashboard(create_account(role))
    client.set_cookie("lab_access", session.access)
    client.set_cookie("lab_refresh", session.refresh)
    return session


def row_of(app: APIFlask, session: DashboardSession) -> AuthSession:
    with app.app_context(), writing() as writer:
        row = writer.get_one(AuthSession, session.id)
        writer.expunge(row)
    return row


def change(app: APIFlask, session: DashboardSession, **columns: datetime) -> None:
    with app.app_context(), writing() as writer:
        row = writer.get_one(AuthSession, session.id)
        for name, value in columns.items():
            setattr(row, name, value)


def reasons(app: APIFlask, session: DashboardSession) -> list[str]:
    """Return the reasons that the log has for the end of a session."""
    with app.app_context():
        ends = [one.after or {} for one in entries() if one.name == "session.revoked"]
    return [one["reason"] for one in ends if one["session"] == session.id]


@pytest.mark.parametrize(("method", "path", "headers", "body", "shows"), REQUESTS.values(), ids=REQUESTS.keys())
def test_only_a_person_keeps_a_session_open(
    app: APIFlask, client: FlaskClient, method: str, path: str, headers: dict[str, str], body: Any, shows: bool
) -> None:
    session = enter(app, client)
    change(app, session, expires_at=now() + timedelta(minutes=5))
    answer = client.open(path, method=method, headers=session.header | headers, json=body)
    assert answer.status_code < 300, answer.get_data(as_text=True)
    left = row_of(app, session).expires_at - now()
    assert (left > IDLE - timedelta(minutes=1)) is shows
    assert (left <= timedelta(minutes=5)) is not shows


@pytest.mark.parametrize("at", ["its idle end", "its longest duration"])
def test_a_session_that_is_over_opens_nothing_and_is_recorded_once(app: APIFlask, client: FlaskClient, at: str) -> None:
    session = enter(app, client)
    started = now() - (LONGEST if at == "its longest duration" else timedelta(hours=1))
    change(app, session, created_at=started, expires_at=now())
    assert client.get("/api/admin/users", headers=session.header).status_code == 401
    assert client.post("/admin/session/use", headers=session.header).status_code == 403
    assert client.post("/admin/session", headers=session.header).status_code == 401
    page = client.get("/admin/people")
    assert page.status_code == 403
    assert 'name="password"' in page.get_data(as_text=True)
    assert reasons(app, session) == ["idle" if at == "its idle end" else "expired"]
    assert row_of(app, session).revoked_at is not None


def test_nothing_moves_the_longest_duration(app: APIFlask, client: FlaskClient) -> None:
    session = enter(app, client)
    opened_at = now() - LONGEST + timedelta(minutes=10)
    change(app, session, created_at=opened_at, expires_at=now() + timedelta(minutes=1))
    used = client.post("/admin/session/use", headers=session.header).json
    assert used is not None
    assert used["canExtend"] is False
    assert 590 < used["endsIn"] <= 600
    assert row_of(app, session).expires_at == opened_at + LONGEST
    granted = client.post("/admin/session", headers=session.header).json
    assert granted is not None
    assert (granted["canExtend"], granted["endsIn"] <= 600) == (False, True)


def test_only_scripts_of_the_page_report_its_use(app: APIFlask, client: FlaskClient) -> None:
    session, other = enter(app, client), enter(app, app.test_client())
    change(app, session, expires_at=now() + timedelta(minutes=29, seconds=30))
    for headers in ({}, {"X-CSRF-TOKEN": "guessed"}, other.header):
        before = row_of(app, session).expires_at
        answer = client.post("/admin/session/use", headers=headers)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
        assert row_of(app, session).expires_at == before
    patients = enter(app, client, Role.PATIENT)
    before = row_of(app, patients).expires_at
    assert client.post("/admin/session/use", headers=patients.header).status_code == 403
    assert row_of(app, patients).expires_at == before
    assert app.test_client().post("/admin/session/use", headers=session.header).status_code == 403


# --- sockets -------------------------------------------------------------------------------------


def cookies(lab: Lab, session: DashboardSession) -> requests.Session:
    """Return a browser with the cookies of a session."""
    browser = requests.Session()
    browser.trust_env = False
    browser.headers.update(session.header)
    for name, value in (("lab_access", session.access), ("lab_refresh", session.refresh)):
        browser.cookies.set(name, value, domain="localhost.local", path="/")
    return browser


def test_the_sockets_of_an_idle_session_close_although_its_page_renews(make_lab: MakeLab) -> None:
    lab = make_lab(DASHBOARD_IDLE_MINUTES="0.08")
    url = f"{lab.server.url}/admin/session"
    account = lab.account(Role.ADMIN)
    # Another session of the same person goes on.
    elsewhere = lab.connect(account)
    with cookies(lab, lab.open_dashboard(account)) as browser:
        granted = browser.post(url, timeout=30).json()
        socket = lab.open(auth={"token": granted["accessToken"]})
        socket.connected()
        # A person continues: the first end passes.
        time.sleep(granted["endsIn"] / 2)
        used = browser.post(f"{url}/use", timeout=30).json()
        end = time.monotonic() + used["endsIn"]
        assert used["endsIn"] > granted["endsIn"] / 2
        while time.monotonic() < end - 1:
            # What a page does by itself moves nothing.
            fresh = browser.post(url, timeout=30).json()
            assert fresh["endsIn"] <= end - time.monotonic() + 0.1
            assert socket.ask("auth:refresh", {"token": fresh["accessToken"]})["ok"] is True
            time.sleep(0.3)
        socket.wait_for("disconnect")
        assert abs(time.monotonic() - end) < 1
        assert socket.events("user:update")[-1].body["changes"]["reason"] == "idle"
        assert browser.post(url, timeout=30).status_code == 401
    refused = lab.open(auth={"token": fresh["accessToken"]}).wait_for("connect_error").body
    assert refused["data"]["code"] == "token_invalid"
    assert elsewhere.ask("ping")["ok"] is True


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    # The pages renew their tokens all the time, and end all the same.
    return {"DASHBOARD_IDLE_MINUTES": "0.15", "ACCESS_TOKEN_MINUTES": "0.05"}


@pytest.fixture
def signed_out(console: Console) -> None:
    """Pages whose session ends log the refusals of their requests."""
    console.allow("401", "403")


def warning(page: Page) -> Any:
    return page.get_by_role("alertdialog")


def test_all_pages_warn_and_continuing_on_one_continues_all(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/exams")
    other = page.context.new_page()
    other.goto("/admin/people")
    expect_live(other)
    for one in (page, other):
        expect(warning(one)).to_be_visible()
        expect(warning(one).get_by_role("heading")).to_contain_text("Su sesión termina en 0:0")
    expect(warning(page).get_by_role("button", name="Seguir")).to_be_focused()
    page.keyboard.press("Enter")
    for one in (page, other):
        expect(warning(one)).to_be_hidden()
        expect_live(one)
    # Escape is an answer as well.
    expect(warning(other)).to_be_visible()
    other.keyboard.press("Escape")
    expect(warning(page)).to_be_hidden()


def test_a_page_in_use_stays_open(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/exams")
    end = time.monotonic() + 12
    while time.monotonic() < end:
        page.mouse.move(300 + time.monotonic() % 7, 300)
        page.wait_for_timeout(200)
        assert warning(page).is_hidden()
    expect_live(page)


@pytest.mark.usefixtures("signed_out")
def test_a_page_that_is_left_alone_shows_the_sign_in(dashboard: OpenDashboard, account: Account) -> None:
    page = dashboard("/admin/exams?q=glucosa", account=account)
    expect(page.get_by_text("Su sesión terminó. Entre de nuevo.")).to_be_visible(timeout=15_000)
    assert "glucosa" not in page.locator("body").inner_text().lower()
    page.locator("#email").fill(account.email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect_live(page)
    assert page.url.endswith("/admin/exams?q=glucosa")


@pytest.mark.usefixtures("signed_out")
def test_a_typed_form_is_not_thrown_away(dashboard: OpenDashboard) -> None:
    page = dashboard("/admin/categories/1")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#f-name").click()
    page.keyboard.type("Algo que costó escribir")
    expect(warning(page)).to_be_visible(timeout=15_000)
    page.wait_for_event("dialog", timeout=20_000)
    expect(warning(page)).to_be_hidden()
    expect(page.locator("#f-name")).to_have_value(re.compile("Algo que costó escribir"))
    # A user who stays is not asked again.
    page.wait_for_timeout(1_500)
    assert asked == ["beforeunload"]
