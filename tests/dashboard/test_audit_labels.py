"""Every field that any service records has a label in the audit log, in both languages and both spellings."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pyotp
import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select, update

from labapp import queries, services
from labapp.auth.throttle import STRANGERS
from labapp.clock import now
from labapp.config import current_settings
from labapp.contract.facts import FactName
from labapp.contract.labels import LABELS
from labapp.dashboard.activity import VERBS
from labapp.dashboard.differences import differences
from labapp.errors import InvalidPayload, RateLimited, SignInStep, Unauthorized
from labapp.identity import Identity, Role
from labapp.locale import LOCALES
from labapp.mail import mail_sender_of
from labapp.models import Appointment, AuthSession, Category, EventEntry, Exam, Location, Package, Result
from labapp.queries.audit import Filters
from labapp.unit_of_work import reading, unit_of_work
from tests.dashboard.conftest import SetCookies
from tests.support.accounts import PASSWORD as ADMIN_PASSWORD
from tests.support.accounts import Account, create_account
from tests.support.pdf_files import make_pdf

PASSWORD = "a long enough password"
CHOSEN = "another long enough password"


@pytest.fixture
def database_kind() -> str:
    # What services record does not depend on the database.
    return "sqlite"


@pytest.fixture
def environment() -> dict[str, str]:
    # Nothing listens there: what is recorded does not depend on whether the mails arrive.
    mail = {"SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "lab@lab.example", "PUBLIC_URL": "https://lab.example"}
    return {"EVENT_RETENTION_DAYS": "1"} | mail


def work_in_the_catalogue(admin: Account) -> tuple[Exam, Package, Location]:
    by = admin.identity
    category = services.catalog.create(Category, {"name": "Química", "description": "d"}, by=by)
    services.catalog.update(Category, category.id, {"name": "Q", "description": "", "active": False}, by=by)
    exam = services.catalog.create(
        Exam, {"code": "E", "name": "E", "category_id": category.id, "price": Decimal(1)}, by=by
    )
    changes: dict[str, Any] = {
        "code": "E1",
        "name": "E1",
        "price": Decimal(2),
        "description": "d",
        "preparation": "p",
        "sample_type": "s",
        "turnaround_hours": 5,
    }
    services.catalog.update(Exam, exam.id, changes, by=by)
    services.catalog.update(Exam, exam.id, {"price": Decimal(3)}, by=by)
    services.catalog.reprice([(exam.id, Decimal(4))], by=by)
    package = services.catalog.create(Package, {"code": "P", "name": "P", "price": Decimal(1)}, by=by)
    services.catalog.update(Package, package.id, {"exam_ids": [exam.id], "description": "d"}, by=by)
    services.catalog.update(Package, package.id, {"price": Decimal(9)}, by=by)
    location = services.catalog.create(Location, {"name": "L"}, by=by)
    services.catalog.update(
        Location,
        location.id,
        {
            "address": "a",
            "phone": "1",
            "opening_hours": "h",
            "timezone": "America/Bogota",
            "slot_minutes": 20,
            "slot_capacity": 50,
            "schedule": {"mon": [["07:00", "08:00"]]},
        },
        by=by,
    )
    services.catalog.update(Location, location.id, {"schedule": None}, by=by)
    for model, values in (
        (Category, {"name": "fuera"}),
        (Exam, {"code": "F", "name": "F", "category_id": category.id, "price": Decimal(1)}),
        (Package, {"code": "F", "name": "F", "price": Decimal(1)}),
        (Location, {"name": "F"}),
    ):
        services.catalog.delete(model, services.catalog.create(model, values, by=by).id, by=by)
    return exam, package, location


def work_with_accounts(admin: Account) -> None:
    by = admin.identity
    made = services.users.create(
        values={"email": "a@lab.example", "name": "A", "document_number": "1", "phone": "1"},
        role=Role.PATIENT,
        password=PASSWORD,
        by=by,
    )
    changes = {"name": "B", "email": "b@lab.example", "document_number": "2", "phone": "2"}
    services.users.update(made.id, values=changes, role=Role.DOCTOR, by=by)
    own = Identity(made.id, Role.DOCTOR, session_id="", expires_at=0)
    for number in ("3", None, "4"):
        services.users.update_own(values={"document_number": number}, by=own)
    services.document_numbers.confirm(made.id, number="4", by=by)
    services.users.update_own(values={"document_number": "5"}, by=own)
    services.document_numbers.decline(made.id, number="5", by=by)
    services.passwords.request_link(email="b@lab.example", address="127.0.0.1")
    # The request, which leaves a mail with the link.
    assert mail_sender_of(current_app).send_next()
    services.passwords.issue_link(made.id, by=by)
    services.users.deactivate(made.id, by=by)
    services.users.activate(made.id, by=by)
    services.users.reset_password(made.id, password=PASSWORD + "!", by=by)
    try:
        services.sign_in.sign_in(email="b@lab.example", password=PASSWORD + "!", address="127.0.0.1", user_agent="test")
    except SignInStep as step:
        token = str(step.extensions["challenge"])
    signed = services.new_password.choose(token, CHOSEN, address="127.0.0.1", user_agent="test")
    again = services.sessions.refresh(token=signed.refresh_token, address="127.0.0.1")
    with suppress(Unauthorized):
        services.sessions.refresh(token=signed.refresh_token, address="127.0.0.1")
    assert again.user.id == made.id
    with suppress(Unauthorized):
        services.sign_in.sign_in(email="b@lab.example", password="wrong", address=None, user_agent=None)
    for number in range(STRANGERS.amount + 1):
        with suppress(Unauthorized, RateLimited):
            services.sign_in.sign_in(
                email="b@lab.example", password="wrong", address=f"192.0.2.{number}", user_agent="test"
            )
    work_with_second_factors(made.id, by)
    services.connections.close(sid="s", user_id=made.id, by=by)
    services.audit.record_refused(method="GET", route="/api/admin/users", by=by)


def work_with_second_factors(user_id: int, by: Identity) -> None:
    own = replace(by, user_id=user_id)
    password = CHOSEN
    shown, sealed = services.second_factors.begin_authenticator(current_password=password, by=own)
    totp = pyotp.TOTP(shown.secret)
    factor, codes = services.second_factors.add_authenticator(enrolment=sealed, name="A", code=totp.now(), by=own)
    services.second_factors.rename(factor.id, values={"name": "B"}, by=own)
    for code in ("000000", codes[0]):
        with suppress(Unauthorized):
            try:
                services.sign_in.sign_in(
                    email="b@lab.example", password=password, address="127.0.0.1", user_agent="test"
                )
            except SignInStep as step:
                token = str(step.extensions["challenge"])
                services.second_step.with_code(token, code, address="127.0.0.1", user_agent="test")
    services.second_factors.renew_recovery_codes(current_password=password, by=own)
    services.second_factors.remove(factor.id, current_password=password, by=own)
    shown, sealed = services.second_factors.begin_authenticator(current_password=password, by=own)
    code = pyotp.TOTP(shown.secret).now()
    services.second_factors.add_authenticator(enrolment=sealed, name="A", code=code, by=own)
    services.second_factors.reset(user_id, by=None)
    services.reauthentication.reauthenticate(current_password=ADMIN_PASSWORD, by=by)
    with suppress(InvalidPayload):
        services.reauthentication.reauthenticate(current_password="wrong", by=by)


def work_with_visits(admin: Account, patient: Account, doctor: Account, offer: tuple[Exam, Package, Location]) -> None:
    exam, package, location = offer
    by = admin.identity
    book: Callable[..., Any] = services.appointments.book
    tomorrow: datetime = now() + timedelta(days=1)
    visit = book(location_id=location.id, scheduled_at=tomorrow, exam_ids=[exam.id], patient_id=patient.id, by=by)
    other = services.catalog.create(Location, {"name": "Otra"}, by=by)
    services.appointments.update(
        visit.id,
        {
            "doctor_id": doctor.id,
            "notes": "n",
            "package_ids": [package.id],
            "location_id": other.id,
            "scheduled_at": tomorrow + timedelta(hours=1),
        },
        by=by,
    )
    result = services.results.create(appointment_id=visit.id, exam_id=exam.id, by=by)
    for name in ("uno.pdf", "dos.pdf"):
        services.results.attach(result.id, content=make_pdf(name), file_name=name, by=by)
    services.results.get(result.id, by=doctor.identity)
    services.readings.record([visit], [result], visit, by=by)
    services.readings.record_connected([patient.id], by=by, view="connections")
    services.readings.read(queries.users.get(patient.id), by=by)
    services.results.release(result.id, by=by)
    services.results.open_file(result.id, by=patient.identity)
    services.results.complete_download(result.id, by=patient.identity)
    list(services.own_data.export(patient.id, by=by))
    services.appointments.step(visit.id, "confirmed", by=by)
    services.appointments.step(visit.id, "completed", by=by)
    services.step_reversal.undo_step(visit.id, by=by)
    services.appointments.step(visit.id, "completed", by=by)
    gone = book(location_id=location.id, scheduled_at=tomorrow, exam_ids=[exam.id], by=patient.identity)
    services.appointments.step(gone.id, "cancelled", by=patient.identity)
    services.messages.send(type="info", message="m", target_role=Role.DOCTOR, by=by)


def work_with_erasures(admin: Account, patient: Account, offer: tuple[Exam, Package, Location]) -> None:
    exam, _, location = offer
    services.erasure_requests.request(current_password=patient.password, by=patient.identity)
    services.erasure_requests.withdraw(by=patient.identity)
    services.erasure_requests.request(current_password=patient.password, by=patient.identity)
    services.erasure_requests.decline(patient.id, reason="r", by=admin.identity)
    erased = create_account(Role.PATIENT, name="Va")
    tomorrow = now() + timedelta(days=1)
    visit = services.appointments.book(
        location_id=location.id, scheduled_at=tomorrow, exam_ids=[exam.id], by=erased.identity
    )
    services.results.create(appointment_id=visit.id, exam_id=exam.id, by=admin.identity)
    long_ago = now() - timedelta(days=366 * 11)
    with unit_of_work() as work:
        work.session.execute(update(Appointment).where(Appointment.id == visit.id).values(scheduled_at=long_ago))
        work.session.execute(update(Result).where(Result.appointment_id == visit.id).values(created_at=long_ago))
    services.erasure.erase(erased.id, name="Va", by=admin.identity)


def work_with_the_log(app: Flask, admin: Account) -> None:
    by = admin.identity
    everything = Filters(
        after_id=0, entity_type="exam", entity_id=1, user_id=1, from_=now(), to=now(), names=("exam.created",), who="a"
    )
    list(services.audit.export(everything, by=by))
    list(services.verification.verify(by=by))
    run = app.test_cli_runner().invoke
    assert run(args=["audit", "renew-epoch"]).exit_code == 0
    with unit_of_work() as work:
        work.session.execute(update(EventEntry).values(created_at=now() - timedelta(days=3)))
    assert run(args=["events", "prune"]).exit_code == 0
    settings = current_settings()
    rotated = {"audit_key": "b" * 32, "audit_key_previous": (settings.audit_key,)}
    app.config["LAB_SETTINGS"] = settings.model_copy(update=rotated)
    assert run(args=["audit", "install-key"]).exit_code == 0


@pytest.fixture
def entries(app: Flask, admin: Account, patient: Account, doctor: Account) -> list[EventEntry]:
    """Every kind of fact, recorded by the services."""
    offer = work_in_the_catalogue(admin)
    work_with_accounts(admin)
    work_with_visits(admin, patient, doctor, offer)
    work_with_erasures(admin, patient, offer)
    work_with_the_log(app, admin)
    services.sessions.revoke_own(_session_of(patient), by=patient.identity)
    with reading() as session:
        return list(session.scalars(select(EventEntry).order_by(EventEntry.seq)))


def _session_of(account: Account) -> str:
    with reading() as session:
        return session.scalars(select(AuthSession.id).where(AuthSession.user_id == account.id)).one()


def snake_case(name: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", name).lower()


def fields(entries: list[EventEntry]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for side in (entry.before, entry.after):
            yield from ((entry.name, field) for field in side or {})


def test_every_kind_of_fact_is_among_them(entries: list[EventEntry]) -> None:
    assert {entry.name for entry in entries} == {name.value for name in FactName}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_recorded_field_has_a_label(app: Flask, entries: list[EventEntry], locale: str) -> None:
    recorded = set(fields(entries))
    assert len(recorded) > 100
    with app.test_request_context(), force_locale(locale):
        for name, field in recorded:
            for spelling in (field, snake_case(field)):
                (shown,) = differences({spelling: 1}, {spelling: 2})
                assert shown.label != spelling, (name, spelling)
                assert shown.label == str(LABELS[field]), (name, spelling)
        for entry in entries:
            assert str(VERBS[entry.name]) != entry.name


def test_no_field_of_the_wire_is_shown_by_its_name(
    client: FlaskClient, entries: list[EventEntry], set_cookies: SetCookies, admin: Account
) -> None:
    set_cookies(admin)
    text = "".join(client.get("/admin/audit", query_string={"perPage": 200, "page": page}).text for page in (1, 2))
    spellings = {spelling for _, field in fields(entries) for spelling in (field, snake_case(field))}
    compound = {one for one in spellings if "_" in one or one != one.lower()}
    assert {"categoryId", "sample_type", "slotCapacity", "opening_hours"} <= compound
    assert not {one for one in compound if f">{one}<" in text}
