"""Sign-in to the dashboard: sessions, cookies, CSRF, redirects, and the pages' security headers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient
from flask_jwt_extended import create_access_token
from markupsafe import escape
from werkzeug.test import TestResponse

from labapp import create_app, queries
from labapp.config import load_settings
from labapp.extensions import db
from labapp.identity import Role
from labapp.models import AuthSession
from labapp.services import sessions, users
from labapp.unit_of_work import unit_of_work
from tests.support.accounts import PASSWORD, Account, DashboardSession, bearer, create_account, open_dashboard
from tests.support.command import SECRETS
from tests.support.databases import Databases
from tests.support.event_log import entries
from tests.support.lab import MakeLab
from tests.support.policy_records import PolicyRecords

PRODUCTION = {"APP_ENV": "production"}
FOREIGN = [
    "https://evil.example",
    "https://evil.example/admin",
    "//evil.example",
    "//evil.example/admin",
    "/\\evil.example",
    "/admin\\..\\..\\x",
    "\\\\evil.example/admin",
    "/\t/evil.example",
    "/admin/../x",
    "/admin/%2e%2e/x",
    "/admin/./../x",
    "/administrator",
    "/api/admin/events.csv",
    "javascript:alert(1)",
    "admin",
    "http://[",
    "//[evil",
    # urlsplit drops some control characters and keeps others. None can be in a header.
    "/admin/exams\n",
    "/admin/exams\r\nX-Injected: 1",
    "/admin/ex\tams",
    "/admin/exams?q=\x00",
    "/admin/exams#\x0b",
    "/admin/exams\x7f",
    "/admin/exams\x85",
    "\x1f/admin/exams",
]
INSIDE = ["/admin", "/admin/exams", "/admin/exams?q=a&page=2", "/admin/people/3"]
# The record whose id is used in the address of a page, by section.
RECORDS = {
    "exams": "exam",
    "packages": "package",
    "categories": "category",
    "locations": "location",
    "appointments": "appointment",
    "results": "ready result",
    "people": "user owner",
}


@pytest.fixture(scope="module")
def app(shared_app: APIFlask) -> APIFlask:
    return shared_app


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """A client without cookies, with an IP address of its own."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"10.0.{next(_addresses)}.1"
    return client


_addresses = iter(range(1, 256))


def account(app: APIFlask, role: Role, **values: Any) -> Account:
    with app.app_context():
        return create_account(role, **values)


def dashboard(app: APIFlask, of: Account) -> DashboardSession:
    with app.app_context():
        return open_dashboard(of)


def hold(client: FlaskClient, *, access: str | None = None, refresh: str | None = None) -> FlaskClient:
    """Set tokens in the dashboard's cookies."""
    if access is not None:
        client.set_cookie("lab_access", access)
    if refresh is not None:
        client.set_cookie("lab_refresh", refresh)
    return client


def form_token(client: FlaskClient, path: str = "/admin/sign-in") -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found is not None
    return found[1]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    data = {"csrf_token": form_token(client), "email": email, "password": password} | more
    return client.post("/admin/sign-in", data=data)


def is_door(answer: TestResponse) -> bool:
    text = answer.get_data(as_text=True)
    return 'name="password"' in text and 'action="/admin/sign-in"' in text


def cookies_set(answer: TestResponse) -> dict[str, str]:
    """Return the cookies that a response sets, with their attributes."""
    return {header.split("=", 1)[0]: header for header in answer.headers.getlist("Set-Cookie")}


def recorded(app: APIFlask, name: str) -> list[Any]:
    with app.app_context():
        return [entry for entry in entries() if entry.name == name]


def routes(app: APIFlask, method: str) -> list[Any]:
    """Return the dashboard's routes, without those of the sign-in."""
    names = ("sign_in_page", "sign_in", "pass_second_step", "choose_new_password", "renew", "set_language")
    open_ones = {f"admin.{name}" for name in names}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    return [rule for rule in rules if method in rule.methods and rule.endpoint not in open_ones]


