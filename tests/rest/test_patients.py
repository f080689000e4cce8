"""A doctor's patients over REST: only those for whom the doctor has ordered."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from labapp.clock import now
from labapp.identity import Role
from tests.support.accounts import Account, MakeAccount
from tests.support.appointments import MINE, Catalogue

PATH = "/api/patients"
# A patient has one place in a slot.
moments = (now() + timedelta(days=1, hours=number) for number in itertools.count())


def order(client: FlaskClient, catalogue: Catalogue, patient: Account, doctor: Account | None) -> None:
    moment = next(moments).isoformat()
    body: dict[str, Any] = {"locationId": catalogue.center, "scheduledAt": moment, "examIds": [catalogue.blood]}
    answer = client.post(MINE, json=body | {"doctorId": doctor and doctor.id}, headers=patient.header)
    assert answer.status_code == 201


def listed(client: FlaskClient, doctor: Account, query: str = "") -> dict[str, Any]:
    answer = client.get(PATH + query, headers=doctor.header)
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    return answer.json


def test_a_doctor_learns_who_his_patients_are_and_no_more(
    client: FlaskClient, catalogue: Catalogue, doctor: Account, make_account: MakeAccount
) -> None:
    other = make_account(Role.DOCTOR)
    rosa = make_account(Role.PATIENT, name="Rosa Díaz", document_number="40111222", phone="555-1")
    angel = make_account(Role.PATIENT, name="Ángel Soto")
    theirs = make_account(Role.PATIENT, name="Berta Gil")
    for _ in range(2):
        order(client, catalogue, rosa, doctor)
    order(client, catalogue, angel, doctor)
    order(client, catalogue, theirs, other)
    order(client, catalogue, theirs, None)
    assert listed(client, doctor) == {
        "items": [
            {"id": angel.id, "name": "Ángel Soto", "documentNumber": None},
            {"id": rosa.id, "name": "Rosa Díaz", "documentNumber": "40111222"},
        ],
        "total": 2,
        "page": 1,
        "perPage": 50,
    }
    assert [one["id"] for one in listed(client, other)["items"]] == [theirs.id]


def test_patients_are_searched_by_name_document_and_number(
    client: FlaskClient, catalogue: Catalogue, doctor: Account, make_account: MakeAccount
) -> None:
    rosa = make_account(Role.PATIENT, name="Rosa Díaz", document_number="40111222")
    angel = make_account(Role.PATIENT, name="Ángel Soto")
    stranger = make_account(Role.PATIENT, name="Rosa Gil")
    for patient in (rosa, angel):
        order(client, catalogue, patient, doctor)

    def found(query: str) -> list[int]:
        return [one["id"] for one in listed(client, doctor, query)["items"]]

    assert found("?q=rosa") == [rosa.id]
    assert found("?q=angel") == [angel.id]
    assert found("?q=111") == [rosa.id]
    assert found(f"?ids={rosa.id},{stranger.id}") == [rosa.id]
    assert found(f"?ids={stranger.id}") == []
    assert found("?page=2&perPage=1") == [rosa.id]


@pytest.mark.parametrize("ids", ["", "1,", "x", "0", "1;2", "-1", "1,\n", "1234567890", ",".join(["1"] * 201)])
def test_numbers_that_are_none_are_refused(client: FlaskClient, doctor: Account, ids: str) -> None:
    answer = client.get(PATH, query_string={"ids": ids}, headers=doctor.header)
    assert answer.status_code == 422
    assert answer.json is not None
    assert set(answer.json["errors"]) == {"ids"}
