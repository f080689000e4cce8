"""The audit log's page over HTTP: access, filters, and the verification's streamed response."""

import re
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from labapp import queries
from labapp.config import current_settings
from labapp.contract.facts import FactName
from labapp.dashboard import audit as page
from labapp.dashboard.differences import differences
from labapp.events import log, redaction
from labapp.events.log import Fact
from labapp.identity import Role
from labapp.models import EventEntry
from labapp.services import verification
from labapp.unit_of_work import unit_of_work
from tests.dashboard.conftest import SetCookies
from tests.support.accounts import Account, MakeAccount
from tests.support.command import SECRETS
from tests.support.csv_files import read_csv_records
from tests.support.databases import writing
from tests.support.event_log import append_without_key, entries, record
from tests.support.results import insert_appointment

VERIFY = "/admin/audit/verification"


def note(number: int, *, kind: str = "exam", by: Account | None = None, **values: Any) -> None:
    record(*(Fact(FactName.of(kind, "updated"), n, **values) for n in range(1, number + 1)), by=by)


def keys(text: str) -> list[int]:
    return [int(key) for key in re.findall(r'id="entry-(\d+)"', text)]


@pytest.mark.parametrize("path", ["/admin/audit", "/admin/audit.csv", "/admin/connections"])
def test_nobody_else_gets_in(
    client: FlaskClient, set_cookies: SetCookies, patient: Account, doctor: Account, path: str
) -> None:
    note(1)
    assert client.get(path).status_code == 403
    for account in (patient, doctor):
        set_cookies(account)
        assert client.get(path).status_code == 403
    assert {entry.name for entry in entries()} <= {"exam.updated", "access.refused"}


def test_verification_is_for_administrators_with_the_csrf_value(
    client: FlaskClient, set_cookies: SetCookies, admin: Account, patient: Account
) -> None:
    csrf = set_cookies(patient)
    assert client.post(VERIFY, headers={"X-CSRF-TOKEN": csrf}).status_code == 403
    csrf = set_cookies(admin)
    for headers in ({}, {"X-CSRF-TOKEN": csrf[:-1] + ("0" if csrf[-1] != "0" else "1")}):
        answer = client.post(VERIFY, headers=headers)
        assert answer.status_code == 401
    assert queries.audit.last_verification() is None
    assert "Intacta" in client.post(VERIFY, headers={"X-CSRF-TOKEN": csrf}).text
    assert queries.audit.last_verification() is not None


def test_the_answer_comes_in_pieces_the_last_of_which_is_the_result(
    client: FlaskClient, set_cookies: SetCookies, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "_PROGRESS_SECONDS", -1)
    note(250)
    with unit_of_work() as work:
        work.session.execute(update(EventEntry).where(EventEntry.seq == 207).values(entity_id=9))
    answer = client.post(VERIFY, headers={"X-CSRF-TOKEN": set_cookies(admin)}, buffered=False)
    pieces = [piece.decode() for piece in answer.iter_encoded()]
    answer.close()
    assert [re.findall(r'value="(\d+)" max="(\d+)"', piece) for piece in pieces[:-1]] == [
        [(seen, "250")] for seen in ("0", "100", "200")
    ]
    assert 'data-altered="207"' in pieces[-1]
    assert "La entrada 207 fue alterada" in client.get("/admin/audit").text