def path_of(rule: Any, records: PolicyRecords) -> str:
    section = rule.rule.split("/")[2] if rule.rule.count("/") > 1 else ""
    number = str(records.rows[RECORDS[section]]) if "<int:" in rule.rule else ""
    path = re.sub(r"<path:[^>]+>", "nada", re.sub(r"<int:[^>]+>", number, rule.rule))
    return f"{path}?entityType=user&entityId=1" if path == "/admin/changes" else path


@pytest.mark.parametrize("part", [False, True])
def test_nobody_sees_anything_but_the_door(
    app: APIFlask, records: PolicyRecords, client: FlaskClient, part: bool
) -> None:
    asked = routes(app, "GET")
    assert len(asked) >= 20
    for rule in asked:
        path = path_of(rule, records)
        answer = client.get(path, headers={"HX-Request": "true"} if part else {})
        assert answer.status_code == 403, path
        assert is_door(answer), path
        assert f'name="next" value="{escape(path)}"' in answer.get_data(as_text=True)
        assert not {"lab_access", "lab_refresh"} & set(cookies_set(answer))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Dest": "document", "Upgrade-Insecure-Requests": "1"}, 303),
        ({"Sec-Fetch-Dest": "iframe", "Upgrade-Insecure-Requests": "1"}, 403),
        # Over plain HTTP, browsers do not say what they do with a response.
        ({"Upgrade-Insecure-Requests": "1"}, 303),
    ],
)
def test_a_browser_that_opens_a_page_is_led_to_the_sign_in(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/admin/exams?q=a", headers=headers)
    assert answer.status_code == status
    assert status == 403 or answer.headers["Location"] == "/admin/sign-in?next=/admin/exams?q%3Da"


def test_nobody_posts_anything(app: APIFlask, records: PolicyRecords, client: FlaskClient) -> None:
    asked = routes(app, "POST")
    assert asked
    for rule in asked:
        answer = client.post(path_of(rule, records), data={"csrf_token": form_token(client)})
        assert answer.status_code == 403, rule.rule
        assert is_door(answer), rule.rule


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR])
def test_a_token_of_anybody_else_in_the_cookie_shows_nothing(
    app: APIFlask, records: PolicyRecords, client: FlaskClient, role: Role
) -> None:
    somebody = account(app, role)
    opened = dashboard(app, somebody)
    hold(client, access=opened.access, refresh=opened.refresh)
    for method in ("GET", "POST"):
        for rule in routes(app, method):
            answer = client.open(path_of(rule, records), method=method)
            assert answer.status_code == 403, (method, rule.rule)
            assert "Examen" not in answer.get_data(as_text=True)
    refused = [entry for entry in recorded(app, "access.refused") if entry.user_id == somebody.id]
    assert refused
    assert all(entry.after["route"].startswith("/admin") for entry in refused)


def test_an_administrator_sees_every_page_and_no_answer_is_kept(
    app: APIFlask, records: PolicyRecords, client: FlaskClient
) -> None:
    hold(client, access=dashboard(app, account(app, Role.ADMIN)).access)
    for rule in routes(app, "GET"):
        path = path_of(rule, records)
        answer = client.get(path)
        assert answer.status_code == (404 if "<path:" in rule.rule else 200), path
        assert "no-store" in answer.headers["Cache-Control"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for answer in (client.get("/admin/people/999999"), client.get("/admin/exams?page=0"), client.get("/admin/sign-in")):
        assert answer.status_code in (404, 422, 200)
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_way_in(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    answer = sign_in(client, admin.email, next="/admin/exams?q=a")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/exams?q=a")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get("/admin").status_code == 200
    assert recorded(app, "session.opened")[-1].entity_id == admin.id


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR])
def test_anybody_else_is_turned_away_at_the_door_and_it_is_recorded(
    app: APIFlask, client: FlaskClient, role: Role
) -> None:
    somebody = account(app, role)
    answer = sign_in(client, somebody.email)
    assert answer.status_code == 403
    assert is_door(answer)
    assert "Este panel es solo para administradores." in answer.get_data(as_text=True)
    assert not {"lab_access", "lab_refresh"} & set(cookies_set(answer))
    refused = recorded(app, "access.refused")[-1]
    assert (refused.user_id, refused.after) == (somebody.id, {"method": "POST", "route": "/admin"})
    # The session opened to check the password has ended; other sessions continue.
    assert recorded(app, "session.revoked")[-1].entity_id == somebody.id
    with app.app_context():
        assert [one.id for one in queries.sessions.list_own(by=somebody.identity)] == [somebody.identity.session_id]
    assert client.get("/admin").status_code == 403


