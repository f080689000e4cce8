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
from playwright.sync_api import Locator, Page, expect

from labapp.clock import now
from labapp.identity import Role
from labapp.models import AuthSession
from tests.support.accounts import PASSWORD, Account, DashboardSession, create_account, open_dashboard
from tests.support.chromium import Console
from tests.support.databases import writing
from tests.support.event_log import entries
from tests.support.lab import Lab, MakeLab
from tests.support.pages import OpenDashboard, expect_live, open_menu, save_form
from tests.support.rest_steps import create_record
from tests.support.texts import says

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
            asked = time.monotonic()
            fresh = browser.post(url, timeout=30).json()
            assert fresh["endsIn"] <= end - asked + 0.01
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
        expect(warning(one).get_by_role("heading")).to_contain_text(says("Su sesión termina en {time}", time="0:0"))
    expect(warning(page).get_by_role("button", name=says("Seguir"))).to_be_focused()
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
    expect(page.get_by_text(says("Su sesión terminó. Entre de nuevo."))).to_be_visible(timeout=15_000)
    assert "glucosa" not in page.locator("body").inner_text().lower()
    page.locator("#email").fill(account.email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=says("Entrar"), exact=True).click()
    expect_live(page)
    assert page.url.endswith("/admin/exams?q=glucosa")


def sign_in_again(page: Page, account: Account) -> None:
    """Sign in on the page to which the end of a session led."""
    expect(page.get_by_text(says("Su sesión terminó. Entre de nuevo."))).to_be_visible(timeout=20_000)
    page.locator("#email").fill(account.email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=says("Entrar"), exact=True).click()
    expect_live(page)


def restored(page: Page) -> Locator:
    """Return the message above a form whose contents were put back."""
    return page.locator("[data-restored]")


@pytest.mark.presented
@pytest.mark.usefixtures("signed_out")
def test_what_was_typed_outlives_the_session(dashboard: OpenDashboard, account: Account) -> None:
    page = dashboard("/admin/categories/1", account=account)
    name = page.locator("#f-name")
    before = name.input_value()
    name.click()
    page.keyboard.type("Algo que costó escribir ")
    page.locator("#f-description").fill("Y su descripción")
    page.get_by_label(says("Activo")).uncheck()
    # Nobody is asked: nothing is lost.
    sign_in_again(page, account)
    assert page.url.endswith("/admin/categories/1")
    expect(name).to_have_value(re.compile("Algo que costó escribir"))
    expect(page.get_by_label(says("Activo"))).not_to_be_checked()
    expect(restored(page)).to_contain_text(
        says("Recuperado: lo que estaba escribiendo cuando terminó su sesión. Todavía no está guardado.")
    )
    restored(page).get_by_role("button", name=says("Descartar")).click()
    expect(name).to_have_value(before)
    expect(page.get_by_label(says("Activo"))).to_be_checked()
    expect(restored(page)).to_have_count(0)
    page.reload()
    expect(name).to_have_value(before)


def end_session(lab: Lab, account: Account) -> None:
    """End the sessions of an account from elsewhere."""
    lab.api(lab.account(Role.ADMIN)).delete(f"/api/admin/users/{account.id}/sessions")


