"""The catalogue over REST: what everybody reads, what administrators change, and that only they can."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.services import users
from tests.support.accounts import Account
from tests.support.desk import Desk
from tests.support.event_log import entries

EXAM = {
    "id",
    "code",
    "name",
    "categoryId",
    "price",
    "description",
    "preparation",
    "sampleType",
    "turnaroundHours",
    "active",
}
PACKAGE = {"id", "code", "name", "price", "description", "examIds", "active"}
LOCATION = {
    "id",
    "name",
    "address",
    "phone",
    "openingHours",
    "schedule",
    "timezone",
    "slotMinutes",
    "slotCapacity",
    "active",
}
CATEGORY = {"id", "name", "description", "active"}


class CatalogDesk(Desk):
    """The requests of an administrator about the catalogue."""

    def add(self, path: str, **values: Any) -> Any:
        answer = self("POST", path, values)
        assert answer.status_code == 201, answer.text
        return answer.json

    def exam(self, code: str, category: int, **values: Any) -> Any:
        return self.add("/exams", **{"code": code, "name": code, "categoryId": category, "price": "10.00"} | values)


@pytest.fixture
def staff(client: FlaskClient, admin: Account) -> CatalogDesk:
    return CatalogDesk(client, admin, "/api/admin")


def test_each_kind_lives_through_create_read_change_and_delete(staff: CatalogDesk, client: FlaskClient) -> None:
    category = staff.add("/categories", name="Bioquímica")
    bodies = {
        "categories": (CATEGORY, {"name": "Hematología"}, {"name": "Sangre"}),
        "exams": (
            EXAM,
            {"code": "GLU", "name": "Glucosa", "categoryId": category["id"], "price": "12.5"},
            {"preparation": "Ayunas de 8 horas", "turnaroundHours": 6},
        ),
        "packages": (PACKAGE, {"code": "P1", "name": "Perfil", "price": 20}, {"description": "Completo"}),
        "locations": (LOCATION, {"name": "Sede Norte"}, {"openingHours": "7-19 h", "phone": "555"}),
    }
    kinds = {"categories": "category", "exams": "exam", "packages": "package", "locations": "location"}
    for path, (fields, new, patch) in bodies.items():
        answer = staff("POST", f"/{path}", new)
        assert answer.status_code == 201
        made = answer.json
        assert set(made) == fields
        assert made["active"] is True
        where = f"/{path}/{made['id']}"
        assert answer.headers["Location"] == f"/api/admin{where}"
        assert answer.headers["ETag"] == '"v1"'
        assert staff("GET", where).json == made
        assert client.get(f"/api{where}").json == made

        changed = staff("PATCH", where, patch)
        assert changed.json == made | patch
        assert changed.headers["ETag"] == '"v2"'
        assert staff("GET", where).headers["ETag"] == '"v2"'
        assert staff("PATCH", where, patch).headers["ETag"] == '"v2"'

        gone = staff("DELETE", where)
        assert (gone.status_code, gone.data) == (204, b"")
        for url in (f"/api/admin{where}", f"/api{where}"):
            assert client.get(url, headers=staff.account.header).status_code == 404
        told = [(e.name, e.event, e.payload) for e in entries() if e.entity_type == kinds[path]][-3:]
        assert [name for name, _, _ in told] == [f"{kinds[path]}.{what}" for what in ("created", "updated", "deleted")]
        for _, event, payload in told:
            assert event == "catalog:update"
            assert payload is not None
            assert (payload["type"], payload["entityId"]) == (kinds[path], made["id"])


def test_money_is_a_decimal_string(staff: CatalogDesk) -> None:
    category = staff.add("/categories", name="Bioquímica")["id"]
    assert staff.exam("A", category, price=7)["price"] == "7.00"
    assert staff.exam("B", category, price="0.1")["price"] == "0.10"
    assert staff.exam("C", category, price=0.1)["price"] == "0.10"
    for wrong in ("-1", "1.005", "NaN", "1e9", "1e3", "1E1", "1_000", "１２", None, "", True, [1]):
        body = {"code": "D", "name": "D", "categoryId": category, "price": wrong}
        answer = staff("POST", "/exams", body)
        assert answer.status_code == 422, wrong
        assert list(answer.json["errors"]) == ["price"]


def test_refusals_name_their_reason_and_change_nothing(staff: CatalogDesk) -> None:
    category = staff.add("/categories", name="Bioquímica")["id"]
    exam = staff.exam("GLU", category)
    staff.add("/packages", code="P1", name="Perfil", price="15", examIds=[exam["id"]])
    before = len(entries())
    where = f"/exams/{exam['id']}"
    new = {"code": "X", "name": "X", "categoryId": category, "price": 1}
    for method, path, body, status, code in (
        ("POST", "/exams", new | {"code": "GLU"}, 409, "code_taken"),
        ("POST", "/categories", {"name": "Bioquímica"}, 409, "name_taken"),
        ("DELETE", where, None, 409, "in_use"),
        ("DELETE", f"/categories/{category}", None, 409, "in_use"),
        ("POST", "/exams", new | {"categoryId": 999}, 422, "invalid_payload"),
        ("POST", "/packages", {"code": "P2", "name": "P", "price": 1, "examIds": [999]}, 422, "invalid_payload"),
        ("POST", "/exams", new | {"version": 1}, 422, "invalid_payload"),
        ("POST", "/exams", [], 422, "invalid_payload"),
        ("PATCH", where, {"name": None}, 422, "invalid_payload"),
        ("PATCH", where, {"name": " "}, 422, "invalid_payload"),
        ("PATCH", where, {"id": 7}, 422, "invalid_payload"),
        ("PATCH", f"{where}/price", {"price": 1, "name": "x"}, 422, "invalid_payload"),
        ("PATCH", "/exams/999", {"name": "x"}, 404, "not_found"),
        ("PATCH", "/exams/99999999999999999999", {"name": "x"}, 404, "not_found"),
        ("GET", "/exams?page=0", None, 422, "invalid_payload"),
        ("GET", "/exams?perPage=201", None, 422, "invalid_payload"),
        ("GET", "/exams?orden=name", None, 422, "invalid_payload"),
    ):
        answer = staff(method, path, body)
        assert (answer.status_code, answer.json["code"]) == (status, code), (method, path, body)
        assert answer.content_type == "application/problem+json"
    assert len(entries()) == before
    assert staff("GET", where).json == exam


def test_a_change_of_what_somebody_else_changed_is_refused(staff: CatalogDesk) -> None:
    category = staff.add("/categories", name="Bioquímica")["id"]
    where = f"/exams/{staff.exam('GLU', category)['id']}"
    assert staff("PATCH", where, {"name": "Uno"}, If_Match='"v1"').status_code == 200
    for tag in ('"v1"', '"nonsense"', 'W/"v2"'):
        for method, path, body in (
            ("PATCH", where, {"name": "Dos"}),
            ("PATCH", f"{where}/price", {"price": 1}),
            ("DELETE", where, None),
        ):
            answer = staff(method, path, body, If_Match=tag)
            assert (answer.status_code, answer.json["code"]) == (409, "stale")
    assert staff("GET", where).json["name"] == "Uno"
    assert staff("PATCH", where, {"name": "Dos"}, If_Match='"v1", "v2"').status_code == 200
    assert staff("PATCH", where, {"name": "Tres"}, If_Match="*").status_code == 200


def test_a_package_whose_exams_change_has_a_new_version(staff: CatalogDesk) -> None:
    category = staff.add("/categories", name="Bioquímica")["id"]
    first, second = (staff.exam(code, category)["id"] for code in "AB")
    package = staff.add("/packages", code="P", name="P", price=1, examIds=[second, first, first])
    assert package["examIds"] == [first, second]
    where = f"/packages/{package['id']}"
    changed = staff("PATCH", where, {"examIds": [second]}, If_Match='"v1"')
    assert (changed.json["examIds"], changed.headers["ETag"]) == ([second], '"v2"')
    assert staff("PATCH", where, {"examIds": [first]}, If_Match='"v1"').status_code == 409


def test_prices_go_alone_or_all_together(staff: CatalogDesk) -> None:
    category = staff.add("/categories", name="Bioquímica")["id"]
    first, second = (staff.exam(code, category)["id"] for code in "AB")
    package = staff.add("/packages", code="P", name="P", price=1)["id"]
    assert staff("PATCH", f"/exams/{first}/price", {"price": "11"}).json["price"] == "11.00"
    assert staff("PATCH", f"/packages/{package}/price", {"price": "2"}).json["price"] == "2.00"
    told = [(e.payload or {})["type"] for e in entries()[-2:]]
    assert told == ["price", "price"]

    count = len(entries())
    wrong = {"changes": [{"examId": first, "price": 1}, {"examId": 999, "price": 1}, {"examId": first, "price": 2}]}
    answer = staff("POST", "/prices", wrong)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"changes.1.examId", "changes.2.examId"}
    for changes in ([], [{"examId": first, "price": -1}], [{"examId": first, "price": 1}] * 5001):
        assert staff("POST", "/prices", {"changes": changes}).status_code == 422
    assert len(entries()) == count

    right = {"changes": [{"examId": second, "price": "20"}, {"examId": first, "price": "11.00"}]}
    assert staff("POST", "/prices", right).json == {"changed": 1}
    (event,) = entries()[count:]
    assert event.payload is not None
    assert (event.payload["type"], event.payload["entityId"]) == ("price", second)
    assert (event.before, event.after) == ({"price": "10.00"}, {"price": "20.00"})
    priced = staff("GET", f"/exams/{second}")
    assert (priced.json["price"], priced.headers["ETag"]) == ("20.00", '"v2"')


def test_only_administrators_come_in(app: Flask, client: FlaskClient, patient: Account, doctor: Account) -> None:
    rules = [r for r in app.url_map.iter_rules() if r.endpoint.startswith(("admin_catalog.", "admin_users."))]
    assert len(rules) > 25
    for rule in rules:
        path = rule.rule.replace("<int:row_id>", "1").replace("<int:user_id>", str(patient.id))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            for account in (patient, doctor):
                answer = client.open(path, method=method, headers=account.header, json={})
                assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), (method, path)
            assert client.open(path, method=method, json={}).status_code == 401, (method, path)
    assert {entry.name for entry in entries()} == {"access.refused"}


def test_the_public_sees_what_is_on_offer(staff: CatalogDesk, client: FlaskClient) -> None:
    blood, urine = (staff.add("/categories", name=name)["id"] for name in ("Sangre", "Orina"))
    for code, name, category in (
        ("ACU", "Ácido úrico", blood),
        ("GLU", "Glucosa al 50%", blood),
        ("URO", "Urocultivo_A", urine),
    ):
        staff.exam(code, category, name=name)
    hidden = staff.exam("OLD", blood, name="Acetona", active=False)
    mixed = staff.add("/packages", code="P1", name="Mixto", price=1, examIds=[1, 3])["id"]
    empty = staff.add("/packages", code="P2", name="Vacío", price=1)["id"]

    def codes(query: str, path: str = "exams") -> list[str]:
        return [item.get("code", item["name"]) for item in client.get(f"/api/{path}?{query}").json["items"]]

    assert codes("") == ["ACU", "GLU", "URO"]
    assert codes("sort=-code") == ["URO", "GLU", "ACU"]
    assert codes("q=acido") == codes("q=%C3%81CIDO") == codes("q=rico%20aci") == ["ACU"]
    assert codes("q=glu") == codes("q=%25") == ["GLU"]
    assert codes("q=_") == ["URO"]
    assert codes("q=%5C") == codes("q=acetona") == []
    assert codes(f"categoryId={urine}") == ["URO"]
    assert codes(f"categoryId={urine}", "packages") == ["P1"]
    assert codes("q=ORIN", "categories") == ["Orina"]
    page = client.get("/api/exams?page=2&perPage=2").json
    assert (len(page["items"]), page["total"], page["page"], page["perPage"]) == (1, 3, 2, 2)
    assert client.get(f"/api/exams/{hidden['id']}").status_code == 404
    assert {item["id"] for item in client.get("/api/packages").json["items"]} == {mixed, empty}

    everything = staff("GET", "/exams").json
    assert everything["total"] == 4
    assert [item["code"] for item in staff("GET", "/exams?active=false").json["items"]] == ["OLD"]


def test_the_whole_catalogue_is_kept_until_it_changes(staff: CatalogDesk, client: FlaskClient, admin: Account) -> None:
    empty = client.get("/api/catalog")
    assert empty.json == {
        "version": 0,
        "currency": "USD",
        "categories": [],
        "exams": [],
        "packages": [],
        "locations": [],
    }
    category = staff.add("/categories", name="Bioquímica")["id"]
    exam = staff.exam("GLU", category)
    staff.exam("OLD", category, active=False)
    staff.add("/packages", code="P", name="P", price=1, examIds=[exam["id"]])
    staff.add("/locations", name="Sede")
    whole = client.get("/api/catalog")
    assert whole.json["version"] == entries()[-1].seq
    assert whole.json["exams"] == [exam]
    assert [set(whole.json[kind][0]) for kind in ("categories", "packages", "locations")] == [
        CATEGORY,
        PACKAGE,
        LOCATION,
    ]
    tag = {"If-None-Match": whole.headers["ETag"]}
    assert whole.headers["ETag"] != empty.headers["ETag"]
    same = client.get("/api/catalog", headers=tag)
    assert (same.status_code, same.data) == (304, b"")

    users.update_own(values={"name": "Otro"}, by=admin.identity)
    assert entries()[-1].name == "user.updated"
    assert client.get("/api/catalog", headers=tag).status_code == 304
    staff("PATCH", f"/exams/{exam['id']}/price", {"price": "99"})
    after = client.get("/api/catalog", headers=tag)
    assert after.status_code == 200
    assert after.json["exams"][0]["price"] == "99.00"
    assert after.json["version"] == entries()[-1].seq > whole.json["version"]


def test_the_openapi_document_says_what_is_served(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").json
    assert spec["openapi"].startswith("3.1")
    assert spec["servers"] == [{"url": "/"}]
    schemas = spec["components"]["schemas"]
    assert not [name for name in schemas if "." in name or name[-1].isdigit()]
    text = json.dumps(spec)
    refs = {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}
    assert refs <= set(schemas)
    assert {"Problem", "ExamView", "UserView"} <= refs
    (scheme,) = spec["components"]["securitySchemes"]
    operation = spec["paths"]["/api/admin/exams/{row_id}"]["patch"]
    assert operation["security"] == [{scheme: ["Administrador"]}]
    assert set(operation["responses"]) == {"200", "400", "401", "403", "404", "409", "415", "422", "429"}
    for status, answer in operation["responses"].items():
        media = "application/json" if status == "200" else "application/problem+json"
        assert list(answer["content"]) == [media]
    assert operation["requestBody"]["required"] is True
    assert spec["paths"]["/api/auth/logout"]["post"]["requestBody"]["required"] is False
    assert schemas["ExamView"]["properties"]["price"]["type"] == "string"
    assert operation["parameters"][0]["schema"] == {"type": "integer", "minimum": 1, "maximum": 999_999_999}