def test_a_second_one_meanwhile_is_refused_and_one_that_breaks_off_says_so(
    client: FlaskClient, set_cookies: SetCookies, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(150)
    headers = {"X-CSRF-TOKEN": set_cookies(admin)}
    with closing(verification.verify(by=admin.identity)):  # type: ignore[type-var]
        answer = client.post(VERIFY, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (409, "busy")

    def away(*_args: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(verification.chain, "step", away)
        answer = client.post(VERIFY, headers=headers)
        assert answer.status_code == 200
        assert "no pudo terminar" in answer.text
    assert queries.audit.last_verification() is None
    assert "Intacta hasta la entrada 150" in client.post(VERIFY, headers=headers).text


def test_it_shows_from_which_entry_on_the_chain_has_a_key(
    app: Flask, client: FlaskClient, set_cookies: SetCookies, admin: Account
) -> None:
    with writing() as session:
        append_without_key(session, 2)
    headers = {"X-CSRF-TOKEN": set_cookies(admin)}
    assert 'data-keyed="no"' in client.post(VERIFY, headers=headers).text
    with unit_of_work() as work:
        log.install_key(work.connection)
    answer = client.post(VERIFY, headers=headers)
    for text in (answer.text, client.get("/admin/audit").text):
        assert "Con clave desde la entrada 4." in text
        assert "data-current-key" not in text
    rotated = {"audit_key": "b" * 32, "audit_key_previous": (SECRETS["AUDIT_KEY"],)}
    app.config["LAB_SETTINGS"] = current_settings().model_copy(update=rotated)
    answer = client.post(VERIFY, headers=headers)
    assert 'data-keyed="4"' in answer.text
    assert 'data-current-key="no"' in answer.text


def test_redacted_entries_are_counted_and_shown_as_such(
    client: FlaskClient, set_cookies: SetCookies, admin: Account
) -> None:
    record(*(Fact(FactName.EXAM_UPDATED, n, before={"name": "a"}, after={"name": "b"}) for n in range(3)))
    with unit_of_work(admin.identity) as work:
        work.record(*redaction.redact(work.session, [2], user_id=7))
    list(verification.verify(by=admin.identity))
    set_cookies(admin)
    page = client.get("/admin/audit").text
    assert 'data-redacted="1"' in page
    assert page.count("Su contenido se suprimió el") == 1
    shown = client.get("/api/admin/events", headers=admin.header).json["items"]
    assert [one["id"] for one in shown if one["redactedAt"]] == [2]


def test_without_the_key_nothing_is_called_altered(
    app: Flask, client: FlaskClient, set_cookies: SetCookies, admin: Account
) -> None:
    note(2)
    headers = {"X-CSRF-TOKEN": set_cookies(admin)}
    app.config["LAB_SETTINGS"] = current_settings().model_copy(update={"audit_key": "b" * 32})
    answer = client.post(VERIFY, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.json["detail"] == "Falta la clave con la que está encadenada la auditoría."
    app.config["LAB_SETTINGS"] = current_settings().model_copy(update={"audit_key": SECRETS["AUDIT_KEY"]})
    assert "Intacta" in client.post(VERIFY, headers=headers).text


def test_filters_lead_to_the_entries_and_to_their_export(
    client: FlaskClient, set_cookies: SetCookies, admin: Account, make_account: MakeAccount
) -> None:
    nurse = make_account(Role.ADMIN, name="Nuria Peña")
    note(3, by=nurse)
    note(2, kind="package", by=admin)
    set_cookies(admin)
    for query, expected in (
        ("", [5, 4, 3, 2, 1]),
        ("?entityType=exam&entityId=3", [3]),
        (f"?userId={nurse.id}", [3, 2, 1]),
        ("?q=pena&name=exam.updated", [3, 2, 1]),
        ("?q=pena&name=package.updated", []),
        ("?entityId=2", [5, 2]),
        ("?perPage=2&page=2", [3, 2]),
        ("?from=2026-01-01&to=2026-01-02", []),
    ):
        answer = client.get(f"/admin/audit{query}")
        assert (answer.status_code, keys(answer.text)) == (200, expected), query
    answer = client.get("/admin/audit.csv?q=pena&entityId=2")
    assert answer.headers["Content-Disposition"] == "attachment; filename=auditoria.csv"
    rows = read_csv_records(answer.data)
    assert [row["id"] for row in rows] == ["2"]
    assert (entries()[-1].name, entries()[-1].user_id) == ("audit.exported", admin.id)


@pytest.mark.parametrize(
    ("lang", "headings", "done"),
    [
        ("es", "Fecha y hora;Quién;Qué hizo;Paciente;Exámenes;id;", "confirmó la cita"),
        ("en", "Date and time,Who,What they did,Patient,Exams,id,", "confirmed appointment"),
    ],
)
def test_the_csv_is_readable_in_the_language_and_the_zone_of_the_reader(
    client: FlaskClient,
    set_cookies: SetCookies,
    admin: Account,
    make_account: MakeAccount,
    lang: str,
    headings: str,
    done: str,
) -> None:
    visit = insert_appointment(make_account(Role.PATIENT, name="Rosa Díaz"), None)
    record(Fact(FactName.APPOINTMENT_CONFIRMED, visit.appointment, after={"status": "confirmed"}), by=admin)
    with writing() as session:
        session.execute(update(EventEntry).values(created_at=datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC)))
    set_cookies(admin)
    for name, value in (("tz", "America/Lima"), ("lang", lang)):
        client.set_cookie(name, value, domain="localhost")
    content = client.get("/admin/audit.csv?entityType=appointment").data
    assert content.decode("utf-8-sig").startswith(headings)
    (row,) = read_csv_records(content)
    when, _who, *rest = list(row.values())[:5]
    assert (when, rest) == ("2026-03-01 23:05:06", [done, "Rosa Díaz", "Hemograma 0, Perfil"])
    assert (row["createdAt"], row["name"]) == ("2026-03-02T04:05:06.000Z", "appointment.confirmed")
    # Programs read the columns of REST.
    plain = client.get("/api/admin/events.csv?entityType=appointment", headers=admin.header).data
    assert list(read_csv_records(plain)[0]) == list(row)[5:]


@pytest.mark.parametrize(("zone", "expected"), [("UTC", [2, 1]), ("America/Lima", [3, 2])])
def test_days_are_the_readers(
    client: FlaskClient, set_cookies: SetCookies, admin: Account, zone: str, expected: list[int]
) -> None:
    set_cookies(admin)
    note(4)
    moments = [datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((1, 4), (1, 5), (2, 4), (2, 5))]
    with unit_of_work() as work:
        for seq, moment in enumerate(moments, 1):
            work.session.execute(update(EventEntry).where(EventEntry.seq == seq).values(created_at=moment))
    client.set_cookie("tz", zone, domain="localhost")
    assert keys(client.get("/admin/audit?from=2026-03-01&to=2026-03-01").text) == expected


@pytest.mark.parametrize("query", ["from=ayer", "entityId=x", "entityId=0", "page=0", "from=0001-01-01", "other=1"])
def test_a_wrong_filter_is_said_so(client: FlaskClient, set_cookies: SetCookies, admin: Account, query: str) -> None:
    set_cookies(admin)
    assert client.get(f"/admin/audit?{query}").status_code in (400, 422)


def test_nothing_in_an_entry_is_markup(client: FlaskClient, set_cookies: SetCookies, admin: Account) -> None:
    set_cookies(admin)
    evil = "<script>alert(1)</script>"
    note(1, before={"name": evil, evil: 1}, after={"name": [evil], "status": evil, "price": evil, "scheduledAt": evil})
    text = client.get("/admin/audit").text
    assert evil not in text
    assert "&lt;script&gt;alert(1)" in text


def test_differences(app: Flask) -> None:
    with app.test_request_context():
        before = {"price": "10.00", "name": "a", "active": True, "same": 1, "notes": "", "gone": {"a": 1}}
        after = {"price": "12.50", "name": "a", "active": False, "same": 1, "notes": "n", "examIds": [1, 2]}
        found = {one.field: (one.label, one.kind, one.before, one.after) for one in differences(before, after)}
        assert list(found) == ["price", "active", "notes", "gone", "examIds"]
        assert found["active"] == ("Activo", "changed", "sí", "no")
        assert found["notes"] == ("Notas", "changed", "(vacío)", "n")
        assert found["gone"] == ("gone", "removed", '{"a": 1}', None)
        assert found["examIds"] == ("Exámenes", "added", None, "1, 2")
        assert "12,50" in str(found["price"][3])
        # The location may have moved to the zone of the reader since.
        (moved,) = differences(None, {"scheduledAt": "2026-03-02T04:05:00.000Z"}, zone="Etc/UTC")
        assert "04:05 (hora de UTC)" in str(moved.after)
        assert differences(None, None) == []
        assert [one.kind for one in differences(None, {"role": "Medico"})] == ["added"]
        assert differences(None, {"role": "Medico", "status": "ready"})[1].after == "Listo"
