"""Malformed requests: each is refused with a problem document, and none is a server error."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.support.accounts import PASSWORD, Account
from tests.support.databases import writing
from tests.support.event_log import entries

MESSAGES = "/api/admin/messages"
NEW = {"type": "info", "message": "Aviso"}
JSON = {"Content-Type": "application/json"}
DEEP = 10_000


def check(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Check that the response is this problem and reveals no internals; return its body."""
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.get_data(as_text=True)
    body: dict[str, Any] = answer.json
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "code"}
    assert (body["type"], body["status"], body["code"]) == ("about:blank", status, code)
    assert body["title"]
    assert body["detail"]
    assert "Traceback" not in answer.get_data(as_text=True)
    return body


@pytest.fixture
def send(client: FlaskClient, admin: Account) -> Any:
    def post(data: str | bytes, path: str = MESSAGES, **headers: str) -> Any:
        return client.post(path, data=data, headers=admin.header | JSON | headers)

    return post


@pytest.mark.parametrize("document", ["[" * DEEP, '{"a":' * DEEP, "[" * DEEP + "]" * DEEP])
@pytest.mark.parametrize("path", [MESSAGES, "/api/auth/login", "/api/auth/logout"])
def test_a_document_without_end_is_the_clients_fault(send: Any, document: str, path: str) -> None:
    check(send(document, path), 400, "invalid_request")
    assert entries() == []


def test_a_deep_document_that_can_be_read_is_not_valid(send: Any) -> None:
    nested = "[" * 500 + "]" * 500
    assert check(send(nested), 422, "invalid_payload")["errors"] == {"_": ["Debe ser un objeto."]}
    body = check(send(f'{{"type":"info","message":{nested}}}'), 422, "invalid_payload")
    assert body["errors"] == {"message": ["Debe ser un texto."]}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{'type': 'info'}",
        b'{"type":"info"} x',
        b"\xff\xfe\xfd",
        b'"\xff"',
        b"\x00",
        b"null",
        b"type=info&message=x",
    ],
)
def test_what_is_no_json_is_not_understood(send: Any, data: bytes) -> None:
    check(send(data), 400, "invalid_request")


@pytest.fixture(params=[None, "text/plain", "application/x-www-form-urlencoded", "application/problem+json"])
def undeclared(request: pytest.FixtureRequest, client: FlaskClient) -> Any:
    """Send a body that is JSON, but not declared as such; it is refused."""

    def send(method: str, path: str, body: dict[str, Any], headers: dict[str, str]) -> None:
        options = {"data": json.dumps(body), "content_type": request.param, "headers": headers}
        check(client.open(path, method=method, **options), 415, "unsupported_media_type")

    return send


def test_every_route_reads_declared_json_only(app: Flask, undeclared: Any, admin: Account) -> None:
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/") or rule.rule.endswith("/file"):
            continue
        path = re.sub(r"<[^>]+>", "1", re.sub(r"<uuid:\w+>", str(UUID(int=1)), rule.rule))
        for method in sorted(rule.methods - {"GET", "HEAD", "OPTIONS"}):
            undeclared(method, path, {}, admin.header)


def test_what_is_not_declared_as_json_changes_nothing(
    client: FlaskClient, undeclared: Any, patient: Account, admin: Account
) -> None:
    undeclared("POST", "/api/session", {"email": patient.email, "password": PASSWORD}, {})
    assert client.get_cookie("lab_app_refresh") is None
    client.post("/api/session", json={"email": patient.email, "password": PASSWORD})
    cookie = client.get_cookie("lab_app_refresh")
    before = len(entries())
    undeclared("POST", "/api/session/refresh", {}, {"X-Requested-With": "lab"})
    undeclared("POST", "/api/session/password", {"currentPassword": PASSWORD, "newPassword": "Otra-1"}, patient.header)
    undeclared("POST", MESSAGES, NEW, admin.header)
    assert client.get_cookie("lab_app_refresh") == cookie
    assert len(entries()) == before
    declared = {"Content-Type": "application/json; charset=utf-8"}
    assert client.post(MESSAGES, data=json.dumps(NEW), headers=admin.header | declared).status_code == 201