def test_a_wrong_password_and_no_such_account_read_the_same(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    pages = []
    for email in (admin.email, "nadie@lab.example"):
        answer = sign_in(client, email, "Otra-clave-1")
        assert answer.status_code == 401
        assert is_door(answer)
        assert not {"lab_access", "lab_refresh"} & set(cookies_set(answer))
        text = answer.get_data(as_text=True)
        assert "El correo o la contraseña no son correctos." in text
        assert "Otra-clave-1" not in text
        pages.append(re.sub(r'(nonce|value)="[^"]*"', "", text))
        assert recorded(app, "session.refused")[-1].after["email"] == email
    assert pages[0] == pages[1]


def test_a_deactivated_account_is_told_so_after_the_right_password_only(app: APIFlask, client: FlaskClient) -> None:
    gone = account(app, Role.ADMIN, active=False)
    for password, said in ((PASSWORD, True), ("Otra-clave-1", False)):
        answer = sign_in(client, gone.email, password)
        assert answer.status_code == 401
        assert is_door(answer)
        assert not {"lab_access", "lab_refresh"} & set(cookies_set(answer))
        assert ("El laboratorio desactivó esta cuenta." in answer.get_data(as_text=True)) == said


def test_guessing_at_the_door_is_slowed_down(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    statuses = [sign_in(client, admin.email, f"Intento-{number}").status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
    right = sign_in(client, admin.email)
    assert right.status_code == 429
    assert 1 <= int(right.headers["Retry-After"]) <= 60
    wait = right.headers["Retry-After"]
    said = rf"Demasiados intentos\. Inténtelo de nuevo dentro de ({wait} segundos?|1 minuto)\."
    assert re.search(said, right.get_data(as_text=True))
    assert is_door(right)


def test_an_empty_form_is_asked_again(client: FlaskClient) -> None:
    answer = sign_in(client, "", "")
    assert answer.status_code == 400
    assert "Complete el correo y la contraseña." in answer.get_data(as_text=True)


def test_a_form_that_is_too_large_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post("/admin/sign-in", data={"email": "a" * 30 * 1024**2, "password": "x"})
    assert answer.status_code == 413
    assert answer.mimetype == "text/html"
    assert "El contenido es demasiado grande." in answer.get_data(as_text=True)


@pytest.mark.parametrize("token", [None, "", "falso"])
def test_no_form_is_taken_without_its_token(app: APIFlask, client: FlaskClient, token: str | None) -> None:
    admin = account(app, Role.ADMIN)
    form_token(client)
    data = {} if token is None else {"csrf_token": token}
    before = len(recorded(app, "session.opened"))
    entering = client.post("/admin/sign-in", data=data | {"email": admin.email, "password": PASSWORD})
    assert (entering.status_code, is_door(entering)) == (400, True)
    assert len(recorded(app, "session.opened")) == before
    speaking = client.post("/admin/language", data=data | {"lang": "en"})
    assert speaking.status_code == 403
    assert "lang" not in cookies_set(speaking)
    opened = dashboard(app, admin)
    hold(client, access=opened.access, refresh=opened.refresh)
    assert client.post("/admin/sign-out", data=data).status_code == 403
    assert client.get("/admin").status_code == 200


def test_a_token_of_another_browser_is_none(app: APIFlask, client: FlaskClient) -> None:
    foreign = form_token(app.test_client())
    admin = account(app, Role.ADMIN)
    form_token(client)
    data = {"csrf_token": foreign, "email": admin.email, "password": PASSWORD}
    assert client.post("/admin/sign-in", data=data).status_code == 400


@pytest.mark.parametrize("address", FOREIGN)
def test_the_door_leads_nowhere_else(app: APIFlask, client: FlaskClient, address: str) -> None:
    page = client.get("/admin/sign-in", query_string={"next": address})
    assert page.status_code == 200
    assert 'name="next" value="/admin"' in page.get_data(as_text=True)
    answer = sign_in(client, account(app, Role.ADMIN).email, next=address)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin")
    data = {"csrf_token": form_token(client), "lang": "es", "next": address}
    assert client.post("/admin/language", data=data).headers["Location"] == "/admin"


@pytest.mark.parametrize("address", INSIDE)
def test_the_door_leads_back_to_where_one_wanted_to(app: APIFlask, client: FlaskClient, address: str) -> None:
    assert sign_in(client, account(app, Role.ADMIN).email, next=address).headers["Location"] == address


def test_an_address_cannot_add_a_header(app: APIFlask, client: FlaskClient) -> None:
    answer = sign_in(client, account(app, Role.ADMIN).email, next="/admin\r\nX-Injected: 1")
    assert answer.status_code == 303
    assert "X-Injected" not in answer.headers
    assert answer.headers["Location"].startswith("/admin")


CHANGES = [
    ("GET", "/api/admin/categories", None, 200),
    ("POST", "/api/admin/categories", {"name": "Por cookie"}, 201),
    ("PATCH", "/api/admin/categories/{id}", {"name": "Por cookie, otra"}, 200),
    ("DELETE", "/api/admin/categories/{id}", None, 204),
]


def test_rest_takes_the_cookie_only_beside_its_csrf_value(app: APIFlask, client: FlaskClient) -> None:
    admin, other = (dashboard(app, account(app, Role.ADMIN)) for _ in range(2))
    hold(client, access=admin.access)
    wrong = {
        "none": {},
        "empty": {"X-CSRF-TOKEN": ""},
        "made up": {"X-CSRF-TOKEN": "x" * 36},
        "not ASCII": {"X-CSRF-TOKEN": "ñ" * 32},
        "another's": other.header,
    }
    made = None
    for method, path, body, status in CHANGES:
        for kind, headers in wrong.items():
            refused = client.open(path.format(id=made), method=method, json=body, headers=headers)
            assert refused.status_code == 401, (method, kind)
            assert refused.json["code"] in ("token_missing", "token_invalid"), (method, kind)
        answer = client.open(path.format(id=made), method=method, json=body, headers=admin.header)
        assert answer.status_code == status, (method, answer.get_data(as_text=True))
        made = answer.json["id"] if method == "POST" else made
    names = [entry.name for entry in recorded(app, "category.created") + recorded(app, "category.deleted")]
    assert names == ["category.created", "category.deleted"]


def test_the_csrf_value_alone_or_a_refresh_token_opens_nothing(app: APIFlask, client: FlaskClient) -> None:
    admin = dashboard(app, account(app, Role.ADMIN))
    assert client.get("/api/admin/users", headers=admin.header).status_code == 401
    hold(client, access=admin.refresh)
    assert client.get("/api/admin/users", headers=admin.header).status_code == 401
    assert client.get("/admin").status_code == 403


def test_versions_mean_the_same_by_the_cookie(app: APIFlask, records: PolicyRecords, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    opened = dashboard(app, admin)
    hold(client, access=opened.access)
    headers = opened.header
    path = f"/api/admin/exams/{records.rows['exam']}"
    read = client.get(path, headers=headers)
    by_bearer = app.test_client().get(path, headers=admin.header)
    assert read.headers["ETag"] == by_bearer.headers["ETag"]
    assert re.fullmatch(r'"v\d+"', read.headers["ETag"])
    stale = client.patch(path, json={"sampleType": "Suero"}, headers=headers | {"If-Match": '"v999"'})
    assert (stale.status_code, stale.json["code"]) == (409, "stale")
    fresh = client.patch(path, json={"sampleType": "Suero"}, headers=headers | {"If-Match": read.headers["ETag"]})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != read.headers["ETag"]


def expired(app: APIFlask, of: Account, session: DashboardSession) -> str:
    """Return an access token of the session that expired longer ago than the tolerated clock skew."""
    with app.app_context():
        claims = {"sid": session.id, "ver": 0, "aud": "lab:dashboard"}
        return create_access_token(str(of.id), additional_claims=claims, expires_delta=timedelta(seconds=-60))


@pytest.mark.parametrize("held", ["expired", "none", "nonsense"])
def test_a_page_renews_an_access_token_that_is_over(app: APIFlask, client: FlaskClient, held: str) -> None:
    admin = account(app, Role.ADMIN)
    opened = dashboard(app, admin)
    access = {"expired": expired(app, admin, opened), "none": None, "nonsense": "x.y.z"}[held]
    hold(client, access=access, refresh=opened.refresh)
    answer = client.get("/admin/exams")
    assert answer.status_code == 200
    assert set(cookies_set(answer)) >= {"lab_access", "lab_refresh", "lab_csrf"}
    renewed, spent = value_of(client, "lab_access"), value_of(client, "lab_refresh")
    assert renewed != access
    assert spent != opened.refresh
    again = client.get("/admin/exams")
    assert again.status_code == 200
    assert "lab_access" not in cookies_set(again)
    header = {"X-CSRF-TOKEN": value_of(client, "lab_csrf")}
    assert client.get("/api/admin/users", headers=header).status_code == 200


def value_of(client: FlaskClient, name: str) -> str:
    cookie = client.get_cookie(name)
    assert cookie is not None
    return cookie.value


def renew(client: FlaskClient, session: DashboardSession) -> TestResponse:
    return client.post("/admin/session", headers=session.header)


def let_pass(app: APIFlask, session: DashboardSession, **time: float) -> None:
    """Let time pass for a session, as far as it concerns its last renewal."""
    with app.app_context(), unit_of_work() as work:
        row = work.session.get_one(AuthSession, session.id)
        assert row.spent_at is not None
        row.spent_at -= timedelta(**time)


def test_a_copied_refresh_token_ends_the_session_and_is_reported(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    opened = dashboard(app, admin)
    hold(client, refresh=opened.refresh)
    assert renew(client, opened).status_code == 200
    let_pass(app, opened, seconds=61)
    assert renew(client, opened).status_code == 200
    access, refresh = value_of(client, "lab_access"), value_of(client, "lab_refresh")
    thief = hold(app.test_client(), refresh=opened.refresh)
    refused = thief.get("/admin")
    assert (refused.status_code, is_door(refused)) == (403, True)
    # Whoever of the two was the thief: both are out.
    assert hold(app.test_client(), access=access).get("/admin").status_code == 403
    assert hold(app.test_client(), refresh=refresh).get("/admin").status_code == 403
    ended = recorded(app, "session.revoked")[-1]
    assert (ended.entity_id, ended.after) == (admin.id, {"session": opened.id, "reason": "refresh_reused"})
    assert (ended.report or {})["data"]["reason"] == "refresh_reused"


def test_the_pages_of_a_browser_renew_side_by_side(app: APIFlask, client: FlaskClient) -> None:
    """Requests of other pages, sent before a renewal, arrive after it, and after another one."""
    opened = dashboard(app, account(app, Role.ADMIN))
    before = hold(app.test_client(), refresh=opened.refresh)
    hold(client, refresh=opened.refresh)
    assert client.get("/admin").status_code == 200
    assert renew(client, opened).status_code == 200
    assert renew(client, opened).status_code == 200
    # A page that was restored with all others, whose request still has the first token.
    assert before.get("/admin").status_code == 200
    assert renew(before, opened).status_code == 200
    assert renew(client, opened).status_code == 200
    late = hold(app.test_client(), refresh=opened.refresh)
    assert renew(late, opened).status_code == 200
    assert not [one for one in recorded(app, "session.revoked") if one.after["session"] == opened.id]


def test_the_tokens_of_one_place_open_no_other(app: APIFlask, client: FlaskClient) -> None:
    """A token of an administrator that leaks from the app, from a cookie, or from a page opens only its own place."""
    admin = account(app, Role.ADMIN)
    opened = dashboard(app, admin)
    granted = renew(hold(client, refresh=opened.refresh), opened).json
    assert granted is not None
    users_of_lab = "/api/admin/users"
    fresh = app.test_client
    for name, token in {"of the app": admin.token, "of the socket": granted["accessToken"]}.items():
        assert hold(fresh(), access=token).get("/admin").status_code == 403, name
        assert hold(fresh(), access=token).get(users_of_lab, headers=opened.header).status_code == 401, name
    for name, token in {"of a page": opened.access, "of the socket": granted["accessToken"]}.items():
        assert fresh().get(users_of_lab, headers=bearer(token)).status_code == 401, name
    # Nor does the refresh token of one session get tokens of the other.
    assert hold(fresh(), refresh=admin.refresh_token).get("/admin").status_code == 403
    assert fresh().post("/api/auth/refresh", json={"refreshToken": opened.refresh}).status_code == 401
    browser = fresh()
    browser.set_cookie("lab_app_refresh", opened.refresh)
    assert browser.post("/api/session/refresh", headers={"X-Requested-With": "lab"}).status_code == 401
    # A token with the audience of one kind, and the session of another.
    with app.app_context():
        mixed = [
            create_access_token(str(admin.id), additional_claims={"sid": session, "ver": 0, "aud": audience})
            for session, audience in ((admin.identity.session_id, "lab:dashboard"), (opened.id, "lab"))
        ]
    assert hold(fresh(), access=mixed[0]).get("/admin").status_code == 403
    assert fresh().get(users_of_lab, headers=bearer(mixed[1])).status_code == 401
    # All of them are as good as before in their own place.
    assert fresh().get(users_of_lab, headers=admin.header).status_code == 200
    assert hold(fresh(), access=opened.access).get("/admin").status_code == 200


def test_only_a_refresh_token_of_a_live_session_renews(app: APIFlask, client: FlaskClient) -> None:
    admin, gone, left = (account(app, Role.ADMIN) for _ in range(3))
    opened, of_gone, ended = (dashboard(app, each) for each in (admin, gone, left))
    with app.app_context():
        users.deactivate(gone.id, by=admin.identity)
        sessions.sign_out(by=replace(left.identity, session_id=ended.id))
    worthless = {
        "an access token": (opened.access, opened),
        "of a deactivated account": (of_gone.refresh, of_gone),
        "of a session that ended": (ended.refresh, ended),
        "nonsense": ("x.y.z", opened),
    }
    for kind, (token, session) in worthless.items():
        hold(client, refresh=token)
        answer = client.get("/admin")
        assert (answer.status_code, is_door(answer)) == (403, True), kind
        assert "lab_access" not in cookies_set(answer), kind
        assert renew(client, session).status_code == 401, kind


def test_the_scripts_get_their_token_beside_the_csrf_value(app: APIFlask, client: FlaskClient) -> None:
    admin, patient = account(app, Role.ADMIN), account(app, Role.PATIENT)
    opened, other = dashboard(app, admin), dashboard(app, account(app, Role.ADMIN))
    hold(client, access=opened.access, refresh=opened.refresh)
    for headers in ({}, {"X-CSRF-TOKEN": "x" * 32}, other.header):
        answer = client.post("/admin/session", headers=headers)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
        assert not cookies_set(answer)
    granted = renew(client, opened)
    assert granted.status_code == 200
    assert granted.json is not None
    assert set(granted.json) == {"accessToken", "expiresIn", "userId", "endsIn", "canExtend"}
    assert granted.json["userId"] == admin.id
    assert "no-store" in granted.headers["Cache-Control"]
    of_patient = dashboard(app, patient)
    hold(client, access=of_patient.access, refresh=of_patient.refresh)
    refused = renew(client, of_patient)
    assert refused.status_code == 403
    assert "accessToken" not in refused.get_data(as_text=True)


def test_after_signing_out_nothing_of_it_works_any_more(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    sign_in(client, admin.email)
    access, refresh, csrf = (value_of(client, name) for name in ("lab_access", "lab_refresh", "lab_csrf"))
    answer = client.post("/admin/sign-out", data={"csrf_token": form_token(client, "/admin")})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/sign-in")
    for name in ("lab_access", "lab_refresh", "lab_csrf"):
        assert "Expires=Thu, 01 Jan 1970" in cookies_set(answer)[name]
    assert client.get_cookie("lab_access") is None
    assert client.get_cookie("lab_refresh") is None
    assert client.get("/admin").status_code == 403
    thief = hold(app.test_client(), access=access, refresh=refresh)
    assert thief.get("/admin").status_code == 403
    assert thief.get("/api/admin/users", headers={"X-CSRF-TOKEN": csrf}).status_code == 401
    assert thief.post("/admin/session", headers={"X-CSRF-TOKEN": csrf}).status_code == 401
    # Other sessions of the same account continue.
    assert hold(app.test_client(), access=dashboard(app, admin).access).get("/admin").status_code == 200


COOKIES = {"lab_access", "lab_refresh", "lab_csrf", "lab_forms", "lab_device"}
SCRIPT_READABLE = {"lab_csrf"}


def check_cookies(client: FlaskClient, email: str, *, secure: bool) -> None:
    page = client.get("/admin/sign-in")
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.get_data(as_text=True))
    assert found is not None
    data = {"csrf_token": found[1], "email": email, "password": PASSWORD}
    answer = client.post("/admin/sign-in", data=data, headers={"Referer": client_url(client)})
    assert answer.status_code == 303
    given = cookies_set(page) | cookies_set(answer)
    # No other host of the domain can plant a cookie with the prefix (RFC 6265bis, section 4.1.3.2).
    prefix = "__Host-" if secure else ""
    assert set(given) == {prefix + name for name in COOKIES}
    for name in COOKIES:
        header = given[prefix + name]
        attributes = [one.strip() for one in header.split(";")[1:]]
        assert f"SameSite={'Strict' if name == 'lab_device' else 'Lax'}" in attributes, name
        assert ("HttpOnly" in attributes) is (name not in SCRIPT_READABLE), name
        assert ("Secure" in attributes) is secure, name
        assert "Path=/" in attributes, name
        assert not any(one.startswith("Domain") for one in attributes), name


def client_url(client: FlaskClient) -> str:
    return f"{client.application.config['PREFERRED_URL_SCHEME']}://localhost/admin/sign-in"


def test_cookies_are_closed_to_scripts_and_to_other_sites(app: APIFlask, client: FlaskClient) -> None:
    check_cookies(client, account(app, Role.ADMIN).email, secure=False)


@pytest.fixture
def production(app: APIFlask, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    directory = tmp_path_factory.mktemp("production")
    with databases.fresh("sqlite", directory) as url:
        settings = {"DATABASE_URL": url, "INSTANCE_PATH": str(directory), "LOG_LEVEL": "ERROR"}
        made = create_app(load_settings(SECRETS | PRODUCTION | settings))
        made.config["PREFERRED_URL_SCHEME"] = "https"
        yield made
        with made.app_context():
            db.engine.dispose()


class Behind(FlaskClient):
    """A client whose requests pass the host's router, which terminates TLS."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"base_url": "https://localhost"} | kwargs)


def test_in_production_everything_is_for_tls_only(production: APIFlask) -> None:
    client = Behind(production, production.response_class)
    admin = account(production, Role.ADMIN)
    check_cookies(client, admin.email, secure=True)
    page = client.get("/admin")
    assert page.status_code == 200
    assert "max-age=" in page.headers["Strict-Transport-Security"]


DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy_of(answer: TestResponse) -> dict[str, str]:
    directives = [one.strip().split(" ", 1) for one in answer.headers["Content-Security-Policy"].split(";")]
    assert len({name for name, _sources in directives}) == len(directives)
    return dict(directives)


def test_the_policy_is_exact_and_its_nonce_is_of_one_answer(
    app: APIFlask, records: PolicyRecords, client: FlaskClient
) -> None:
    nonces = []
    answers = [client.get("/admin"), client.get("/admin/sign-in")]
    hold(client, access=dashboard(app, account(app, Role.ADMIN)).access)
    # A PDF shown within a page has a stricter policy.
    shown = [rule for rule in routes(app, "GET") if rule.endpoint != "admin.result_file"]
    for answer in [*answers, *(client.get(path_of(rule, records)) for rule in shown)]:
        policy = policy_of(answer)
        nonce = re.search(r"'nonce-([A-Za-z0-9+/=_-]{16,})'", policy["script-src"])
        assert nonce is not None
        expected = {name: sources.format(nonce=nonce[1]) for name, sources in DIRECTIVES.items()}
        assert policy == expected, answer.request.path
        assert answer.headers["X-Frame-Options"] == "DENY"
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        assert set(re.findall(r'nonce="([^"]*)"', text)) <= {nonce[1]}
        nonces.append(nonce[1])
    assert len(set(nonces)) == len(nonces)


def test_no_page_has_anything_inline(app: APIFlask, records: PolicyRecords, client: FlaskClient) -> None:
    hold(client, access=dashboard(app, account(app, Role.ADMIN)).access)
    for rule in routes(app, "GET"):
        answer = client.get(path_of(rule, records))
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        assert not re.search(r"<[^>]+ (style|on[a-z]+)=", text), rule.rule
        assert "<style" not in text, rule.rule
        for tag in re.findall(r"<script[^>]*>", text):
            assert "nonce=" in tag, (rule.rule, tag)
            assert "src=" in tag or 'type="application/json"' in tag, (rule.rule, tag)


def test_a_file_shown_in_a_page_loads_nothing(app: APIFlask, records: PolicyRecords, client: FlaskClient) -> None:
    hold(client, access=dashboard(app, account(app, Role.ADMIN)).access)
    answer = client.get(f"/admin/results/{records.rows['ready result']}/file")
    assert policy_of(answer) == {"default-src": "'none'", "frame-ancestors": "'self'"}


def test_a_real_browser_session_ends_everywhere_at_once(make_lab: MakeLab) -> None:
    lab = make_lab()
    admin = lab.account(Role.ADMIN)
    door = f"{lab.server.url}/admin/sign-in"
    with requests.Session() as browser:
        browser.trust_env = False
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.get(door, timeout=30).text)
        assert token is not None
        data = {"csrf_token": token[1], "email": admin.email, "password": PASSWORD}
        page = browser.post(door, data=data, timeout=30)
        assert (page.status_code, page.url) == (200, f"{lab.server.url}/admin"), page.text[-2000:]
        csrf = browser.cookies.get("lab_csrf")
        granted = browser.post(f"{lab.server.url}/admin/session", headers={"X-CSRF-TOKEN": csrf}, timeout=30).json()
        socket = lab.open(auth={"token": granted["accessToken"]})
        assert socket.connected()["userId"] == admin.id
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token is not None
        left = browser.post(f"{lab.server.url}/admin/sign-out", data={"csrf_token": token[1]}, timeout=30)
        assert left.url == door
        socket.wait_for("disconnect")
        assert browser.get(f"{lab.server.url}/admin", timeout=30).status_code == 403
