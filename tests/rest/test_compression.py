"""Compression: only of what everybody may read, so that the length of a response reveals no secret."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.http.compression import MIN_BYTES, PUBLIC
from tests.support.accounts import Account, open_dashboard
from tests.support.exams import make_exam
from tests.support.routes import path_of

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
CATALOG = "/api/catalog"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def exams(admin: Account) -> None:
    for number in range(10):
        make_exam(f"EX{number}", group="Química", description="Una descripción del examen. " * 3)


def paths(app: Flask) -> list[tuple[str, str]]:
    """Return the endpoint and a path of every route that is read."""
    return [(rule.endpoint, path_of(rule.rule)) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


def test_only_public_routes_are_compressed(app: Flask, client: FlaskClient, admin: Account, patient: Account) -> None:
    client.set_cookie("lab_access", open_dashboard(admin).access)
    compressed = set()
    for endpoint, path in paths(app):
        for header in (None, patient.header, admin.header):
            answer = client.get(path, headers=GZIP | (header or {}), buffered=True)
            if "Content-Encoding" in answer.headers:
                compressed.add(endpoint)
    assert {"webapp.shell", "catalog.whole", "openapi.spec"} <= compressed <= set(PUBLIC) <= set(app.view_functions)


def test_what_is_compressed_is_the_same_for_everybody(app: Flask, client: FlaskClient, admin: Account) -> None:
    stranger = app.test_client()
    client.set_cookie("lab_access", open_dashboard(admin).access)
    for endpoint, path in paths(app):
        if endpoint in PUBLIC:
            seen = client.get(f"{path}?q=x", headers=admin.header, buffered=True)
            assert seen.data == stranger.get(f"{path}?q=x", buffered=True).data, path
            assert "Set-Cookie" not in seen.headers


def test_the_content_is_the_same_with_and_without(client: FlaskClient) -> None:
    plain, packed = client.get(CATALOG), client.get(CATALOG, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert plain.headers["ETag"] == packed.headers["ETag"]
    again = client.get(CATALOG, headers=GZIP | {"If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", packed.headers["ETag"])
    assert "Content-Encoding" not in client.get(CATALOG, headers={"Accept-Encoding": "gzip;q=0, *"}).headers
    small = client.get("/api/categories?q=nothing", headers=GZIP)
    assert len(small.data) < MIN_BYTES
    assert "Content-Encoding" not in small.headers
