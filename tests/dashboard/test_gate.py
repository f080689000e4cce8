"""Sign-in to the dashboard: sessions, cookies, CSRF, redirects, and the pages' security headers."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient
from flask_jwt_extended import create_access_token
from werkzeug.test import TestResponse

from labapp import create_app, queries
from labapp.config import load_settings
from labapp.extensions import db
from labapp.identity import Role
from labapp.services import sessions, users
from tests.support.accounts import PASSWORD, Account, bearer, create_account
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


def csrf_of(token: str) -> str:
    return str(jwt.decode(token, options={"verify_signature": False})["csrf"])


def hold(client: FlaskClient, *, access: str | None = None, refresh: str | None = None) -> FlaskClient:
    """Set tokens in the dashboard's cookies."""
    if access is not None:
        client.set_cookie("lab_access", access)
    if refresh is not None:
        client.set_cookie("lab_refresh", refresh, path="/admin")
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
    open_ones = {"admin.sign_in_page", "admin.sign_in", "admin.renew", "admin.set_language"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    return [rule for rule in rules if method in rule.methods and rule.endpoint not in open_ones]


def path_of(rule: Any, records: PolicyRecords) -> str:
    section = rule.rule.split("/")[2] if rule.rule.count("/") > 1 else ""
    number = str(records.rows[RECORDS[section]]) if "<int:" in rule.rule else ""
    return re.sub(r"<path:[^>]+>", "nada", re.sub(r"<int:[^>]+>", number, rule.rule))


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
        assert f'name="next" value="{path}"' in answer.get_data(as_text=True)
        assert not {"lab_access", "lab_refresh"} & set(cookies_set(answer))


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
    hold(client, access=somebody.token, refresh=somebody.refresh_token)
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
    hold(client, access=account(app, Role.ADMIN).token)
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


def test_guessing_at_the_door_is_slowed_down(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    statuses = [sign_in(client, admin.email, f"Intento-{number}").status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
    right = sign_in(client, admin.email)
    assert right.status_code == 429
    assert 1 <= int(right.headers["Retry-After"]) <= 60
    assert "Demasiados intentos" in right.get_data(as_text=True)
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
    hold(client, access=admin.token, refresh=admin.refresh_token)
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
    admin, other = account(app, Role.ADMIN), account(app, Role.ADMIN)
    hold(client, access=admin.token)
    wrong = {
        "none": {},
        "empty": {"X-CSRF-TOKEN": ""},
        "made up": {"X-CSRF-TOKEN": "x" * 36},
        "another's": {"X-CSRF-TOKEN": csrf_of(other.token)},
        "the refresh token's": {"X-CSRF-TOKEN": csrf_of(admin.refresh_token)},
    }
    made = None
    for method, path, body, status in CHANGES:
        for kind, headers in wrong.items():
            refused = client.open(path.format(id=made), method=method, json=body, headers=headers)
            assert refused.status_code == 401, (method, kind)
            assert refused.json["code"] in ("token_missing", "token_invalid"), (method, kind)
        headers = {"X-CSRF-TOKEN": csrf_of(admin.token)}
        answer = client.open(path.format(id=made), method=method, json=body, headers=headers)
        assert answer.status_code == status, (method, answer.get_data(as_text=True))
        made = answer.json["id"] if method == "POST" else made
    names = [entry.name for entry in recorded(app, "category.created") + recorded(app, "category.deleted")]
    assert names == ["category.created", "category.deleted"]


def test_the_csrf_value_alone_or_a_refresh_token_opens_nothing(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    headers = {"X-CSRF-TOKEN": csrf_of(admin.token)}
    assert client.get("/api/admin/users", headers=headers).status_code == 401
    hold(client, access=admin.refresh_token)
    headers = {"X-CSRF-TOKEN": csrf_of(admin.refresh_token)}
    assert client.get("/api/admin/users", headers=headers).status_code == 401
    assert client.get("/admin").status_code == 403


def test_versions_mean_the_same_by_the_cookie(app: APIFlask, records: PolicyRecords, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    hold(client, access=admin.token)
    headers = {"X-CSRF-TOKEN": csrf_of(admin.token)}
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


def expired(app: APIFlask, of: Account) -> str:
    """Return an access token of the account's session that expired longer ago than the tolerated clock skew."""
    with app.app_context():
        claims = {"sid": of.identity.session_id, "ver": 0}
        return create_access_token(str(of.id), additional_claims=claims, expires_delta=timedelta(seconds=-60))


@pytest.mark.parametrize("held", ["expired", "none", "nonsense"])
def test_a_page_renews_an_access_token_that_is_over(app: APIFlask, client: FlaskClient, held: str) -> None:
    admin = account(app, Role.ADMIN)
    access = {"expired": expired(app, admin), "none": None, "nonsense": "x.y.z"}[held]
    hold(client, access=access, refresh=admin.refresh_token)
    answer = client.get("/admin/exams")
    assert answer.status_code == 200
    assert set(cookies_set(answer)) >= {"lab_access", "csrf_access_token"}
    assert "lab_refresh" not in cookies_set(answer)
    renewed = client.get_cookie("lab_access")
    assert renewed is not None
    assert renewed.value != access
    again = client.get("/admin/exams")
    assert again.status_code == 200
    assert "lab_access" not in cookies_set(again)
    value = client.get_cookie("csrf_access_token")
    assert value is not None
    assert client.get("/api/admin/users", headers={"X-CSRF-TOKEN": value.value}).status_code == 200


def test_only_a_refresh_token_of_a_live_session_renews(app: APIFlask, client: FlaskClient) -> None:
    admin, gone, ended = (account(app, Role.ADMIN) for _ in range(3))
    with app.app_context():
        users.deactivate(gone.id, by=admin.identity)
        sessions.sign_out(by=ended.identity)
    worthless = {
        "an access token": admin.token,
        "of a deactivated account": gone.refresh_token,
        "of a session that ended": ended.refresh_token,
        "nonsense": "x.y.z",
    }
    for kind, token in worthless.items():
        hold(client, refresh=token)
        answer = client.get("/admin")
        assert (answer.status_code, is_door(answer)) == (403, True), kind
        assert "lab_access" not in cookies_set(answer), kind
        assert client.post("/admin/session", headers={"X-CSRF-TOKEN": csrf_or(token)}).status_code == 401, kind


def csrf_or(token: str) -> str:
    return csrf_of(token) if token.count(".") == 2 and len(token) > 20 else "x"


def test_the_scripts_get_their_token_beside_the_csrf_value(app: APIFlask, client: FlaskClient) -> None:
    admin, patient = account(app, Role.ADMIN), account(app, Role.PATIENT)
    hold(client, access=admin.token, refresh=admin.refresh_token)
    for headers in ({}, {"X-CSRF-TOKEN": "x" * 36}, {"X-CSRF-TOKEN": csrf_of(admin.token)}):
        answer = client.post("/admin/session", headers=headers)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
        assert not cookies_set(answer)
    granted = client.post("/admin/session", headers={"X-CSRF-TOKEN": csrf_of(admin.refresh_token)})
    assert granted.status_code == 200
    assert set(granted.json) == {"accessToken", "expiresIn", "userId"}
    assert granted.json["userId"] == admin.id
    assert "no-store" in granted.headers["Cache-Control"]
    granted_header = bearer(granted.json["accessToken"])
    assert app.test_client().get("/api/admin/users", headers=granted_header).status_code == 200
    hold(client, access=patient.token, refresh=patient.refresh_token)
    refused = client.post("/admin/session", headers={"X-CSRF-TOKEN": csrf_of(patient.refresh_token)})
    assert refused.status_code == 403
    assert "accessToken" not in refused.get_data(as_text=True)


def test_after_signing_out_nothing_of_it_works_any_more(app: APIFlask, client: FlaskClient) -> None:
    admin = account(app, Role.ADMIN)
    sign_in(client, admin.email)
    kept = {name: client.get_cookie(name) for name in ("lab_access", "csrf_access_token")}
    refresh = client.get_cookie("lab_refresh", path="/admin")
    assert refresh is not None
    access, value = kept["lab_access"], kept["csrf_access_token"]
    assert access is not None
    assert value is not None
    answer = client.post("/admin/sign-out", data={"csrf_token": form_token(client, "/admin")})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/sign-in")
    for name in ("lab_access", "lab_refresh", "csrf_access_token", "csrf_refresh_token"):
        assert "Expires=Thu, 01 Jan 1970" in cookies_set(answer)[name]
    assert client.get_cookie("lab_access") is None
    assert client.get_cookie("lab_refresh", path="/admin") is None
    assert client.get("/admin").status_code == 403
    thief = hold(app.test_client(), access=access.value, refresh=refresh.value)
    assert thief.get("/admin").status_code == 403
    assert thief.get("/api/admin/users", headers={"X-CSRF-TOKEN": value.value}).status_code == 401
    stolen = {"X-CSRF-TOKEN": csrf_of(refresh.value)}
    assert thief.post("/admin/session", headers=stolen).status_code == 401
    # Other sessions of the same account continue.
    assert hold(app.test_client(), access=admin.token).get("/admin").status_code == 200


SCRIPT_READABLE = {"csrf_access_token", "csrf_refresh_token"}
PATHS = {
    "lab_access": "/",
    "csrf_access_token": "/",
    "lab_refresh": "/admin",
    "csrf_refresh_token": "/admin",
    "lab_forms": "/",
    "lab_device": "/admin",
}


def check_cookies(client: FlaskClient, email: str, *, secure: bool) -> None:
    page = client.get("/admin/sign-in")
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.get_data(as_text=True))
    assert found is not None
    data = {"csrf_token": found[1], "email": email, "password": PASSWORD}
    answer = client.post("/admin/sign-in", data=data, headers={"Referer": client_url(client)})
    assert answer.status_code == 303
    given = cookies_set(page) | cookies_set(answer)
    assert set(given) == set(PATHS)
    for name, header in given.items():
        attributes = [one.strip() for one in header.split(";")[1:]]
        assert f"SameSite={'Strict' if name == 'lab_device' else 'Lax'}" in attributes, name
        assert ("HttpOnly" in attributes) is (name not in SCRIPT_READABLE), name
        assert ("Secure" in attributes) is secure, name
        assert f"Path={PATHS[name]}" in attributes, name
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
    hold(client, access=account(app, Role.ADMIN).token)
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
    hold(client, access=account(app, Role.ADMIN).token)
    for rule in routes(app, "GET"):
        answer = client.get(path_of(rule, records))
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        assert not re.search(r"<[^>]+ (style|on[a-z]+)=", text), rule.rule
        assert "<style" not in text, rule.rule
        for tag in re.findall(r"<script[^>]*>", text):
            assert "nonce=" in tag, (rule.rule, tag)
            assert "src=" in tag or 'type="application/json"' in tag, (rule.rule, tag)


def test_a_file_shown_in_a_page_loads_nothing(app: APIFlask, records: PolicyRecords, client: FlaskClient) -> None:
    hold(client, access=account(app, Role.ADMIN).token)
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
        csrf = browser.cookies.get("csrf_refresh_token")
        granted = browser.post(f"{lab.server.url}/admin/session", headers={"X-CSRF-TOKEN": csrf}, timeout=30).json()
        socket = lab.open(auth={"token": granted["accessToken"]})
        assert socket.connected()["userId"] == admin.id
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token is not None
        left = browser.post(f"{lab.server.url}/admin/sign-out", data={"csrf_token": token[1]}, timeout=30)
        assert left.url == door
        socket.wait_for("disconnect")
        assert browser.get(f"{lab.server.url}/admin", timeout=30).status_code == 403
