"""Demo data: the promised amount, valid files and sums, working accounts, only for an empty database."""

import hashlib
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from labapp import seeds
from labapp.clock import now
from labapp.errors import Conflict
from labapp.events import chain
from labapp.extensions import Base
from labapp.identity import Role
from labapp.models import Appointment, Category, EventAudience, EventEntry, Exam, Location, Package, ResultFile, User
from labapp.models import Result as Finding
from labapp.queries import slots
from labapp.seeds import ACCOUNTS, catalog_data, present_accounts, seed_demo
from labapp.seeds.exam_texts import DESCRIPTIONS
from labapp.seeds.report_values import VALUES
from labapp.seeds.visits import LAB_ZONE, plan
from labapp.unit_of_work import reading
from tests.support.accounts import Account, bearer, create_account

LIMA = ZoneInfo("America/Lima")
# Midnight of a Monday in the laboratory's time zone.
MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)
MOMENTS = [MONDAY + timedelta(days=day, hours=hour) for day in range(7) for hour in (0, 9, 15, 23)]


@pytest.fixture
def seeded(app: Flask) -> dict[str, int]:
    return seed_demo()


def every(model: Any) -> list[Any]:
    with reading() as session:
        return list(session.scalars(select(model)))


def snapshot() -> dict[str, int | None]:
    with reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.tables.values()
        }


def sign_in(client: FlaskClient, email: str, password: str) -> tuple[dict[str, Any], dict[str, str]]:
    answer = client.post("/api/auth/login", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.json
    return answer.json["user"], bearer(answer.json["accessToken"])


def test_it_makes_what_is_promised(app: Flask) -> None:
    made = seed_demo()
    counts = snapshot()
    tables = {"users": "user_account", "categories": "category", "exams": "exam", "packages": "package"} | {
        "locations": "location",
        "appointments": "appointment",
        "results": "result",
        "messages": "message",
    }
    assert made == {kind: counts[table] for kind, table in tables.items()}
    assert made["exams"] >= 60
    assert made["appointments"] >= 60
    assert (made["categories"], made["packages"], made["locations"]) == (8, 6, 3)
    roles = Counter(user.role for user in every(User))
    assert roles == {Role.ADMIN: 1, Role.DOCTOR: 3, Role.PATIENT: 20}
    assert len({user.document_number for user in every(User) if user.role == Role.PATIENT and user.phone}) == 20


def test_every_exam_package_and_location_is_complete(seeded: dict[str, int]) -> None:
    for exam in every(Exam):
        assert all((exam.code, exam.name, exam.description, exam.preparation, exam.sample_type)), exam.code
        assert exam.price > 0
    assert {row[0] for row in catalog_data.EXAMS} == set(DESCRIPTIONS) == set(VALUES)
    with reading() as session:
        for package in session.scalars(select(Package)):
            assert 0 < package.price < sum(exam.price for exam in package.exams), package.code
    assert all(place.opening_hours and place.address for place in every(Location))
    assert {exam.category_id for exam in every(Exam)} == {category.id for category in every(Category)}


def test_appointments_lie_around_today_and_their_states_fit(seeded: dict[str, int]) -> None:
    moment = max(entry.created_at for entry in every(EventEntry))
    rows = every(Appointment)
    for row in rows:
        assert abs(row.scheduled_at - moment) < timedelta(days=16)
        assert row.created_at < row.scheduled_at
        assert row.status in (("completed", "cancelled") if row.scheduled_at <= moment else ("pending", "confirmed"))
        assert row.total > 0
    assert {row.status for row in rows} == {"pending", "confirmed", "completed", "cancelled"}
    assert 0 < sum(row.doctor_id is not None for row in rows) < len(rows)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: f"{one.astimezone(LAB_ZONE):%a-%H}")
def test_on_whatever_day_it_is_made_the_plan_is_plausible(moment: datetime) -> None:
    visits = plan(moment)
    for visit in visits:
        local = visit.at.astimezone(LAB_ZONE)
        assert local.weekday() != 6
        assert 7 <= local.hour < (12 if local.weekday() == 5 else 15)
        assert not (local.weekday() == 5 and visit.location == 2)
        assert visit.at in slots.starts(catalog_data.LOCATIONS[visit.location][4], LIMA, 15, local.date())
        assert bool(visit.findings) == (visit.status == "completed")
        assert (visit.at <= moment) == (visit.status in ("completed", "cancelled"))
        for one in visit.findings:
            steps = [visit.at, one.reported_at, one.released_at, one.delivered_at, moment]
            reached = [step for step in steps if step is not None]
            assert reached == sorted(reached)
            assert (one.released_at is None) == (one.status == "pending")
            assert (one.delivered_at is None) == (one.status != "delivered")
    everything = {"pending", "ready", "delivered"}
    assert {one.status for visit in visits if visit.patient == 0 for one in visit.findings} == everything
    assert {one.status for visit in visits if visit.doctor == 0 for one in visit.findings} == everything


def test_every_visit_has_a_place_within_the_hours_of_its_location(seeded: dict[str, int]) -> None:
    places = {place.id: place for place in every(Location)}
    taken = Counter((row.location_id, row.scheduled_at) for row in every(Appointment))
    assert max(taken.values()) < min(place.slot_capacity for place in places.values())
    for location, moment in taken:
        place = places[location]
        assert place.schedule is not None
        day = moment.astimezone(LAB_ZONE).date()
        assert moment in slots.starts(place.schedule, ZoneInfo(place.timezone), place.slot_minutes, day), moment


