"""The position of a response, and the records in events: data and the events after it give the data of now."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from labapp.events import log
from labapp.unit_of_work import reading
from tests.support.accounts import Account
from tests.support.event_log import entries
from tests.support.results import Ordered


@pytest.fixture
def environment() -> dict[str, str]:
    return {"CORS_ORIGINS": "https://app.example"}


def head() -> str:
    with reading() as session:
        found = log.head(session)
    return f"{found.epoch}:{found.seq}"


def state_of(client: FlaskClient, path: str) -> Any:
    """Return what the public catalogue shows of a record, None where it shows nothing."""
    answer = client.get(path)
    return answer.json if answer.status_code == 200 else None


def create(client: FlaskClient, admin: Account, path: str, values: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/api/admin/{path}", json=values, headers=admin.header)
    assert answer.status_code == 201, answer.json
    made: dict[str, Any] = answer.json
    return made


@pytest.fixture
def catalogue(client: FlaskClient, admin: Account) -> dict[str, dict[str, Any]]:
    """One record of each kind, by path."""
    category = create(client, admin, "categories", {"name": "Química"})
    exam = create(client, admin, "exams", {"code": "G", "name": "Glucosa", "categoryId": category["id"], "price": "4"})
    package = create(client, admin, "packages", {"code": "P", "name": "Perfil", "price": "9", "examIds": [exam["id"]]})
    location = create(client, admin, "locations", {"name": "Sede"})
    return {"categories": category, "exams": exam, "packages": package, "locations": location}


def changes_of(path: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Yield changes of a record: method, end of the path, body."""
    if path in ("exams", "packages"):
        yield "PATCH", "/price", {"price": "7.50"}
    yield "PATCH", "", {"name": "Otro nombre"}
    yield "PATCH", "", {"active": False}
    yield "PATCH", "", {"name": "Sin ofrecer"}
    yield "PATCH", "", {"active": True}
    yield "DELETE", "", None


@pytest.mark.parametrize("path", ["packages", "exams", "categories", "locations"])
def test_an_event_carries_what_the_catalogue_shows_after_it(
    client: FlaskClient, admin: Account, catalogue: dict[str, dict[str, Any]], path: str
) -> None:
    # In this order nothing is in use when it is deleted.
    for used in {"exams": ["packages"], "categories": ["packages", "exams"]}.get(path, []):
        client.delete(f"/api/admin/{used}/{catalogue[used]['id']}", headers=admin.header)
    row_id = catalogue[path]["id"]
    for method, end, body in changes_of(path):
        before = entries()[-1].seq
        answer = client.open(f"/api/admin/{path}/{row_id}{end}", method=method, json=body, headers=admin.header)
        assert answer.status_code in (200, 204), answer.json
        (entry,) = entries(after=before)
        assert entry.payload is not None
        assert "entity" in entry.payload
        assert entry.payload["entity"] == state_of(client, f"/api/{path}/{row_id}")
        assert entry.payload["version"] == client.get("/api/catalog").json["version"] == entry.seq


def test_each_event_of_a_price_list_carries_its_exam(
    client: FlaskClient, admin: Account, catalogue: dict[str, dict[str, Any]]
) -> None:
    exam = catalogue["exams"]
    body = {"changes": [{"examId": exam["id"], "price": "12.25"}]}
    assert client.post("/api/admin/prices", json=body, headers=admin.header).status_code == 200
    entry = entries()[-1]
    assert entry.payload is not None
    assert entry.payload["entity"] == state_of(client, f"/api/exams/{exam['id']}") == exam | {"price": "12.25"}


def test_the_position_is_that_of_the_log_and_it_is_on_what_a_screen_keeps(
    client: FlaskClient,
    admin: Account,
    patient: Account,
    doctor: Account,
    catalogue: dict[str, dict[str, Any]],
    ordered: Ordered,
) -> None:
    paths = client.get("/api/openapi.json").json["paths"]
    kept = {path for path, them in paths.items() if them.get("get", {}).get("x-event-position")}
    assert {"/api/catalog", "/api/exams", "/api/appointments", "/api/results/{result_id}"} < kept
    assert "/api/auth/me/inbox" in kept
    lists = sorted(path for path in kept if "{" not in path)
    for path in lists:
        for account in (patient, doctor, admin):
            before = head()
            answer = client.get(path, headers=account.header)
            if answer.status_code == 200:
                # Reading can itself be recorded, after the data.
                assert answer.headers["Event-Position"] == before, path
                break
        else:
            raise AssertionError(path)
    tag = client.get("/api/catalog").headers["ETag"]
    unchanged = client.get("/api/catalog", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.headers["Event-Position"]) == (304, head())
    refused = client.get("/api/exams/999999")
    moved = client.patch(f"/api/admin/exams/{catalogue['exams']['id']}", json={"name": "N"}, headers=admin.header)
    for answer in (client.get("/api/auth/me", headers=admin.header), moved, client.get("/health"), refused):
        assert "Event-Position" not in answer.headers
    assert (moved.status_code, refused.status_code) == (200, 404)


def test_other_origins_can_read_the_position(client: FlaskClient) -> None:
    answer = client.get("/api/catalog", headers={"Origin": "https://app.example"})
    assert "Event-Position" in answer.headers["Access-Control-Expose-Headers"].split(", ")
