"""The erasure of a patient: what is gone, what is sealed, who may, and that nothing personal is left anywhere."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from labapp import queries, services
from labapp.clock import now
from labapp.config import current_settings
from labapp.errors import NotFound, Unauthorized
from labapp.events import chain, log
from labapp.extensions import Base
from labapp.identity import Role
from labapp.mail import letters, outbox
from labapp.models import Appointment, ErasureRequest, EventEntry, OutgoingMail, Result, ResultFile, User
from labapp.realtime.gaps import Claim, may_replay, read_gap
from labapp.services.erasure import FORGOTTEN
from labapp.unit_of_work import reading
from tests.support.accounts import PASSWORD, Account, MakeAccount, bearer, create_account
from tests.support.application import open_application
from tests.support.databases import writing
from tests.support.event_log import entries, rooms
from tests.support.mail_server import text_of
from tests.support.pdf_files import make_pdf
from tests.support.proofs import PROOF, REAUTHENTICATE, age_proof
from tests.support.redis import RedisServer
from tests.support.results import Ordered, ResultDesk, insert_appointment

REQUEST = "/api/auth/me/erasure-request"
REQUESTS = "/api/admin/erasure-requests"
CONTENT = make_pdf("Hemograma")
NAME, OLD_NAME = "Ana Peña Ñahui", "Anita Pena-Quispe"
EMAIL, OLD_EMAIL = "ana.nahui@correo.example", "anita.quispe@correo.example"
ADDRESS = "203.0.113.77"
PHONE, DOCUMENT, PROPOSED = "600 123 987", "45871236X", "X-99811-P"
NOTES = "Llamar a la hija de Anahí antes"
PERSONAL = (
    NAME,
    OLD_NAME,
    EMAIL,
    OLD_EMAIL,
    ADDRESS,
    PHONE,
    DOCUMENT,
    PROPOSED,
    NOTES,
    "analisis-de-anahi",
    "Movil de A.",
)


def erase(client: FlaskClient, admin: Account, account: Account, name: str, **headers: str) -> Any:
    return client.post(f"/api/admin/users/{account.id}/erase", json={"name": name}, headers=admin.header | headers)


def found_in(text: str) -> list[str]:
    """Return the personal strings in a text, as they are or as JSON writes them."""
    return [one for one in PERSONAL if one in text or json.dumps(one)[1:-1] in text]


def dump_of_database() -> str:
    """Return every row of every table, without the sealed files."""
    with reading() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "result_file"]
        return "\n".join(f"{table.name} {row!r}" for table in tables for row in session.execute(select(table)))


@pytest.fixture
def ana(client: FlaskClient, admin: Account, doctor: Account, make_account: MakeAccount) -> Account:
    """A patient who left traces everywhere."""
    origin: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": f"Browser of {EMAIL}"}}
    # Before there is such an account, and later with the earlier address.
    wrong = {"email": OLD_EMAIL, "password": "wrong"}
    assert client.post("/api/auth/login", json=wrong, **origin).status_code == 401
    joined = {"email": OLD_EMAIL, "name": OLD_NAME, "password": PASSWORD, "phone": PHONE, "documentNumber": DOCUMENT}
    assert client.post("/api/auth/register", json=joined, **origin).status_code == 201
    credentials = {"email": OLD_EMAIL, "password": PASSWORD}
    user_id = client.post("/api/auth/login", json=credentials, **origin).json["user"]["id"]
    path = f"/api/admin/users/{user_id}"
    confirm = client.post(f"{path}/document-number/confirm", json={"documentNumber": DOCUMENT}, headers=admin.header)
    assert confirm.status_code == 200
    assert client.patch(path, json={"email": EMAIL, "name": NAME}, headers=admin.header).status_code == 200
    signed_in = client.post("/api/auth/login", json=credentials | {"email": EMAIL}, **origin).json
    own = {"headers": bearer(signed_in["accessToken"]), **origin}
    for body in (wrong, wrong | {"email": EMAIL}):
        assert client.post("/api/auth/login", json=body, **origin).status_code == 401
    assert client.patch("/api/auth/me", json={"documentNumber": PROPOSED}, **own).status_code == 200
    assert client.get("/api/admin/users", **own).status_code == 403
    enrolment = client.post("/api/auth/me/second-factors/totp", json={"currentPassword": PASSWORD}, **own).json
    confirmed = {
        "enrolment": enrolment["enrolment"],
        "name": "Movil de A.",
        "code": pyotp.TOTP(enrolment["secret"]).now(),
    }
    assert client.post("/api/auth/me/second-factors/totp/confirm", json=confirmed, **own).status_code == 201
    account = Account(user_id, Role.PATIENT, EMAIL, PASSWORD, admin.identity, signed_in["accessToken"], "")
    visit = insert_appointment(account, doctor)
    booked = {
        "locationId": _location_of(visit.appointment),
        "scheduledAt": (now() + timedelta(days=3)).isoformat(),
        "examIds": [visit.exam],
        "notes": NOTES,
    }
    assert client.post("/api/appointments", json=booked, **own).status_code == 201
    desk = ResultDesk(client, admin)
    result = desk.create(visit.appointment, visit.exam).json["id"]
    assert desk.put(result, CONTENT, x_file_name="analisis-de-anahi.pdf").status_code == 200
    assert desk.release(result).status_code == 200
    assert desk.create(visit.appointment, visit.packaged).status_code == 201
    assert client.get(f"/api/results/{result}/pdf", headers=doctor.header).status_code == 200
    assert client.get(f"/api/results/{result}/pdf", **own).status_code == 200
    assert client.get(f"{path}/export", headers=admin.header).get_data()
    assert client.post(REQUEST, json={"currentPassword": PASSWORD}, **own).status_code == 201
    search = {"entityType": "user"}
    assert client.get("/api/admin/events.csv", query_string=search, headers=admin.header).get_data()
    list(services.audit.export(queries.audit.Filters(who=NAME), by=admin.identity))
    list(services.audit.export(queries.audit.Filters(who=EMAIL.upper()), by=admin.identity))
    return account


def _location_of(appointment: int) -> int:
    with reading() as session:
        return session.get_one(Appointment, appointment).location_id


def test_nothing_personal_is_left_anywhere(
    client: FlaskClient, ana: Account, admin: Account, doctor: Account, other_patient: Account
) -> None:
    # The device is in the log under no name, only in the session and the factor.
    assert set(found_in(dump_of_database())) == set(PERSONAL)
    epoch = _epoch()
    answer = erase(client, admin, ana, NAME)
    assert answer.status_code == 200
    done = answer.json
    assert done["name"] == f"Persona suprimida {ana.id}"
    assert (done["sealedAppointments"], done["cancelledAppointments"], done["sealedResults"]) == (2, 2, 2)
    assert done["redactedEntries"] > 15
    assert found_in(dump_of_database()) == []
    paths = ("/api/admin/events.csv", "/api/admin/events?perPage=200", "/api/admin/users?perPage=200", REQUESTS)
    for path in paths:
        assert found_in(client.get(path, headers=admin.header).text) == []
    for account in (admin, doctor, other_patient):
        assert found_in(client.get("/api/auth/me/inbox?perPage=200", headers=account.header).text) == []
        assert found_in(_replay(account, epoch)) == []
    with reading() as session:
        found = chain.verify(session)
        assert (found.altered, len(found.redacted)) == (None, done["redactedEntries"])


def _epoch() -> str:
    with reading() as session:
        return log.head(session).epoch


def _replay(account: Account, epoch: str) -> str:
    """Return what a client of an account that comes back with position 0 gets."""
    with reading() as session:
        # Its screens still show the person: it must fetch everything again.
        assert not may_replay(session, Claim(epoch, 0), account.identity, days=30, limit=1000)
        head = log.head(session).seq
        assert may_replay(session, Claim(epoch, head), account.identity, days=30, limit=1000)
        missed = read_gap(session, account.identity, after=0, upto=head)
        return json.dumps([[entry.payload, entry.report] for entry, _ in missed], ensure_ascii=False)


def test_the_search_is_not_blind(client: FlaskClient, ana: Account, admin: Account) -> None:
    """What the tests look through contains all that they look for, before the erasure."""
    csv = client.get("/api/admin/events.csv", headers=admin.header).text
    assert set(found_in(csv)) == set(PERSONAL) - {NOTES, "analisis-de-anahi"} | set(found_in(csv))
    assert {NAME, OLD_NAME, EMAIL, OLD_EMAIL, ADDRESS, DOCUMENT, PROPOSED, PHONE} <= set(found_in(csv))


def test_redis_holds_nothing_personal(database_url: str, tmp_path: Path, redis_server: RedisServer) -> None:
    with open_application(database_url, tmp_path, REDIS_URL=redis_server.url) as app:
        client = app.test_client()
        joined = {"email": EMAIL, "name": NAME, "password": PASSWORD}
        user_id = client.post("/api/auth/register", json=joined).json["id"]
        client.post("/api/auth/login", json={"email": EMAIL, "password": "wrong"})
        with redis.Redis.from_url(redis_server.url, decode_responses=True) as seen:
            assert [key for key in seen.keys("*") if "sign-in:account" in str(key)]
            with app.app_context():
                services.erasure.erase(user_id, by=None)
            assert not [key for key in seen.keys("*") if "sign-in:account" in str(key)]
            assert found_in(" ".join(map(str, seen.keys("*")))) == []


def test_sessions_and_ways_in_are_gone(client: FlaskClient, ana: Account, admin: Account) -> None:
    assert erase(client, admin, ana, NAME).status_code == 200
    assert client.get("/api/auth/me", headers=ana.header).status_code == 401
    credentials = {"email": EMAIL, "password": PASSWORD}
    assert client.post("/api/auth/login", json=credentials).json["code"] == "invalid_credentials"
    with reading() as session:
        user = session.get_one(User, ana.id)
        for table in FORGOTTEN:
            assert session.scalar(select(table).where(table.user_id == ana.id)) is None
        assert (user.document_number, user.phone, user.proposed_document_number, user.active) == (
            None,
            None,
            None,
            False,
        )
    # The address and the document are free again, for a new account that knows nothing of the old one.
    joined = {"email": EMAIL, "name": NAME, "password": PASSWORD}
    assert client.post("/api/auth/register", json=joined).status_code == 201
    signed_in = client.post("/api/auth/login", json=credentials).json
    assert client.get("/api/results", headers=bearer(signed_in["accessToken"])).json["total"] == 0


def test_visits_ahead_are_cancelled_and_free_their_places(
    client: FlaskClient, ana: Account, admin: Account, doctor: Account
) -> None:
    with reading() as session:
        before = {row.id: row.scheduled_at for row in session.scalars(select(Appointment))}
    last = entries()[-1].seq
    with writing() as session:
        # One of them has been.
        first = min(before)
        session.execute(
            update(Appointment).where(Appointment.id == first).values(scheduled_at=now() - timedelta(days=1))
        )
    assert erase(client, admin, ana, NAME).json["cancelledAppointments"] == 1
    recorded = entries(after=last)
    assert [entry.name for entry in recorded] == [
        "user.erased",
        "appointment.sealed",
        "appointment.cancelled",
        *(["audit.entries_redacted"] * (len(recorded) - 3)),
    ]
    erased, sealed, cancelled = recorded[:3]
    assert rooms(erased.seq, "event") == {f"user:{ana.id}"}
    assert rooms(erased.seq, "report") == {"role:Administrador"}
    assert rooms(sealed.seq, "event") == {f"user:{ana.id}", f"user:{doctor.id}", "role:Administrador"}
    assert sealed.payload is not None
    assert "appointment" not in sealed.payload
    assert cancelled.payload is not None
    assert (cancelled.payload["action"], cancelled.payload["appointment"]["notes"]) == ("cancelled", "")
    assert {entry.user_id for entry in recorded} == {admin.id}
    with reading() as session:
        assert {row.status for row in session.scalars(select(Appointment))} == {"confirmed", "cancelled"}


def test_nobody_reads_what_is_sealed_and_readings_stay_on_record(
    client: FlaskClient, ana: Account, admin: Account, doctor: Account
) -> None:
    with reading() as session:
        result, visit = (
            session.scalars(select(ResultFile.result_id)).one(),
            min(session.scalars(select(Appointment.id))),
        )
    readings = [entry.seq for entry in entries() if entry.name == "result.read" and entry.user_id == doctor.id]
    assert erase(client, admin, ana, NAME).status_code == 200
    for account, base in ((doctor, "/api"), (admin, "/api/admin")):
        for path in (f"results/{result}", f"appointments/{visit}"):
            assert client.get(f"{base}/{path}", headers=account.header).status_code == 404
        assert client.get(f"/api/results/{result}/pdf", headers=account.header).status_code == 404
        for path in ("results", "appointments"):
            assert client.get(f"{base}/{path}", headers=account.header).json["total"] == 0
    assert client.get("/api/patients", headers=doctor.header).json["total"] == 0
    for path in ("", "/export"):
        assert client.get(f"/api/admin/users/{ana.id}{path}", headers=admin.header).status_code == 404
    assert (
        client.post("/api/admin/results", json={"appointmentId": visit, "examId": 3}, headers=admin.header).status_code
        == 422
    )
    kept = [entry for entry in entries() if entry.seq in readings]
    assert kept
    assert all(entry.redacted_at is None and entry.address for entry in kept)
    with reading() as session:
        assert session.get_one(ResultFile, result).content == CONTENT


def test_an_export_under_way_is_broken_off(client: FlaskClient, ana: Account, admin: Account) -> None:
    pieces = services.own_data.export(ana.id, by=admin.identity)
    assert erase(client, admin, ana, NAME).status_code == 200
    with pytest.raises((NotFound, Unauthorized)):
        list(pieces)


# --- requests ------------------------------------------------------------------------------------


def test_a_request_waits_for_the_staff_and_can_be_withdrawn(
    client: FlaskClient, patient: Account, admin: Account, other_patient: Account
) -> None:
    assert client.get(REQUEST, headers=patient.header).json["status"] == "none"
    assert client.delete(REQUEST, headers=patient.header).status_code == 404
    wrong = client.post(REQUEST, json={"currentPassword": "wrong"}, headers=patient.header)
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["currentPassword"])
    sent = client.post(REQUEST, json={"currentPassword": PASSWORD}, headers=patient.header)
    assert (sent.status_code, sent.json["status"]) == (201, "pending")
    last = entries()[-1]
    assert (last.name, last.user_id, last.report is not None) == ("user.erasure_requested", patient.id, True)
    # Twice is once.
    client.post(REQUEST, json={"currentPassword": PASSWORD}, headers=patient.header)
    (listed,) = client.get(REQUESTS, headers=admin.header).json["items"]
    assert (listed["userId"], listed["name"], listed["status"]) == (patient.id, "Ana Peña", "pending")
    assert [entry.name for entry in entries()].count("user.erasure_requested") == 1
    # The data of the others stay the others'.
    assert client.get(REQUEST, headers=other_patient.header).json["status"] == "none"
    assert client.delete(REQUEST, headers=other_patient.header).status_code == 404
    assert client.get("/api/auth/me", headers=patient.header).json["name"] == "Ana Peña"
    assert client.delete(REQUEST, headers=patient.header).status_code == 204
    assert client.get(REQUEST, headers=patient.header).json["status"] == "none"
    refused = client.post(f"{REQUESTS}/{patient.id}/decline", json={"reason": "No vino"}, headers=admin.header)
    assert (refused.status_code, refused.json["code"]) == (409, "stale")


def test_a_refusal_has_a_reason_that_the_patient_sees(client: FlaskClient, patient: Account, admin: Account) -> None:
    client.post(REQUEST, json={"currentPassword": PASSWORD}, headers=patient.header)
    for reason in ("", "  ", "x" * 501):
        answer = client.post(f"{REQUESTS}/{patient.id}/decline", json={"reason": reason}, headers=admin.header)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["reason"])
    body = {"reason": "Tiene un resultado pendiente."}
    assert client.post(f"{REQUESTS}/{patient.id}/decline", json=body, headers=admin.header).status_code == 200
    shown = client.get(REQUEST, headers=patient.header).json
    assert (shown["status"], shown["reason"]) == ("declined", body["reason"])
    notice = client.get("/api/auth/me/inbox", headers=patient.header).json["items"][0]["payload"]
    assert (notice["type"], notice["action"], notice["changes"]) == ("erasure", "declined", body)
    assert client.get(REQUESTS, query_string={"status": "pending"}, headers=admin.header).json["total"] == 0
    # A later request is open again, and what is carried out is done.
    client.post(REQUEST, json={"currentPassword": PASSWORD}, headers=patient.header)
    assert client.get(REQUEST, headers=patient.header).json["reason"] is None
    assert erase(client, admin, patient, "Ana Peña").status_code == 200
    (done,) = client.get(REQUESTS, headers=admin.header).json["items"]
    assert (done["status"], done["reason"], done["name"]) == ("done", None, f"Persona suprimida {patient.id}")


# --- refusals ------------------------------------------------------------------------------------


def test_only_the_named_patient_is_erased_and_only_by_administrators(
    client: FlaskClient, patient: Account, other_patient: Account, doctor: Account, admin: Account
) -> None:
    for account in (patient, other_patient, doctor):
        assert erase(client, account, patient, "Ana Peña").status_code == 403
    for name in ("ana peña", other_patient.email, "Ana"):
        answer = erase(client, admin, patient, name)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["name"])
    assert erase(client, admin, patient, "Ana Peña", **{"If-Match": '"99"'}).status_code in (409, 412)
    for account in (doctor, admin):
        answer = erase(client, admin, account, queries.users.get(account.id).name)
        assert (answer.status_code, answer.json["code"]) == (409, "not_a_patient")
    assert queries.users.get(patient.id).name == "Ana Peña"
    assert "user.erased" not in [entry.name for entry in entries()]
    assert erase(client, admin, patient, "Ana Peña").status_code == 200
    assert erase(client, admin, patient, "Ana Peña").status_code == 404


def test_an_erasure_needs_a_recent_proof_of_identity(client: FlaskClient, patient: Account, admin: Account) -> None:
    age_proof(admin.identity.session_id)
    answer = erase(client, admin, patient, "Ana Peña")
    assert (answer.status_code, answer.json["code"]) == (403, "reauthentication_required")
    assert queries.users.get(patient.id).active
    assert client.post(REAUTHENTICATE, json=PROOF, headers=admin.header).status_code == 200
    assert erase(client, admin, patient, "Ana Peña").status_code == 200


def test_an_administrator_who_lost_the_role_erases_nobody(
    client: FlaskClient, make_account: MakeAccount, admin: Account, patient: Account
) -> None:
    former = make_account(Role.ADMIN)
    services.users.update(former.id, values={}, role=Role.DOCTOR, by=admin.identity)
    assert erase(client, former, patient, "Ana Peña").status_code == 401
    assert queries.users.get(patient.id).active


def test_who_worked_here_is_deactivated_instead(
    client: FlaskClient, admin: Account, doctor: Account, patient: Account, ordered: Ordered
) -> None:
    """The acts of a former doctor concern patients: the audit trail needs them."""
    services.users.update(doctor.id, values={}, role=Role.PATIENT, by=admin.identity)
    answer = erase(client, admin, doctor, queries.users.get(doctor.id).name)
    assert (answer.status_code, answer.json["code"]) == (409, "not_a_patient")


def test_a_booking_for_an_erased_patient_is_refused(
    client: FlaskClient, admin: Account, patient: Account, ordered: Ordered
) -> None:
    location = _location_of(ordered.appointment)
    assert erase(client, admin, patient, "Ana Peña").status_code == 200
    body = {
        "patientId": patient.id,
        "locationId": location,
        "scheduledAt": (now() + timedelta(days=2)).isoformat(),
        "examIds": [ordered.exam],
    }
    answer = client.post("/api/admin/appointments", json=body, headers=admin.header)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["patientId"])


# --- completeness, retention ---------------------------------------------------------------------

# Tables that refer to accounts and keep their rows, with the reason.
KEPT = {
    "appointment": "sealed",
    "result": "sealed",
    "message": "written by administrators",
    "erasure_request": "what was decided, without reason",
}


def test_every_table_of_an_account_is_forgotten_or_kept_for_a_reason() -> None:
    referring = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "user_account"
    }
    assert referring == {table.__tablename__ for table in FORGOTTEN} | KEPT.keys()


def test_sealed_records_are_deleted_after_their_time(
    app: Flask, client: FlaskClient, ana: Account, admin: Account, other_patient: Account, doctor: Account
) -> None:
    other = insert_appointment(other_patient, doctor)
    kept = ResultDesk(client, admin).issue(other, make_pdf("de otra persona"))
    assert erase(client, admin, ana, NAME).status_code == 200
    old = now() - timedelta(days=round(current_settings().record_retention_years * 365.25) + 3)
    with writing() as session:
        # All are old, but the person of one was not erased.
        session.execute(update(Result).values(released_at=old, created_at=old))
        session.execute(update(Appointment).values(scheduled_at=old))
        recent = session.scalars(select(Result).where(Result.patient_id == ana.id)).first()
        assert recent is not None
        recent.released_at, visit, recent_id = now(), recent.appointment_id, recent.id
    run = app.test_cli_runner().invoke
    assert "1 sealed results and 1 visits of erased patients deleted." in run(args=["events", "prune"]).output
    assert "deleted" not in run(args=["events", "prune"]).output
    with reading() as session:
        assert set(session.scalars(select(Result.id))) == {kept, recent_id}
        assert set(session.scalars(select(Appointment.id))) == {other.appointment, visit}
        assert chain.first_altered(session) is None
    (pruned,) = (entry for entry in entries() if entry.name == "audit.records_pruned")
    assert pruned.after is not None
    assert (pruned.after["results"], pruned.after["appointments"]) == (1, 1)


@pytest.mark.usefixtures("app")
def test_an_erasure_takes_all_or_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, ana: Account, admin: Account
) -> None:
    def fail(*_: Any, **__: Any) -> Iterator[Any]:
        raise NotFound
        yield

    monkeypatch.setattr(services.erasure.redaction, "redact", fail)
    before = dump_of_database()
    assert erase(client, admin, ana, NAME).status_code == 404
    assert dump_of_database() == before
    assert client.get("/api/auth/me", headers=ana.header).status_code == 200
    with reading() as session:
        assert session.scalar(select(ErasureRequest.status)) == "pending"
        assert session.scalar(select(EventEntry.seq).where(EventEntry.redacted_at.is_not(None))) is None


def test_the_last_mail_says_the_number_of_the_sealed_results(database_url: str, tmp_path: Path) -> None:
    mail = {"SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "lab@lab.example", "PUBLIC_URL": "https://lab.example"}
    with open_application(database_url, tmp_path, **mail) as app, app.app_context():
        account = create_account(Role.PATIENT, email=EMAIL, name=NAME)
        services.passwords.issue_link(account.id, by=create_account(Role.ADMIN).identity)
        services.erasure.erase(account.id, by=None)
        with reading() as session:
            # What waited for the person is gone, and what waits is encrypted.
            assert [row.kind for row in session.scalars(select(OutgoingMail))] == [letters.ERASED]
        assert found_in(dump_of_database()) == []
        claimed = outbox.claim()
        assert claimed is not None
        assert claimed.content is not None
        letter = letters.compose(
            claimed.kind, claimed.content, reference=claimed.reference, expires_at=claimed.expires_at
        )
        text = text_of(letter)
        assert letter["To"] == EMAIL
        assert f"con el número {account.id}" in text
        assert "10 años" in text