def test_every_file_is_a_real_report_of_its_result(seeded: dict[str, int]) -> None:
    letters = ""
    with reading() as session:
        files = {file.result_id: file.content for file in session.scalars(select(ResultFile))}
        results = list(session.scalars(select(Finding)))
        for result in results:
            assert result.has_file == (result.id in files)
            if not result.has_file:
                assert result.status == "pending"
                continue
            content = files[result.id]
            assert (result.size, result.sha256) == (len(content), hashlib.sha256(content).hexdigest())
            reader = PdfReader(io.BytesIO(content), strict=True)
            assert len(reader.pages) == 1
            text = reader.pages[0].extract_text()
            patient = result.appointment.patient
            for said in (patient.name, patient.document_number, result.exam.code, result.exam_name):
                assert said in text
            letters += text
    assert len(files) > 30
    assert {result.status for result in results if not result.has_file} == {"pending"}
    assert {result.status for result in results if result.has_file} == {"pending", "ready", "delivered"}
    assert set("ñµ≤áéíóú–") <= set(letters)


def test_the_three_accounts_sign_in_and_see_what_is_theirs(seeded: dict[str, int], client: FlaskClient) -> None:
    assert [email for email, _ in ACCOUNTS] == ["admin@lab.example", "medico@lab.example", "paciente@lab.example"]
    assert present_accounts() == list(ACCOUNTS)
    (_, admin), (doctor, as_doctor), (patient, as_patient) = [sign_in(client, *account) for account in ACCOUNTS]
    assert (doctor["role"], patient["role"]) == ("Medico", "Paciente")

    every_one = client.get("/api/admin/appointments?perPage=200", headers=admin).json
    assert every_one["total"] == seeded["appointments"]
    mine = client.get("/api/appointments?perPage=200", headers=as_patient).json["items"]
    assert {one["patientId"] for one in mine} == {patient["id"]}
    assert {one["status"] for one in mine} == {"pending", "confirmed", "completed", "cancelled"}
    results = client.get("/api/results?perPage=200", headers=as_patient).json["items"]
    assert {one["status"] for one in results} == {"ready", "delivered"}
    assert {one["patientId"] for one in results} == {patient["id"]}
    all_of_them = client.get("/api/admin/results?perPage=200", headers=admin).json["items"]
    assert "pending" in {one["status"] for one in all_of_them if one["patientId"] == patient["id"]}
    ordered = client.get("/api/appointments?perPage=200", headers=as_doctor).json["items"]
    assert len(ordered) > 5
    assert {one["doctorId"] for one in ordered} == {doctor["id"]}

    pdf = client.get(f"/api/results/{results[0]['id']}/pdf", headers=as_patient)
    assert hashlib.sha256(pdf.data).hexdigest() == results[0]["sha256"]
    theirs = next(one for one in all_of_them if one["patientId"] != patient["id"] and one["status"] != "pending")
    assert client.get(f"/api/results/{theirs['id']}/pdf", headers=as_patient).status_code == 404


def test_the_history_is_the_administrators_whole_and_goes_out_to_nobody_as_an_event(seeded: dict[str, int]) -> None:
    entries = every(EventEntry)
    by_type = Counter(entry.entity_type for entry in entries)
    assert {"user", "exam", "appointment", "result"} <= set(by_type)
    assert (by_type["user"], by_type["exam"]) == (seeded["users"], seeded["exams"])
    with reading() as session:
        admin = session.scalar(select(User.id).where(User.email == "admin@lab.example"))
        assert chain.first_altered(session) is None
    assert {entry.user_id for entry in entries} == {admin}
    assert {entry.event for entry in entries} == {None}
    assert {entry.payload for entry in entries} == {None}
    audience = every(EventAudience)
    assert {(one.room, one.part) for one in audience} == {("role:Administrador", "report")}
    last = {
        entry.entity_id: entry.action
        for entry in sorted(entries, key=lambda one: one.seq)
        if entry.entity_type == "appointment"
    }
    ended = {row.id: row.status for row in every(Appointment)}
    assert {key: "pending" if action == "created" else action for key, action in last.items()} == ended


def test_a_second_time_is_refused_and_changes_nothing(seeded: dict[str, int]) -> None:
    before = snapshot()
    with pytest.raises(Conflict) as refused:
        seed_demo()
    assert refused.value.code == "not_empty"
    assert snapshot() == before


def test_one_account_is_enough_to_refuse(admin: Account) -> None:
    before = snapshot()
    with pytest.raises(Conflict) as refused:
        seed_demo()
    assert refused.value.code == "not_empty"
    assert snapshot() == before
    assert present_accounts() == []


def test_an_account_that_is_made_meanwhile_refuses_it_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = plan(now())

    def somebody_registers() -> Any:
        create_account(Role.PATIENT)
        return planned

    monkeypatch.setattr(seeds.visits, "plan_with_files", somebody_registers)
    with pytest.raises(Conflict) as refused:
        seed_demo()
    assert refused.value.code == "not_empty"
    counts = snapshot()
    assert (counts["user_account"], counts["exam"], counts["event_log"]) == (1, 0, 0)
