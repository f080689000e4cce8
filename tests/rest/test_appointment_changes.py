"""Changes of appointments over REST: prices, allowed status transitions, and conflicting versions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from labapp.clock import iso, now
from labapp.errors import Conflict
from labapp.extensions import db
from labapp.identity import Role
from labapp.models import Appointment, EventEntry, Exam, Location, Package, User
from labapp.services import appointments, step_reversal
from tests.support.accounts import Account, MakeAccount
from tests.support.appointments import LATER, Catalogue
from tests.support.databases import writing
from tests.support.desk import Desk
from tests.support.event_log import changes, names, rooms


def put_in_the_past(appointment: int) -> None:
    with writing() as session:
        session.get_one(Appointment, appointment).scheduled_at = now() - timedelta(hours=1)


def test_what_was_booked_keeps_its_price(mine: Desk, catalogue: Catalogue, new: dict[str, Any]) -> None:
    made = mine("POST", "", new | {"examIds": [catalogue.sugar], "packageIds": [catalogue.profile]}).json
    with writing() as session:
        for model in (Exam, Package):
            for row in session.scalars(select(model)):
                row.price += Decimal(100)
    assert mine("GET", made["id"]).json["total"] == made["total"] == "40.50"
    # An added exam has today's price; a kept one keeps its own, in whatever order they are named.
    less = mine("PATCH", made["id"], {"examIds": [catalogue.urine, catalogue.sugar], "packageIds": []})
    assert (less.json["total"], less.json["examIds"]) == ("117.50", [catalogue.sugar, catalogue.urine])
    assert mine("GET", made["id"]).json == less.json
    # An exam that was removed and added again has today's price.
    mine("PATCH", made["id"], {"examIds": [catalogue.urine]})
    assert mine("PATCH", made["id"], {"examIds": [catalogue.urine, catalogue.sugar]}).json["total"] == "217.50"
    refused = mine("PATCH", made["id"], {"examIds": []})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["examIds"])
    assert mine("GET", made["id"]).json["total"] == "217.50"


def test_an_exam_of_a_chosen_package_is_not_charged_again(
    mine: Desk, desk: Desk, catalogue: Catalogue, new: dict[str, Any], patient: Account
) -> None:
    both = {"examIds": [catalogue.blood, catalogue.sugar], "packageIds": [catalogue.profile]}
    once = ([catalogue.sugar], [catalogue.profile], "40.50")

    def contents(appointment: Any) -> tuple[list[int], list[int], str]:
        shown = appointment.json
        assert mine("GET", shown["id"]).json == shown
        return shown["examIds"], shown["packageIds"], shown["total"]

    by_patient = mine("POST", "", new | both)
    by_staff = desk("POST", "", new | both | {"patientId": patient.id, "scheduledAt": LATER})
    assert contents(by_patient) == contents(by_staff) == once
    # The same again changes nothing.
    count = len(changes())
    assert contents(desk("PATCH", by_staff.json["id"], both)) == once
    assert len(changes()) == count
    # A package that is added later covers an exam that was booked alone.
    alone = mine("PATCH", by_patient.json["id"], {"examIds": [catalogue.blood, catalogue.urine], "packageIds": []})
    assert contents(alone) == ([catalogue.blood, catalogue.urine], [], "17.50")
    assert contents(mine("PATCH", alone.json["id"], {"packageIds": [catalogue.profile]})) == (
        [], [catalogue.profile], "30.00"
    )  # fmt: skip


def test_what_is_no_longer_offered_may_stay_and_not_be_added(
    mine: Desk, catalogue: Catalogue, new: dict[str, Any]
) -> None:
    made = mine("POST", "", new).json
    with writing() as session:
        session.get_one(Exam, catalogue.blood).active = False
        session.get_one(Location, catalogue.center).active = False
    same = {"examIds": [catalogue.blood, catalogue.urine], "locationId": catalogue.center, "notes": "x"}
    assert mine("PATCH", made["id"], same).status_code == 200
    assert mine("PATCH", made["id"], {"examIds": [catalogue.urine], "locationId": catalogue.north}).status_code == 200
    for back, field in (({"examIds": [catalogue.blood]}, "examIds"), ({"locationId": catalogue.center}, "locationId")):
        assert list(mine("PATCH", made["id"], back).json["errors"]) == [field]


def test_a_patient_moves_his_appointment(
    mine: Desk, catalogue: Catalogue, new: dict[str, Any], patient: Account, doctor: Account
) -> None:
    made = mine("POST", "", new | {"doctorId": doctor.id}).json
    change = {"scheduledAt": LATER, "locationId": catalogue.north}
    answer = mine("PATCH", made["id"], change, If_Match='"v1"')
    assert answer.status_code == 200
    assert answer.json == made | change
    moved = changes()[-1]
    assert (moved.name, moved.user_id) == ("appointment.updated", patient.id)
    assert moved.payload is not None
    assert (moved.payload["action"], moved.payload["appointment"]) == ("updated", answer.json)
    assert moved.before == {name: made[name] for name in change}
    assert moved.after == change
    assert moved.report is not None
    assert moved.report["data"]["locationName"] == "Norte"
    assert f"user:{doctor.id}" in rooms(moved.seq, "event")

    told = mine("PATCH", made["id"], {"doctorId": None})
    assert told.json["doctorId"] is None
    last = changes()[-1]
    assert (last.before, last.after) == ({"doctorId": doctor.id}, {"doctorId": None})
    assert rooms(last.seq, "event") == {f"user:{patient.id}", "role:Administrador"}


def test_a_former_doctor_hears_of_nothing_any_more(
    desk: Desk, new: dict[str, Any], patient: Account, doctor: Account, make_account: MakeAccount
) -> None:
    colleague = make_account(Role.DOCTOR)
    made = desk("POST", "", new | {"patientId": patient.id, "doctorId": doctor.id}).json["id"]
    handed_over = changes()[-1].seq
    assert desk("PATCH", made, {"doctorId": colleague.id}).json["doctorId"] == colleague.id
    desk("POST", f"{made}/confirm")
    order = {"appointmentId": made, "examId": new["examIds"][0]}
    assert desk.client.post("/api/admin/results", json=order, headers=desk.header).status_code == 201
    desk("POST", f"{made}/complete")
    assert f"user:{doctor.id}" in rooms(handed_over, "event")
    later = [entry for entry in changes() if entry.seq > handed_over]
    assert [entry.event for entry in later] == [*["appointment:update"] * 2, "result:update", "appointment:update"]
    for entry in later:
        heard = {f"user:{patient.id}", f"user:{colleague.id}", "role:Administrador"}
        assert rooms(entry.seq, "event") == heard, entry.name


def test_who_is_no_doctor_any_more_hears_of_nothing(
    desk: Desk, new: dict[str, Any], patient: Account, doctor: Account
) -> None:
    made = desk("POST", "", new | {"patientId": patient.id, "doctorId": doctor.id}).json["id"]
    body = {"role": "Paciente"}
    assert desk.client.patch(f"/api/admin/users/{doctor.id}", json=body, headers=desk.header).status_code == 200
    before = changes()[-1].seq
    desk("POST", f"{made}/confirm")
    order = {"appointmentId": made, "examId": new["examIds"][0]}
    assert desk.client.post("/api/admin/results", json=order, headers=desk.header).status_code == 201
    later = [entry for entry in changes() if entry.seq > before]
    assert [entry.event for entry in later] == ["appointment:update", "result:update"]
    for entry in later:
        assert rooms(entry.seq, "event") == {f"user:{patient.id}", "role:Administrador"}, entry.name


def test_a_change_that_changes_nothing_tells_nobody(mine: Desk, new: dict[str, Any]) -> None:
    made = mine("POST", "", new | {"notes": "x"})
    for body in ({}, {"notes": "x"}, new):
        answer = mine("PATCH", made.json["id"], body)
        assert (answer.status_code, answer.json) == (200, made.json)
        assert answer.headers["ETag"] == made.headers["ETag"]
    assert names() == ["appointment.created"]


@pytest.mark.parametrize("change", ["notes", "examIds", "packageIds", "doctorId", "locationId", "scheduledAt"])
def test_every_change_makes_what_others_saw_stale(
    mine: Desk, desk: Desk, catalogue: Catalogue, new: dict[str, Any], doctor: Account, change: str
) -> None:
    made = mine("POST", "", new)
    seen, where = made.headers["ETag"], made.json["id"]
    values: dict[str, Any] = {
        "notes": "x",
        "examIds": [catalogue.blood, catalogue.urine],
        "packageIds": [catalogue.profile],
        "doctorId": doctor.id,
        "locationId": catalogue.north,
        "scheduledAt": LATER,
    }
    changed = desk("PATCH", where, {change: values[change]}, If_Match=seen)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != seen
    count = len(changes())
    for person, method, path, body in (
        (mine, "PATCH", where, {"notes": "mía"}),
        (mine, "POST", f"{where}/cancel", None),
        (desk, "PATCH", where, {"notes": "suya"}),
        (desk, "POST", f"{where}/confirm", None),
        (desk, "POST", f"{where}/cancel", None),
        (desk, "POST", f"{where}/complete", None),
    ):
        answer = person(method, path, body, If_Match=seen)
        assert (answer.status_code, answer.json["code"]) == (409, "stale"), path
    assert desk("GET", where).json == changed.json
    assert len(changes()) == count
    assert mine("POST", f"{where}/cancel", If_Match=changed.headers["ETag"]).status_code == 200


# The status after each step, by the status before it; '-' is a refusal.
STEPS = """
pending    confirmed  cancelled  -
confirmed  -          cancelled  completed
cancelled  -          -          -
completed  -          -          -
"""


@pytest.mark.parametrize("row", [line.split() for line in STEPS.strip().splitlines()], ids=lambda row: row[0])
def test_the_steps(desk: Desk, new: dict[str, Any], patient: Account, row: list[str]) -> None:
    start, *ends = row
    for days, (step, end) in enumerate(zip(("confirm", "cancel", "complete"), ends, strict=True), 1):
        moment = iso(now() + timedelta(days=days))
        made = desk("POST", "", new | {"patientId": patient.id, "scheduledAt": moment}).json["id"]
        with writing() as session:
            session.get_one(Appointment, made).status = start
        count = len(changes())
        answer = desk("POST", f"{made}/{step}")
        if end == "-":
            assert (answer.status_code, answer.json["code"]) == (409, "illegal_step"), step
            assert desk("GET", made).json["status"] == start
            assert len(changes()) == count
            continue
        assert (answer.status_code, answer.json["status"]) == (200, end), step
        told = changes()[-1]
        assert (told.name, told.action) == (f"appointment.{end}", end)
        assert (told.before, told.after) == ({"status": start}, {"status": end})
        assert told.payload is not None
        # Events have four actions only; for 'updated' the status says more.
        assert told.payload["action"] == ("updated" if end == "completed" else end)
        assert told.payload["appointment"]["status"] == end
        assert told.report is not None
        assert told.report["eventType"] == f"appointment.{end}"


@pytest.mark.parametrize("status", ["cancelled", "completed"])
def test_what_is_over_is_not_changed(mine: Desk, desk: Desk, new: dict[str, Any], status: str) -> None:
    made = mine("POST", "", new).json["id"]
    with writing() as session:
        session.get_one(Appointment, made).status = status
    for person in (mine, desk):
        answer = person("PATCH", made, {"notes": "x"})
        assert (answer.status_code, answer.json["code"]) == (409, "illegal_step")
    assert mine("POST", f"{made}/cancel").json["code"] == "illegal_step"


def test_a_patient_changes_nothing_once_it_is_past(mine: Desk, desk: Desk, new: dict[str, Any]) -> None:
    made = mine("POST", "", new).json["id"]
    put_in_the_past(made)
    for method, path, body in (("PATCH", made, {"scheduledAt": LATER}), ("POST", f"{made}/cancel", None)):
        answer = mine(method, path, body)
        assert (answer.status_code, answer.json["code"]) == (409, "illegal_step")
    assert names() == ["appointment.created"]
    # Staff can still record the outcome.
    assert desk("PATCH", made, {"notes": "No vino."}).status_code == 200
    assert list(desk("PATCH", made, {"scheduledAt": iso(now())}).json["errors"]) == ["scheduledAt"]
    assert desk("POST", f"{made}/cancel").json["status"] == "cancelled"


def test_a_patient_cancels(mine: Desk, new: dict[str, Any], patient: Account) -> None:
    made = mine("POST", "", new).json
    assert mine("POST", f"{made['id']}/cancel").json == made | {"status": "cancelled"}
    cancelled = changes()[-1]
    assert (cancelled.name, cancelled.user_id) == ("appointment.cancelled", patient.id)
    assert rooms(cancelled.seq, "report") == {"role:Administrador"}


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_of_two_steps_at_once_the_second_is_stale(app: Flask, mine: Desk, new: dict[str, Any], admin: Account) -> None:
    made = mine("POST", "", new).json["id"]

    def confirm() -> None:
        with app.app_context():
            appointments.step(made, "confirmed", by=admin.identity)

    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    cancel = text("UPDATE appointment SET status = 'cancelled', version = version + 1 WHERE id = :id")
    with ThreadPoolExecutor(1) as pool, db.engine.connect() as open_one, db.engine.connect() as watch:
        open_one.execute(cancel, {"id": made})
        confirming = pool.submit(confirm)
        while not confirming.done() and not watch.scalar(waiting):
            watch.rollback()
        assert not confirming.done()
        open_one.commit()
        with pytest.raises(Conflict) as refusal:
            confirming.result(timeout=10)
    assert refusal.value.code == "stale"
    assert mine("GET", made).json["status"] == "cancelled"
    assert names() == ["appointment.created"]


# The step before an undo, and the status that it returns to.
UNDONE = {"confirm": "pending", "cancel": "confirmed", "complete": "confirmed"}


def undo(desk: Desk, appointment: int, **headers: str) -> tuple[int, str]:
    """Undo the last step; return the status of the response, and the status of the appointment or the error code."""
    answer = desk("POST", f"{appointment}/undo", **headers)
    return answer.status_code, answer.json["status"] if answer.status_code == 200 else answer.json["code"]


@pytest.mark.parametrize(("step", "former"), UNDONE.items())
def test_a_step_is_undone_once_and_everybody_concerned_hears_of_it(
    desk: Desk, new: dict[str, Any], patient: Account, step: str, former: str
) -> None:
    made = desk("POST", "", new | {"patientId": patient.id}).json
    assert undo(desk, made["id"]) == (409, "illegal_step")
    if step != "confirm":
        desk("POST", f"{made['id']}/confirm")
    taken = desk("POST", f"{made['id']}/{step}")
    # Readings change nothing.
    desk("GET", made["id"])
    answer = desk("POST", f"{made['id']}/undo", If_Match=taken.headers["ETag"])
    assert (answer.status_code, answer.json) == (200, made | {"status": former})
    told = changes()[-1]
    assert (told.name, told.action) == ("appointment.step_undone", "updated")
    assert (told.before, told.after) == ({"status": taken.json["status"]}, {"status": former})
    assert told.payload is not None
    assert (told.payload["action"], told.payload["appointment"]["status"]) == ("updated", former)
    assert rooms(told.seq, "event") == {f"user:{patient.id}", "role:Administrador"}
    count = len(changes())
    assert undo(desk, made["id"]) == (409, "illegal_step")
    assert undo(desk, made["id"], If_Match=taken.headers["ETag"]) == (409, "stale")
    assert len(changes()) == count


def test_a_step_is_undone_soon_and_by_its_author_only(
    desk: Desk, mine: Desk, new: dict[str, Any], patient: Account, make_account: MakeAccount
) -> None:
    made = desk("POST", "", new | {"patientId": patient.id}).json["id"]
    desk("POST", f"{made}/confirm")
    colleague = Desk(desk.client, make_account(Role.ADMIN), desk.path)
    assert undo(colleague, made) == (409, "illegal_step")
    desk("PATCH", made, {"notes": "Cambió después"})
    assert undo(desk, made) == (409, "illegal_step")
    mine("POST", f"{made}/cancel")
    assert undo(desk, made) == (409, "illegal_step")
    other = desk("POST", "", new | {"patientId": patient.id}).json["id"]
    desk("POST", f"{other}/confirm")
    with writing() as session:
        entry = session.scalars(select(EventEntry).order_by(EventEntry.seq.desc()).limit(1)).one()
        entry.created_at -= step_reversal.WINDOW
    assert undo(desk, other) == (409, "too_late")
    assert desk("GET", other).json["status"] == "confirmed"


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("rival", ["undo", "colleague"])
def test_of_an_undo_and_another_change_at_once_one_is_done(
    app: Flask, desk: Desk, new: dict[str, Any], patient: Account, admin: Account, make_account: MakeAccount, rival: str
) -> None:
    made = desk("POST", "", new | {"patientId": patient.id}).json["id"]
    desk("POST", f"{made}/confirm")
    colleague = make_account(Role.ADMIN).identity
    count = len(changes())

    def undo_it() -> str:
        with app.app_context():
            return step_reversal.undo_step(made, by=admin.identity).status

    def complete() -> str:
        with app.app_context():
            return appointments.step(made, "completed", by=colleague).status

    rivals = [undo_it, undo_it if rival == "undo" else complete]
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with ThreadPoolExecutor(2) as pool, db.engine.connect() as holder, db.engine.connect() as watch:
        holder.execute(text("SELECT id FROM appointment WHERE id = :id FOR UPDATE"), {"id": made})
        running = [pool.submit(one) for one in rivals]
        while watch.scalar(waiting) < len(rivals) and not any(one.done() for one in running):
            watch.rollback()
        assert not any(one.done() for one in running)
        holder.rollback()
        refusals = [one.exception(timeout=10) for one in running]
    (winner,) = [one.result() for one in running if one.exception() is None]
    (loser,) = [refusal for refusal in refusals if refusal is not None]
    assert isinstance(loser, Conflict)
    assert loser.code == "stale"
    assert desk("GET", made).json["status"] == winner
    (told,) = changes()[count:]
    assert (told.before, told.after) == ({"status": "confirmed"}, {"status": winner})


def test_the_visit_of_an_erased_patient_does_not_come_back(desk: Desk, new: dict[str, Any], patient: Account) -> None:
    made = desk("POST", "", new | {"patientId": patient.id}).json["id"]
    desk("POST", f"{made}/cancel")
    with writing() as session:
        session.get_one(User, patient.id).deleted_at = now()
    assert undo(desk, made) == (409, "conflict")
    assert desk("GET", made).json["status"] == "cancelled"
