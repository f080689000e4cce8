"""Appointments over REST: ownership, booking for others, refusals, and the audience of the events."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from labapp.clock import iso, now
from labapp.identity import Role
from labapp.models import Appointment
from tests.support.accounts import Account, MakeAccount
from tests.support.appointments import ALL, LATER, MINE, MISSING, TOMORROW, Catalogue
from tests.support.databases import writing
from tests.support.desk import Desk
from tests.support.event_log import changes, names, rooms

FIELDS = {
    "id", "patientId", "doctorId", "locationId", "scheduledAt", "status", "examIds", "packageIds", "notes", "total",
}  # fmt: skip


def test_a_patient_books_and_everybody_concerned_hears_of_it(
    mine: Desk, catalogue: Catalogue, new: dict[str, Any], patient: Account, doctor: Account
) -> None:
    contents = {"examIds": [catalogue.sugar], "packageIds": [catalogue.profile]}
    body = new | contents | {"doctorId": doctor.id, "notes": " En ayunas. "}
    answer = mine("POST", "", body)
    assert answer.status_code == 201
    made = answer.json
    assert set(made) == FIELDS
    assert made == {
        "id": made["id"],
        "patientId": patient.id,
        "doctorId": doctor.id,
        "locationId": catalogue.center,
        "scheduledAt": TOMORROW,
        "status": "pending",
        "examIds": [catalogue.sugar],
        "packageIds": [catalogue.profile],
        "notes": "En ayunas.",
        "total": "40.50",
    }
    assert (answer.headers["ETag"], answer.headers["Location"]) == ('"v1"', f"{MINE}/{made['id']}")
    again = mine("GET", made["id"])
    assert (again.json, again.headers["ETag"]) == (made, '"v1"')

    (entry,) = changes()
    assert (entry.name, entry.event, entry.user_id) == ("appointment.created", "appointment:update", patient.id)
    assert entry.payload is not None
    assert {name: entry.payload[name] for name in ("appointmentId", "patientId", "action", "appointment")} == {
        "appointmentId": made["id"],
        "patientId": patient.id,
        "action": "created",
        "appointment": made,
    }
    assert (entry.before, entry.after) == (None, {name: value for name, value in made.items() if name != "id"})
    assert rooms(entry.seq, "event") == {f"user:{patient.id}", f"user:{doctor.id}", "role:Administrador"}
    assert entry.report is not None
    assert rooms(entry.seq, "report") == {"role:Administrador"}
    shown = entry.report["data"]
    assert (shown["locationName"], shown["scheduledAt"], shown["status"]) == ("Centro", TOMORROW, "pending")
    assert shown["patientName"] == "Ana Peña"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scheduledAt": iso(now() - timedelta(minutes=1))}, "scheduledAt"),
        ({"scheduledAt": iso(now() + timedelta(days=6 * 366))}, "scheduledAt"),
        ({"scheduledAt": TOMORROW.removesuffix("Z")}, "scheduledAt"),
        ({"scheduledAt": 1_900_000_000}, "scheduledAt"),
        ({"scheduledAt": None}, "scheduledAt"),
        ({"locationId": "closed"}, "locationId"),
        ({"locationId": MISSING}, "locationId"),
        ({"examIds": []}, "examIds"),
        ({"examIds": ["retired"]}, "examIds"),
        ({"examIds": ["gone"]}, "examIds"),
        ({"examIds": [MISSING]}, "examIds"),
        ({"examIds": ["blood", "blood"]}, "examIds"),
        ({"packageIds": [MISSING]}, "packageIds"),
        ({"packageIds": ["profile", "profile"]}, "packageIds"),
        ({"doctorId": MISSING}, "doctorId"),
        ({"doctorId": "patient"}, "doctorId"),
        ({"doctorId": "former"}, "doctorId"),
        ({"notes": "a" * 2001}, "notes"),
        ({"patientId": "patient"}, "patientId"),
        ({"status": "confirmed"}, "status"),
        ({"total": "0.00"}, "total"),
    ],
)
def test_what_cannot_be_booked_changes_nothing(
    mine: Desk,
    catalogue: Catalogue,
    new: dict[str, Any],
    patient: Account,
    make_account: MakeAccount,
    change: dict[str, Any],
    field: str,
) -> None:
    former = make_account(Role.DOCTOR, active=False)
    known = {"patient": patient.id, "former": former.id} | {one: getattr(catalogue, one) for one in Catalogue.__slots__}

    def meant(value: Any) -> Any:
        return [meant(one) for one in value] if isinstance(value, list) else known.get(value, value)

    answer = mine("POST", "", new | {name: meant(value) for name, value in change.items()})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_payload")
    assert [name.split(".")[0] for name in answer.json["errors"]] == [field]
    assert mine("GET").json["total"] == 0
    assert changes() == []


def test_an_administrator_books_for_a_patient_and_for_nobody_else(
    desk: Desk, mine: Desk, new: dict[str, Any], patient: Account, doctor: Account, admin: Account
) -> None:
    answer = desk("POST", "", new | {"patientId": patient.id})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{ALL}/{answer.json['id']}"
    assert (answer.json["patientId"], answer.json["doctorId"]) == (patient.id, None)
    assert mine("GET", answer.json["id"]).json == answer.json == desk("GET", answer.json["id"]).json
    (entry,) = changes()
    assert entry.user_id == admin.id
    assert entry.payload is not None
    assert entry.payload["appointment"] == answer.json
    assert rooms(entry.seq, "event") == {f"user:{patient.id}", "role:Administrador"}
    for owner in (doctor.id, admin.id, MISSING):
        refused = desk("POST", "", new | {"patientId": owner})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["patientId"])
    assert desk("POST", "", new).status_code == 422
    assert len(changes()) == 1


def test_a_patient_has_a_bounded_number_of_coming_appointments(
    client: FlaskClient, mine: Desk, desk: Desk, new: dict[str, Any], patient: Account, other_patient: Account
) -> None:
    def at(days: int) -> dict[str, Any]:
        return new | {"scheduledAt": iso(now() + timedelta(days=days))}

    made = [mine("POST", "", at(days)).json["id"] for days in range(1, 21)]
    before = len(changes())
    refused = client.post(MINE, json=at(21), headers=mine.header | {"Accept-Language": "en"})
    assert (refused.status_code, refused.json["code"]) == (409, "too_many_appointments")
    assert "20" in refused.json["detail"]
    assert len(changes()) == before
    # The others are not concerned, and staff can book more.
    assert Desk(client, other_patient, MINE)("POST", "", at(21)).status_code == 201
    assert desk("POST", "", at(21) | {"patientId": patient.id}).status_code == 201
    # One that is cancelled and one that is past, whatever its state, do not count.
    assert mine("POST", f"{made[0]}/cancel").status_code == 200
    assert mine("POST", "", at(22)).json["code"] == "too_many_appointments"
    with writing() as session:
        session.get_one(Appointment, made[1]).scheduled_at = now() - timedelta(days=1)
    assert mine("POST", "", at(22)).status_code == 201
    assert mine("POST", "", at(23)).json["code"] == "too_many_appointments"


def test_somebody_elses_is_as_if_there_were_none(
    client: FlaskClient, mine: Desk, new: dict[str, Any], patient: Account, other_patient: Account,
    doctor: Account, make_account: MakeAccount,
) -> None:  # fmt: skip
    made = mine("POST", "", new | {"doctorId": doctor.id}).json
    count = len(changes())
    stranger, colleague = (Desk(client, one, MINE) for one in (other_patient, make_account(Role.DOCTOR)))
    for person in (stranger, colleague):
        hidden, missing = person("GET", made["id"]), person("GET", MISSING)
        assert (hidden.status_code, hidden.json) == (404, missing.json)
        assert person("GET").json == {"items": [], "total": 0, "page": 1, "perPage": 50}
    for method, path, body in (
        ("PATCH", "", {"notes": "x"}),
        ("PATCH", "", {"examIds": []}),
        ("POST", "/cancel", None),
    ):
        # Neither the state nor the version distinguishes it from a missing record.
        for match in (None, '"v1"', '"v7"'):
            hidden = stranger(method, f"{made['id']}{path}", body, If_Match=match)
            missing = stranger(method, f"{MISSING}{path}", body, If_Match=match)
            assert (hidden.status_code, hidden.json) == (404, missing.json), (method, path)
    assert len(changes()) == count
    assert mine("GET", made["id"]).json == made


def test_a_doctor_reads_those_that_he_ordered_and_changes_none(
    client: FlaskClient, mine: Desk, new: dict[str, Any], doctor: Account
) -> None:
    made = mine("POST", "", new | {"doctorId": doctor.id}).json
    unordered = mine("POST", "", new | {"scheduledAt": LATER}).json
    reads = Desk(client, doctor, MINE)
    assert reads("GET", made["id"]).json == made
    assert reads("GET").json["items"] == [made]
    assert reads("GET", unordered["id"]).status_code == 404
    for method, path, body in (
        ("POST", "", new),
        ("PATCH", made["id"], {"notes": "x"}),
        ("POST", f"{made['id']}/cancel", None),
    ):
        answer = reads(method, path, body)
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert mine("GET", made["id"]).json == made
    # A former doctor no longer sees the appointment.
    mine("PATCH", made["id"], {"doctorId": None})
    assert reads("GET", made["id"]).status_code == 404
    assert reads("GET").json["total"] == 0


def test_what_is_for_administrators_is_for_nobody_else(
    client: FlaskClient, mine: Desk, new: dict[str, Any], patient: Account, doctor: Account
) -> None:
    made = mine("POST", "", new | {"doctorId": doctor.id}).json
    for method, path, body in (
        ("GET", "", None),
        ("POST", "", new | {"patientId": patient.id}),
        ("GET", made["id"], None),
        ("PATCH", made["id"], {"notes": "x"}),
        ("POST", f"{made['id']}/confirm", None),
        ("POST", f"{made['id']}/cancel", None),
        ("POST", f"{made['id']}/complete", None),
    ):
        for account in (patient, doctor):
            answer = Desk(client, account, ALL)(method, path, body)
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), (method, path)
        nobody = client.open(f"{ALL}/{path}" if path else ALL, method=method, json=body)
        assert (nobody.status_code, nobody.json["code"]) == (401, "token_missing")
    assert mine("GET", made["id"]).json == made
    assert set(names()) == {"appointment.created", "access.refused"}


def test_lists_are_filtered_sorted_and_paged(
    client: FlaskClient, mine: Desk, desk: Desk, catalogue: Catalogue, new: dict[str, Any],
    patient: Account, other_patient: Account,
) -> None:  # fmt: skip
    base = now() + timedelta(days=10)
    days = [iso(base + timedelta(days=day)) for day in range(4)]
    own = [
        mine("POST", "", new | {"scheduledAt": day, "locationId": place}).json["id"]
        for day, place in zip(days[:3], (catalogue.center, catalogue.north, catalogue.center), strict=True)
    ]
    theirs = Desk(client, other_patient, MINE)("POST", "", new | {"scheduledAt": days[3]}).json["id"]
    desk("POST", f"{own[0]}/confirm")

    def ids(person: Desk, **query: Any) -> list[int]:
        answer = person.client.get(person.path, query_string=query, headers=person.header)
        assert answer.status_code == 200, answer.json
        assert answer.json["total"] >= len(answer.json["items"])
        return [item["id"] for item in answer.json["items"]]

    assert ids(mine) == own[::-1]
    assert ids(mine, sort="scheduledAt") == own
    assert ids(desk) == [theirs, *own[::-1]]
    assert ids(desk, patientId=patient.id) == own[::-1]
    assert ids(desk, patientId=MISSING) == []
    assert ids(desk, status="confirmed") == ids(mine, status="confirmed") == [own[0]]
    assert ids(desk, locationId=catalogue.north) == [own[1]]
    # The start is inclusive, the end exclusive.
    assert ids(desk, **{"from": days[1], "to": days[3]}) == [own[2], own[1]]
    assert ids(desk, perPage=2) == [theirs, own[2]]
    page = client.get(f"{ALL}?perPage=3&page=2", headers=desk.header).json
    assert ([item["id"] for item in page["items"]], page["total"], page["page"], page["perPage"]) == ([own[0]], 4, 2, 3)
    for wrong in ("status=done", "from=ayer", "locationId=0", "perPage=201", "page=0", "sort=name", "q=x"):
        assert client.get(f"{ALL}?{wrong}", headers=desk.header).status_code == 422, wrong
    # Patients cannot filter by patient.
    assert client.get(f"{MINE}?patientId={other_patient.id}", headers=mine.header).status_code == 422
