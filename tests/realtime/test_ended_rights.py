"""A replay from the start, over a real socket: without other people's events, and without those of ended rights."""

import pytest

from labapp.identity import Role
from tests.support.changes import body_of, head, settled
from tests.support.lab import MakeLab
from tests.support.rest_steps import book_appointment, order_result


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_only_present_rights_are_replayed(make_lab: MakeLab, kind: str) -> None:
    lab = make_lab(kind)
    admin, patient, other = lab.account(Role.ADMIN), lab.account(Role.PATIENT), lab.account(Role.PATIENT)
    former, converted, present = (lab.account(Role.DOCTOR) for _ in range(3))
    rest, start = lab.api(admin), head(lab)
    with settled(lab):
        visit = book_appointment(
            rest, patientId=patient.id, doctorId=former.id, scheduledAt="2031-03-03T10:00:00Z", packageIds=[]
        )
        order_result(rest, visit["id"], 1)
        visit_of_converted = book_appointment(
            rest, patientId=patient.id, doctorId=converted.id, scheduledAt="2031-03-03T11:00:00Z", packageIds=[]
        )
        rest.patch(f"/api/admin/appointments/{visit['id']}", {"doctorId": present.id})
        rest.patch(f"/api/admin/users/{converted.id}", {"role": Role.PATIENT})
    login = lab.api().post("/api/auth/login", {"email": converted.email, "password": converted.password})
    tokens = {one: one.token for one in (patient, other, former, present)} | {converted: login["accessToken"]}
    all_of_patient = [
        ("appointment:update", visit["id"]),
        ("result:update", None),
        ("appointment:update", visit_of_converted["id"]),
        ("appointment:update", visit["id"]),
    ]
    expected = {
        patient: all_of_patient,
        other: [],
        former: [],
        converted: [("user:update", None)],
        present: [("appointment:update", visit["id"])],
    }
    for account, events in expected.items():
        client = lab.open(auth={"token": tokens[account], "lastEventId": start.seq, "epoch": start.epoch})
        complete = client.wait_for("replay:complete").body
        assert (complete["truncated"], complete["count"]) == (False, len(events))
        numbered = [r for r in client.events() if "eventId" in body_of(r)]
        assert [(r.event, r.body.get("appointmentId")) for r in numbered] == events
        reader = lab.api()
        reader.token = tokens[account]
        items = reader.get("/api/auth/me/inbox")["items"]
        assert [(one["event"], one["payload"].get("appointmentId")) for one in reversed(items)] == events