def test_a_file_of_another_type_is_not_taken(client: FlaskClient, admin: Account) -> None:
    answer = client.put("/api/admin/results/1/file", data=b"%PDF", content_type="text/plain", headers=admin.header)
    check(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "true"])
def test_json_that_is_no_object(send: Any, body: str) -> None:
    assert check(send(body), 422, "invalid_payload")["errors"] == {"_": ["Debe ser un objeto."]}


def test_a_body_over_the_limit_is_not_read(app: Flask, send: Any) -> None:
    limit = app.config["MAX_CONTENT_LENGTH"]
    check(send(b" " * (limit + 1)), 413, "too_large")
    check(send(b" " * (limit + 1), "/api/auth/login"), 413, "too_large")


def test_faults_without_end_are_not_all_said(app: Flask, client: FlaskClient, send: Any) -> None:
    few = {"email": "a@lab.example", "password": "x"} | {f"f{number}": 1 for number in range(300)}
    assert len(check(send(json.dumps(few), "/api/auth/login"), 422, "invalid_payload")["errors"]) == 200
    # Anyone can send such bodies without signing in, so their size is limited.
    assert app.config["MAX_CONTENT_LENGTH"] <= 64 * 1024
    many = json.dumps({f"f{number}": 1 for number in range(10_000)})
    check(client.post("/api/auth/login", data=many, headers=JSON), 413, "too_large")
    check(client.post("/api/auth/logout", data=many, headers=JSON), 401, "token_missing")


