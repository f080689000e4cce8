"""System messages over REST: sender, recipients, refusals, and the entry in the log."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.identity import Role
from tests.support.accounts import Account
from tests.support.event_log import entries, rooms

PATH = "/api/admin/messages"
NEW = {"type": "warning", "message": "Cerramos a las 15:00."}


@pytest.fixture
def send(client: FlaskClient, admin: Account) -> Any:
    return lambda body: client.post(PATH, json=body, headers=admin.header)


def test_a_message_to_everybody_is_sent_and_on_record(send: Any, admin: Account) -> None:
    answer = send(NEW)
    assert answer.status_code == 201
    made = answer.json
    assert set(made) == {"id", "type", "message", "targetRole", "userId", "createdAt"}
    assert (made["type"], made["message"], made["targetRole"]) == ("warning", NEW["message"], None)
    assert made["userId"] == admin.id
    (entry,) = entries()
    assert (entry.name, entry.event, entry.action) == ("message.sent", "system:message", "sent")
    assert (entry.entity_type, entry.entity_id, entry.user_id) == ("message", made["id"], admin.id)
    assert entry.payload == NEW | {"timestamp": made["createdAt"]}
    assert entry.report is not None
    assert entry.report["data"]["message"] == NEW["message"]
    assert rooms(entry.seq, "event") == {"everybody"}
    assert rooms(entry.seq, "report") == {"role:Administrador"}


@pytest.mark.parametrize("role", list(Role))
def test_a_message_to_one_role_reaches_no_other(send: Any, role: Role) -> None:
    assert send(NEW | {"targetRole": role.value}).json["targetRole"] == role.value
    (entry,) = entries()
    assert entry.payload is not None
    assert entry.payload["targetRole"] == role.value
    assert rooms(entry.seq, "event") == {f"role:{role.value}"}


def test_messages_are_listed_newest_first_and_paged(send: Any, client: FlaskClient, admin: Account) -> None:
    sent = [send(NEW | {"message": f"Aviso {number}"}).json for number in range(5)]
    first = client.get(PATH, query_string={"perPage": 2}, headers=admin.header).json
    assert first == {"items": [sent[4], sent[3]], "total": 5, "page": 1, "perPage": 2}
    last = client.get(PATH, query_string={"perPage": 2, "page": 3}, headers=admin.header).json
    assert last["items"] == [sent[0]]
    assert client.get(PATH, query_string={"perPage": 201}, headers=admin.header).status_code == 422


def test_the_bounds_of_a_message(send: Any) -> None:
    assert send(NEW | {"message": "ñ" * 2000}).status_code == 201
    assert send(NEW | {"message": "  a\nb  "}).json["message"] == "a\nb"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"message": ""}, "message"),
        ({"message": "   "}, "message"),
        ({"message": "a" * 2001}, "message"),
        ({"message": "a\0b"}, "message"),
        ({"message": 7}, "message"),
        ({"message": None}, "message"),
        ({"type": "alert"}, "type"),
        ({"targetRole": "Todos"}, "targetRole"),
        ({"targetRole": ["Medico"]}, "targetRole"),
        ({"userId": 1}, "userId"),
    ],
)
def test_what_is_not_valid_sends_nothing(send: Any, change: dict[str, Any], field: str) -> None:
    answer = send(NEW | change)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_payload")
    assert list(answer.json["errors"]) == [field]
    assert entries() == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_but_administrators(
    app: Flask, client: FlaskClient, patient: Account, doctor: Account, method: str
) -> None:
    options: dict[str, Any] = {"json": NEW} if method == "POST" else {}
    for account in (patient, doctor):
        answer = client.open(PATH, method=method, headers=account.header, **options)
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert client.open(PATH, method=method, **options).status_code == 401
    assert {entry.name for entry in entries()} == {"access.refused"}
