"""The access log of a patient over REST: which members of staff read a result, when, and which part of it."""

from typing import Any

from flask.testing import FlaskClient

from labapp import queries
from labapp.identity import Role
from tests.support.accounts import Account, MakeAccount
from tests.support.desk import read_uncached
from tests.support.event_log import entries
from tests.support.pdf_files import make_pdf
from tests.support.results import ResultDesk, insert_appointment

LOG = "/api/auth/me/access-log"


def log(client: FlaskClient, account: Account, **query: int) -> Any:
    return read_uncached(client, LOG, account.header, **query)


def test_a_patient_sees_who_looked_at_his_results(
    client: FlaskClient, admin: Account, patient: Account, other_patient: Account, make_account: MakeAccount
) -> None:
    doctor = make_account(Role.DOCTOR, name="Dra. Quispe")
    desk = ResultDesk(client, admin)
    ordered = insert_appointment(patient, doctor)
    mine = desk.issue(ordered, make_pdf())
    others = desk.issue(insert_appointment(other_patient, doctor), make_pdf())
    assert log(client, patient) == {"items": [], "total": 0, "page": 1, "perPage": 50}
    for path, reader in (
        (f"/api/results/{mine}", doctor),
        (f"/api/results/{mine}/pdf", doctor),
        (f"/api/admin/results/{mine}", admin),
        (f"/api/results/{others}", doctor),
        # The patient's own reading and refused requests are not listed.
        (f"/api/results/{mine}", patient),
        (f"/api/results/{mine}/pdf", patient),
        (f"/api/results/{mine}/pdf", patient),
        (f"/api/results/{mine}/pdf", other_patient),
    ):
        status = client.get(path, headers=reader.header).status_code
        assert status == (404 if reader is other_patient else 200)

    page = log(client, patient)
    assert page["total"] == 3
    name = next(entry for entry in entries() if entry.name == "result.released").payload
    assert name is not None
    assert set(page["items"][0]) == {"at", "resultId", "examName", "readerName", "readerRole", "part"}
    assert [(item["readerName"], item["readerRole"], item["part"]) for item in page["items"]] == [
        (queries.users.get(admin.id).name, "Administrador", "detail"),
        ("Dra. Quispe", "Medico", "file"),
        ("Dra. Quispe", "Medico", "detail"),
    ]
    assert {(item["resultId"], item["examName"]) for item in page["items"]} == {(mine, name["examName"])}
    moments = [item["at"] for item in page["items"]]
    assert moments == sorted(moments, reverse=True)

    (second,) = log(client, patient, page=2, perPage=2)["items"]
    assert second == page["items"][2]
    assert [item["resultId"] for item in log(client, other_patient)["items"]] == [others]


def test_the_log_is_of_patients_only(client: FlaskClient, admin: Account, doctor: Account) -> None:
    for account in (admin, doctor):
        assert client.get(LOG, headers=account.header).status_code == 403
    assert client.get(LOG).status_code == 401