def test_a_long_list_of_prices_is_taken(send: Any) -> None:
    changes = [{"examId": number, "price": "1234567.89"} for number in range(1_000_000, 1_005_000)]
    body = check(send(json.dumps({"changes": changes}), "/api/admin/prices"), 422, "invalid_payload")
    assert len(body["errors"]) == 5_000, "each names an exam that does not exist"


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nada", "/api/admin/nada", "/api/exams/uno", "/api/exams/1/2"])
def test_an_unknown_route(client: FlaskClient, admin: Account, path: str) -> None:
    for headers in ({}, admin.header):
        check(client.get(path, headers=headers), 404, "not_found")


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), str(2**63), str(2**64), "9" * 4000])
def test_a_number_that_no_record_has(client: FlaskClient, admin: Account, number: str) -> None:
    check(client.get(f"/api/exams/{number}"), 404, "not_found")
    check(client.get(f"/api/admin/users/{number}", headers=admin.header), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/api/catalog", "GET"),
        ("PUT", MESSAGES, "POST"),
        ("DELETE", "/api/admin/events", "GET"),
        ("PATCH", "/api/auth/login", "POST"),
    ],
)
def test_a_method_that_is_not_allowed(client: FlaskClient, method: str, path: str, allowed: str) -> None:
    answer = client.open(path, method=method, json={})
    check(answer, 405, "method_not_allowed")
    assert allowed in answer.headers["Allow"]


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfff", "\x1b[31m"])
def test_characters_that_no_database_keeps(send: Any, text: str) -> None:
    body = check(send(json.dumps(NEW | {"message": text})), 422, "invalid_payload")
    assert body["errors"] == {"message": ["No es válido."]}
    # In the name of a field, too; it is repeated only where it can be encoded.
    check(send(json.dumps(NEW | {text: 1})), 422, "invalid_payload")
    check(send(json.dumps({"email": text, "password": "x"}), "/api/auth/login"), 422, "invalid_payload")
    check(send(json.dumps({"email": "a@lab.example", "password": text}), "/api/auth/login"), 422, "invalid_payload")
    assert send(json.dumps({"refreshToken": text}), "/api/auth/refresh").status_code in (401, 422)
    assert entries() == []


@pytest.mark.parametrize("digits", [20, 400, 4000])
def test_huge_integers_are_too_large(send: Any, digits: int) -> None:
    change = f'{{"changes":[{{"examId":{"9" * digits},"price":1}}]}}'
    body = check(send(change, "/api/admin/prices"), 422, "invalid_payload")
    assert body["errors"] == {"changes.0.examId": ["Debe ser como máximo 2147483647."]}
    price = f'{{"changes":[{{"examId":1,"price":{"9" * digits}}}]}}'
    assert list(check(send(price, "/api/admin/prices"), 422, "invalid_payload")["errors"]) == ["changes.0.price"]


def test_an_integer_that_python_would_not_read(send: Any) -> None:
    check(send(f'{{"changes":[{{"examId":{"9" * 5000},"price":1}}]}}', "/api/admin/prices"), 400, "invalid_request")


@pytest.mark.parametrize("price", ["NaN", "Infinity", "-Infinity", "1e999", '"1e999999999"', '"NaN"', "-0.01"])
def test_prices_that_are_no_amount(send: Any, price: str) -> None:
    body = check(send(f'{{"changes":[{{"examId":1,"price":{price}}}]}}', "/api/admin/prices"), 422, "invalid_payload")
    assert list(body["errors"]) == ["changes.0.price"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00", "2026-01-01T00:00:00"])
@pytest.mark.parametrize("path", ["/api/admin/events", "/api/admin/events.csv", "/api/admin/appointments"])
def test_moments_beyond_the_calendar(client: FlaskClient, admin: Account, path: str, moment: str) -> None:
    for name in ("from", "to"):
        answer = client.get(path, query_string={name: moment}, headers=admin.header)
        assert list(check(answer, 422, "invalid_payload")["errors"]) == [name]


@pytest.mark.parametrize(
    "query",
    ["entityType=%00", "afterId=-1", "afterId=2147483648", "entityId=99999999999", "page=0", "page=x", "nada=1"],
)
def test_filters_that_are_not_valid(client: FlaskClient, admin: Account, query: str) -> None:
    body = check(client.get(f"/api/admin/events?{query}", headers=admin.header), 422, "invalid_payload")
    assert list(body["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("query", ["page=1&page=2", "q=a&q=a", "nada=1&nada=2", "entityType=exam&q=x&entityType=user"])
def test_a_repeated_parameter_has_no_meaning(client: FlaskClient, admin: Account, query: str) -> None:
    for path in ("/api/exams", "/api/admin/events", "/api/admin/events.csv", "/api/auth/me"):
        body = check(client.get(f"{path}?{query}", headers=admin.header), 422, "invalid_payload")
        assert body["errors"] == {query.partition("=")[0]: ["Está repetido."]}


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_an_unexpected_error_tells_nothing(client: FlaskClient, patient: Account) -> None:
    with writing() as session:
        session.execute(text("ALTER TABLE package RENAME TO misplaced"))
    for headers in ({}, patient.header):
        answer = client.get("/api/packages", headers=headers)
        assert check(answer, 500, "internal")["detail"] == "Error interno."
        assert not re.search("FROM package|SELECT|psycopg|sqlalchemy", answer.text)


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Bearer ñ.ñ.ñ", "Basic YTpi", "Bearer " + "a" * 10_000])
def test_what_is_no_token(client: FlaskClient, header: str) -> None:
    answer = client.get("/api/auth/me", headers={"Authorization": header})
    assert check(answer, 401, answer.json["code"])["code"] in ("token_missing", "token_invalid")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_unknown_address_is_a_page_for_browsers_only(client: FlaskClient) -> None:
    page = client.get("/no-existe", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert 'id="app"' in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    slash = client.get("/cuenta/", headers={"Accept": "text/html"})
    assert (slash.status_code, slash.headers["Location"]) == (308, "/cuenta")
    assert client.get("/favicon.ico").mimetype == "image/png"
    for method, path, accept in (
        ("GET", "/api/no-existe", "text/html"),
        ("GET", "/static/no-existe.js", "*/*"),
        ("POST", "/no-existe", "text/html"),
        ("GET", "/no-existe", "application/json"),
    ):
        answer = client.open(path, method=method, headers={"Accept": accept})
        assert answer.status_code in (404, 405), path
        assert answer.mimetype == "application/problem+json", path