@pytest.mark.presented
@pytest.mark.usefixtures("signed_out")
def test_a_new_record_is_saved_after_the_sign_in_that_came_between(
    dashboard: OpenDashboard, lab: Lab, account: Account
) -> None:
    patient = lab.account(Role.PATIENT, name="Zacarías Recuperado")
    page = dashboard(f"/admin/appointments/new?patientId={patient.id}", account=account)
    page.get_by_label(says("Fecha y hora")).fill(f"{now() + timedelta(days=41):%Y-%m-%d}T09:15")
    page.get_by_label(says("Sede")).select_option(index=1)
    page.get_by_role("checkbox").nth(8).check()
    page.get_by_label(says("Notas")).fill("En silla de ruedas")
    end_session(lab, account)
    sign_in_again(page, account)
    expect(page.get_by_label(says("Notas"))).to_have_value("En silla de ruedas")
    expect(page.get_by_role("combobox", name=says("Paciente"))).to_have_value("Zacarías Recuperado")
    expect(page.locator("[data-chosen]")).to_contain_text(says("{count} elegidos ·", count=1))
    expect(restored(page)).to_be_in_viewport()
    page.get_by_role("button", name=says("Reservar")).click()
    expect(page).to_have_url(re.compile(r"/admin/appointments/\d+$"))
    expect(page.get_by_label(says("Notas"))).to_have_value("En silla de ruedas")
    expect(restored(page)).to_have_count(0)
    page.goto(f"/admin/appointments/new?patientId={patient.id}")
    expect(page.get_by_label(says("Notas"))).to_have_value("")


@pytest.mark.presented
@pytest.mark.usefixtures("signed_out")
def test_somebody_else_and_a_sign_out_find_nothing_of_what_was_typed(
    dashboard: OpenDashboard, lab: Lab, account: Account
) -> None:
    other = lab.account(Role.ADMIN)
    page = dashboard("/admin/people/new", account=account)
    kept = "JSON.stringify(Object.entries(sessionStorage).filter(([name]) => name.startsWith('lab.')))"
    page.get_by_label(says("Nombre")).fill("Zacarías Secreto")
    page.locator("#f-password").fill("una contraseña larga")
    end_session(lab, account)
    expect(page.locator("#email")).to_be_visible()
    assert "Zacarías Secreto" in page.evaluate(kept)
    assert "una contraseña larga" not in page.evaluate(kept)
    sign_in_again(page, other)
    expect(page.get_by_label(says("Nombre"))).to_have_value("")
    expect(restored(page)).to_have_count(0)
    assert "Zacarías" not in page.evaluate(kept)

    # A sign-out in another tab is a decision: nothing is kept, and leaving asks as ever.
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label(says("Nombre")).fill("Zacarías Secreto")
    tab = page.context.new_page()
    tab.goto("/admin/people?q=Secreto")
    open_menu(tab)
    tab.get_by_role("button", name=says("Salir")).click()
    expect(tab.locator("#email")).to_be_visible()
    expect(page.locator("#email")).to_be_visible()
    assert asked == ["beforeunload"]
    for one in (page, tab):
        assert "Secreto" not in one.evaluate(kept)


@pytest.mark.presented
@pytest.mark.usefixtures("signed_out")
def test_what_was_typed_does_not_overwrite_what_changed_meanwhile(
    dashboard: OpenDashboard, lab: Lab, account: Account, console: Console
) -> None:
    console.allow("409")
    rest = lab.api(lab.account(Role.ADMIN))
    made = create_record(rest, "categories")
    mine, theirs = f"Lo que se escribía {made['id']}", f"Lo de otra persona {made['id']}"
    page = dashboard(f"/admin/categories/{made['id']}", account=account)
    page.get_by_label(says("Nombre")).fill(mine)
    end_session(lab, account)
    expect(page.locator("#email")).to_be_visible()
    rest.patch(f"/api/admin/categories/{made['id']}", {"name": theirs, "description": "Nueva"})
    sign_in_again(page, account)
    expect(page.get_by_label(says("Nombre"))).to_have_value(mine)
    expect(page.get_by_label(says("Descripción"))).to_have_value("Nueva")
    save_form(page)
    conflict = page.locator("#conflict")
    expect(conflict.locator('tr[data-field="name"]')).to_contain_text(theirs)
    page.get_by_role("button", name=says("Guardar lo mío")).click()
    expect(page).to_have_url(re.compile("/admin/categories$"))
    saved = rest.get(f"/api/admin/categories/{made['id']}")
    assert (saved["name"], saved["description"]) == (mine, "Nueva")
