"""The audit log over REST: its contents, access to it, filters, the export, and refused access."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from labapp import queries
from labapp.contract.facts import FactName
from labapp.errors import Unavailable
from labapp.events import chain
from labapp.events.log import Fact
from labapp.identity import Role
from labapp.models import EventEntry
from labapp.services import audit
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account, MakeAccount
from tests.support.csv_files import read_csv
from tests.support.event_log import changes, entries, record, rooms

PATH = "/api/admin/events"
SHAPE = {
    "id",
    "name",
    "event",
    "entityType",
    "entityId",
    "action",
    "userId",
    "userName",
    "address",
    "before",
    "after",
    "data",
    "createdAt",
    "redactedAt",
}


def note(name: str = "exam.updated", entity: int | None = None, by: Account | None = None, **values: Any) -> None:
    """Record one fact as a service does."""
    record(Fact(FactName(name), entity, **values), by=by)


@pytest.fixture
def find(client: FlaskClient, admin: Account) -> Any:
    def get(**query: Any) -> Any:
        answer = client.get(PATH, query_string=query, headers=admin.header)
        assert answer.status_code == 200, answer.json
        return answer.json

    return get


@pytest.fixture
def export(client: FlaskClient, admin: Account) -> Any:
    """Fetch the export and return its rows; the first names the columns."""

    def get(**query: Any) -> list[list[str]]:
        answer = client.get(f"{PATH}.csv", query_string=query, headers=admin.header)
        assert answer.status_code == 200, answer.json
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == "attachment; filename=auditoria.csv"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.data.startswith(b"\xef\xbb\xbf")
        return read_csv(answer.data)

    return get


def ids(page: Any) -> list[int]:
    return [item["id"] for item in page["items"]]


def test_an_entry_says_who_did_what_from_where(
    client: FlaskClient, find: Any, make_account: MakeAccount, admin: Account
) -> None:
    nurse = make_account(Role.PATIENT, name="José Peña")
    changed = client.patch(f"/api/admin/users/{nurse.id}", json={"name": "José Núñez"}, headers=admin.header)
    assert changed.status_code == 200
    client.patch("/api/auth/me", json={"phone": "555-0101"}, headers=nurse.header)
    own, by_admin = find()["items"]
    assert set(own) == set(by_admin) == SHAPE
    assert (by_admin["id"], by_admin["name"], by_admin["event"]) == (1, "user.updated", "user:update")
    assert (by_admin["entityType"], by_admin["entityId"], by_admin["action"]) == ("user", nurse.id, "updated")
    assert (by_admin["userId"], by_admin["address"]) == (admin.id, "127.0.0.1")
    assert (by_admin["before"], by_admin["after"]) == ({"name": "José Peña"}, {"name": "José Núñez"})
    assert datetime.fromisoformat(by_admin["createdAt"]) <= datetime.now(UTC)
    # The current name: the entry itself stores only the id.
    assert (own["userId"], own["userName"]) == (nurse.id, "José Núñez")


def test_no_secret_is_shown(client: FlaskClient, find: Any, export: Any, patient: Account, admin: Account) -> None:
    new = "otra-clave-larga-9"
    client.post("/api/auth/login", json={"email": patient.email, "password": "equivocada"})
    body = {"currentPassword": patient.password, "newPassword": new}
    assert client.post("/api/auth/password", json=body, headers=patient.header).status_code == 200
    answer = client.post(f"/api/admin/users/{patient.id}/password", json={"newPassword": new}, headers=admin.header)
    assert answer.status_code == 200
    shown = json.dumps([find(), export()])
    assert "password_changed" in shown
    for secret in (new, patient.password, "equivocada", "argon2", patient.token, patient.refresh_token):
        assert secret not in shown


def test_newest_first_and_paged(find: Any, admin: Account) -> None:
    for _ in range(7):
        note(by=admin)
    assert find(perPage=3) == {"items": find()["items"][:3], "total": 7, "page": 1, "perPage": 3}
    assert [ids(find(perPage=3, page=page)) for page in (1, 2, 3, 4)] == [[7, 6, 5], [4, 3, 2], [1], []]


def test_filters(find: Any, admin: Account, patient: Account) -> None:
    note("exam.created", 1, admin)
    note("exam.updated", 2, patient)
    note("package.created", 1, patient)
    note("package.updated", None, None)
    for query, expected in (
        ({"afterId": 2}, [4, 3]),
        ({"afterId": 4}, []),
        ({"afterId": 2**31 - 1}, []),
        ({"entityType": "exam"}, [2, 1]),
        ({"entityType": "exa"}, []),
        ({"entityType": "ex_m"}, []),
        ({"entityId": 1}, [3, 1]),
        ({"entityType": "exam", "entityId": 1}, [1]),
        ({"userId": patient.id}, [3, 2]),
        ({"userId": patient.id, "afterId": 2}, [3]),
        ({"userId": admin.id, "entityType": "package"}, []),
    ):
        found = find(**query)
        assert (ids(found), found["total"]) == (expected, len(expected)), query


def test_whoever_signs_in_counts_as_the_one_who_did_it(client: FlaskClient, find: Any, patient: Account) -> None:
    body = {"email": patient.email, "password": patient.password}
    assert client.post("/api/auth/login", json=body).status_code == 200
    assert client.post("/api/auth/login", json=body | {"password": "otra"}).status_code == 401
    # A failed attempt may have been made by another person.
    assert [item["name"] for item in find(userId=patient.id)["items"]] == ["session.opened"]


def test_a_part_of_a_name_finds_what_its_bearer_did(make_account: MakeAccount, app: Flask) -> None:
    first, second = make_account(Role.PATIENT, name="José Peña"), make_account(Role.ADMIN, name="Ana Peñalosa")
    for name, by in (("exam.created", first), ("exam.updated", second), ("exam.deleted", None)):
        note(name, first.id, by)

    def found(who: str, **others: Any) -> list[str]:
        entries, total = queries.audit.find(queries.audit.Filters(who=who, **others))
        assert total == len(entries)
        return [entry.name for entry in entries]

    assert found("pena") == ["exam.updated", "exam.created"]
    assert found("JOSÉ pe") == ["exam.created"]
    assert found(second.email) == ["exam.updated"]
    assert found("pena", names=("exam.updated",)) == ["exam.updated"]
    assert found("nadie") == []
    assert found("%") == []


def test_filters_by_time(find: Any, app: Flask) -> None:
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for number in range(3):
        note()
        with unit_of_work() as work:
            moment = start + timedelta(hours=number)
            work.session.execute(update(EventEntry).where(EventEntry.seq == number + 1).values(created_at=moment))
    first, second = "2026-03-01T12:00:00.000Z", "2026-03-01T13:00:00.000Z"
    assert ids(find(**{"from": second})) == [3, 2]
    assert ids(find(to=second)) == [1]
    assert ids(find(**{"from": first, "to": second})) == [1]
    # The same moment in the laboratory's time zone.
    assert ids(find(**{"from": "2026-03-01T08:00:00-05:00"})) == [3, 2]
    assert find(**{"from": "2026-03-02T00:00:00Z"})["total"] == 0


def test_the_export_holds_what_the_list_shows(find: Any, export: Any, admin: Account, patient: Account) -> None:
    note("exam.created", 7, admin, before={"name": "Ñandú"}, after={"name": 'a,"b"\nc'}, data={"room": 3})
    note("exam.updated", None, None, report=False)
    note("package.created", 1, patient)
    shown = find(entityType="exam")["items"]
    columns, *rows = export(entityType="exam")
    assert set(columns) == SHAPE
    assert len(rows) == len(shown) == 2
    for row, entry in zip(rows, shown, strict=True):
        for column, cell in zip(columns, row, strict=True):
            value = entry[column]
            written = json.loads(cell) if isinstance(value, dict) else cell
            assert written == (value if isinstance(value, dict) else "" if value is None else str(value))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(export: Any, make_account: MakeAccount, start: str) -> None:
    name = f'{start}HYPERLINK("http://evil.example")'
    note(by=make_account(Role.PATIENT, name=name), before={"name": name})
    columns, *rows = export()
    cells = [dict(zip(columns, row, strict=True)) for row in rows]
    assert cells[-1]["userName"] == "'" + name
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_long_log_is_exported_whole_and_in_pieces(client: FlaskClient, admin: Account) -> None:
    total = 1_203
    record(*(Fact(FactName.EXAM_UPDATED, number) for number in range(total)), by=admin)
    answer = client.get(f"{PATH}.csv", query_string={"entityType": "exam"}, headers=admin.header, buffered=False)
    pieces = list(answer.iter_encoded())
    assert len(pieces) >= 3
    # The size of a piece, and so the memory in use, does not depend on the length of the log.
    assert max(piece.count(b"\r\n") for piece in pieces) <= 500
    rows = read_csv(b"".join(pieces))
    assert [int(row[0]) for row in rows[1:]] == list(range(total, 0, -1))
    answer.close()


def test_the_export_is_on_record_and_reported(export: Any, admin: Account) -> None:
    export(entityType="note", **{"from": "2026-03-01T08:00:00-05:00"})
    (entry,) = entries()
    assert (entry.name, entry.entity_type, entry.action, entry.user_id) == (
        "audit.exported",
        "audit",
        "exported",
        admin.id,
    )
    assert entry.report is not None
    assert "note" in entry.report["data"].values()
    assert "2026-03-01T13:00:00.000Z" in entry.report["data"].values()
    assert rooms(entry.seq, "report") == {"role:Administrador"}
    assert rooms(entry.seq, "event") == set()


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv"])
def test_nobody_but_administrators_reads_it(
    client: FlaskClient, patient: Account, doctor: Account, admin: Account, path: str
) -> None:
    note("exam.price_changed", by=admin)
    for account in (patient, doctor):
        answer = client.get(path, headers=account.header)
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
        assert b"price_changed" not in answer.data
    assert client.get(path).status_code == 401
    assert "audit.exported" not in {entry.name for entry in entries()}


def test_refused_access_is_on_record_by_its_route(client: FlaskClient, patient: Account) -> None:
    assert client.get("/api/admin/users/77", headers=patient.header).status_code == 403
    (entry,) = entries()
    assert (entry.name, entry.entity_type, entry.action) == ("access.refused", "access", "refused")
    assert (entry.user_id, entry.address) == (patient.id, "127.0.0.1")
    assert entry.report is not None
    assert entry.report["data"] == {"method": "GET", "route": "/api/admin/users/<int:user_id>"}
    assert rooms(entry.seq, "report") == {"role:Administrador"}


def test_what_is_not_refused_access_is_not_on_record(client: FlaskClient, patient: Account, admin: Account) -> None:
    assert client.get("/api/admin/users").status_code == 401
    assert client.get("/api/admin/users", headers={"Authorization": "Bearer x"}).status_code == 401
    assert client.get("/api/admin/nada", headers=patient.header).status_code == 404
    assert client.get("/api/admin/users", headers=admin.header).status_code == 200
    assert client.get("/api/appointments/1", headers=patient.header).status_code == 404
    assert changes() == []


def test_nobody_floods_the_log_with_refusals(client: FlaskClient, patient: Account, doctor: Account, find: Any) -> None:
    for number in range(1, 41):
        assert client.get(f"/api/admin/users/{number}", headers=patient.header).status_code == 403
    written = find(userId=patient.id)["total"]
    assert 1 <= written <= 10
    # A flood of refusals of one user does not hide those of others.
    client.get("/api/admin/users", headers=doctor.header)
    assert find(userId=doctor.id)["total"] == 1


def test_a_refusal_that_cannot_be_recorded_is_still_one(
    client: FlaskClient, patient: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_values: Any) -> None:
        raise Unavailable()

    monkeypatch.setattr(audit, "record_refused", away)
    answer = client.get("/api/admin/users", headers=patient.header)
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_the_chain_holds_through_everything(
    client: FlaskClient, find: Any, export: Any, patient: Account, admin: Account
) -> None:
    note("exam.updated", 1, admin, before={"name": "Ñ"}, after={"n": 1.5, "list": [1, None, "é"]})
    client.get("/api/admin/users", headers=patient.header)
    message = {"type": "info", "message": "Aviso\n✓"}
    assert client.post("/api/admin/messages", json=message, headers=admin.header).status_code == 201
    find(userId=admin.id)
    export()
    assert len(entries()) == 4
    with reading() as session:
        assert chain.first_altered(session) is None
    with unit_of_work() as work:
        work.session.execute(update(EventEntry).where(EventEntry.seq == 2).values(user_id=admin.id))
    with reading() as session:
        assert chain.first_altered(session) == 2
