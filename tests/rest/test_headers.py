"""Headers: what a browser may store, what other sites may do with a response, and what a sign-out clears."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.http.headers import SIGN_OUTS, STORABLE
from tests.support.accounts import PASSWORD, Account, open_dashboard
from tests.support.application import open_application
from tests.support.routes import path_of

PUBLIC = "/api/catalog"
CLEARED = "Clear-Site-Data"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_nothing_under_the_api_or_the_dashboard_is_stored_but_the_public_catalogue(
    app: Flask, client: FlaskClient, admin: Account, patient: Account
) -> None:
    client.set_cookie("lab_access", open_dashboard(admin).access)
    asked = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not f"{rule.rule}/".startswith(("/api/", "/admin/")):
            continue
        for header in (None, patient.header, admin.header):
            answer = client.get(path_of(rule.rule), headers=header, buffered=True)
            assert answer.status_code != 500, rule.rule
            expected = "public, no-cache" if rule.endpoint in STORABLE else "no-store"
            assert answer.headers["Cache-Control"] == expected, (rule.rule, header)
            asked += 1
    assert asked > 100


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/nothing"), ("DELETE", PUBLIC), ("POST", "/api/auth/login"), ("GET", "/admin/no")]
)
def test_refusals_are_not_stored(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code >= 400
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_catalogue_is_revalidated(client: FlaskClient) -> None:
    whole = client.get(PUBLIC)
    again = client.get(PUBLIC, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "public, no-cache")


@pytest.mark.parametrize(
    "path", ["/", "/citas", "/admin/sign-in", "/api/docs", "/api/catalog", "/api/auth/me", "/static/build/app.js"]
)
def test_other_sites_can_neither_embed_nor_observe(client: FlaskClient, path: str) -> None:
    answer = client.get(path, buffered=True)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers.getlist("Referrer-Policy") == ["same-origin"]
    if answer.mimetype == "text/html":
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        (permissions,) = answer.headers.getlist("Permissions-Policy")
        assert {"camera=()", "geolocation=()", "microphone=()"} <= set(permissions.split(", "))


@pytest.mark.parametrize("path", [PUBLIC, "/api/auth/me", "/api/admin/users"])
def test_what_is_not_a_page_can_load_nothing(client: FlaskClient, admin: Account, path: str) -> None:
    for headers in ({}, admin.header):
        policy = client.get(path, headers=headers).headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'"


def test_a_listed_origin_still_reads_answers(databases: object, database_url: str, tmp_path: Path) -> None:
    with open_application(database_url, tmp_path, CORS_ORIGINS="https://friend.example") as app:
        answer = app.test_client().get(PUBLIC, headers={"Origin": "https://friend.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://friend.example"


def test_every_sign_out_clears_the_cache_and_nothing_else(app: Flask, client: FlaskClient, patient: Account) -> None:
    assert set(app.view_functions) >= SIGN_OUTS
    credentials = {"email": patient.email, "password": PASSWORD}
    entered = client.post("/api/session", json=credentials)
    assert (entered.status_code, CLEARED in entered.headers) == (200, False)
    header = {"Authorization": f"Bearer {entered.json['accessToken']}"}
    left = client.delete("/api/session", headers=header)
    assert (left.status_code, left.headers[CLEARED]) == (204, '"cache"')
    again = client.delete("/api/session", headers=header)
    assert (again.status_code, CLEARED in again.headers) == (401, False)
    for path in ("/api/auth/logout", "/api/auth/logout-everywhere"):
        token = client.post("/api/auth/login", json=credentials).json["accessToken"]
        ended = client.post(path, headers={"Authorization": f"Bearer {token}"})
        assert (ended.status_code, ended.headers[CLEARED]) == (204, '"cache"')


def test_signing_out_of_the_dashboard_clears_the_cache_and_leaves_the_app_signed_in(
    app: Flask, client: FlaskClient, admin: Account, patient: Account
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client.set_cookie("lab_access", open_dashboard(admin).access)
    client.post("/api/session", json={"email": patient.email, "password": PASSWORD})
    left = client.post("/admin/sign-out")
    assert (left.status_code, left.headers[CLEARED]) == (303, '"cache"')
    assert not any(one.startswith("lab_app") for one in left.headers.getlist("Set-Cookie"))
    assert client.post("/api/session/refresh", headers={"X-Requested-With": "lab"}).status_code == 200
