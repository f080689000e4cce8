"""Delivery over a long random workday: each client receives exactly the events addressed to it."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from labapp.identity import Role
from labapp.models import EventAudience, EventEntry
from labapp.unit_of_work import reading
from tests.support.changes import body_of
from tests.support.inbox import Received
from tests.support.lab import Lab, MakeLab
from tests.support.random_workday import Person, Workday
from tests.support.rest import UNLIMITED

ACTIONS = 1000
# Actions that must have happened more than once for the run to be meaningful.
DEEDS = (
    "POST /api/appointments",
    "PATCH /api/appointments/{id}",
    "POST /api/appointments/{id}/cancel",
    "POST /api/admin/appointments",
    "PATCH /api/admin/appointments/{id}",
    "POST /api/admin/appointments/{id}/confirm",
    "POST /api/admin/appointments/{id}/cancel",
    "POST /api/admin/appointments/{id}/complete",
    "POST /api/admin/results",
    "PUT /api/admin/results/{id}/file",
    "POST /api/admin/results/{id}/release",
    "GET /api/results/{id}",
    "GET /api/results/{id}/pdf",
    "PATCH /api/auth/me",
    "PATCH /api/admin/users/{id}",
    "POST /api/admin/messages",
    "PATCH /api/admin/exams/{id}/price",
    "POST /api/admin/prices",
    "POST /api/admin/categories",
    "DELETE /api/admin/categories/{id}",
    "cut",
    "leave",
)
CHANGES = {"catalog:update", "user:update", "admin:event", "appointment:update", "result:update", "system:message"}
AROUND = {
    *("connect", "upgrade", "disconnect", "connected", "replay:complete"),
    *("subscribed", "unsubscribed", "exception"),
}
Pair = tuple[str, int]


def stored(lab: Lab, person: Person) -> set[Pair]:
    """Return the pairs that the log addresses to the rooms of a person."""
    rooms = ("everybody", f"role:{person.role}", f"user:{person.id}")
    query = (
        select(EventEntry.seq, EventEntry.event, EventAudience.part)
        .join(EventAudience, EventAudience.seq == EventEntry.seq)
        .where(EventAudience.room.in_(rooms))
    )
    with lab.app.app_context(), reading() as session:
        return {("admin:event" if part == "report" else event, seq) for seq, event, part in session.execute(query)}


def entitled(lab: Lab, day: Workday) -> dict[int, set[Pair]]:
    """Return the pairs that each person must receive by the contract, derived from the changes alone."""
    admins = {person.id for person in day.of(Role.ADMIN)}
    everybody = {person.id for person in day.people}
    pairs: dict[int, set[Pair]] = {person: set() for person in everybody}
    doctors: dict[int, int | None] = {}
    with lab.app.app_context(), reading() as session:
        entries = list(session.scalars(select(EventEntry).order_by(EventEntry.seq)))
    for entry in entries:
        payload: dict[str, Any] = entry.payload or {}
        match entry.event:
            case "catalog:update":
                who = everybody
            case "user:update":
                assert entry.entity_type == "user"
                who = {entry.entity_id}
            case "appointment:update":
                doctors[payload["appointmentId"]] = payload["appointment"].get("doctorId")
                who = admins | {payload["patientId"], doctors[payload["appointmentId"]]}
            case "result:update":
                who = admins | {payload["patientId"], doctors[day.results[payload["resultId"]].id]}
            case "system:message":
                who = {person.id for person in day.people if payload.get("targetRole") in (None, person.role)}
            case other:
                assert other is None
                who = set()
        for person in who & everybody:
            pairs[person].add((str(entry.event), entry.seq))
        if entry.report is not None:
            for person in admins:
                pairs[person].add(("admin:event", entry.seq))
    return pairs


def lives(person: Person) -> list[list[Received]]:
    """Return the numbered events of each connection of a person, in order."""
    found: list[list[Received]] = []
    for received in person.client.events():
        if received.event == "connect":
            found.append([])
        elif "eventId" in body_of(received):
            found[-1].append(received)
    return found


def pairs_in_order(person: Person) -> list[Pair]:
    """Return what a person received, in order and each pair once.

    One pair may come again: an administrator's report, where the connection was lost before the event that follows it.
    """
    pairs: list[Pair] = []
    for life in lives(person):
        came = [(received.event, received.body["eventId"]) for received in life]
        if came and pairs and came[0] == pairs[-1] and came[0][0] == "admin:event":
            del came[0]
        pairs += came
    # A report precedes its event; nothing else shares a number.
    place = [(number, name != "admin:event") for name, number in pairs]
    assert all(one < other for one, other in itertools.pairwise(place)), f"{person.role} {person.id}"
    return pairs


def test_what_an_administrator_changes_of_himself_is_reported_to_him_and_then_told(make_lab: MakeLab) -> None:
    lab = make_lab()
    admin = lab.account(Role.ADMIN)
    clients = [lab.connect(admin), lab.connect_python(admin)]
    other = lab.connect(lab.account(Role.ADMIN))
    lab.api(admin).patch("/api/auth/me", {"phone": "555-0199"})
    other.wait_for("admin:event")
    for client in clients:
        client.wait_for("user:update")
        assert [received.event for received in client.events() if "eventId" in body_of(received)] == [
            "admin:event",
            "user:update",
        ]
    # The report carries the previous offset, so that it is repeated if its event is lost.
    report, event = (clients[0].events(name)[0] for name in ("admin:event", "user:update"))
    number = event.body["eventId"]
    assert (report.args[1], event.args[1]) == (str(number - 1), str(number))
    assert other.events("admin:event")[0].args[1] == str(number)


@dataclass
class Orders:
    """The visit of each entry, and the ordering doctors of each visit as (number, doctor) in order."""

    visits: dict[int, int] = field(default_factory=dict)
    doctors: dict[int, list[tuple[int, int | None]]] = field(default_factory=dict)

    def end_after(self, seq: int, doctor: int) -> bool:
        """Whether the doctor was taken off the visit of the entry ``seq`` later."""
        return any(number > seq and other != doctor for number, other in self.doctors.get(self.visits.get(seq, 0), []))

    def are_over(self, seq: int, doctor: int, by: int) -> bool:
        """Whether the doctor was off the visit of ``seq`` by the entry ``by``, and was not assigned again later."""
        orders = self.doctors.get(self.visits.get(seq, 0), [])
        last = [other for number, other in orders if number <= by][-1:]
        return bool(last) and last[0] != doctor and all(other != doctor for number, other in orders if number > by)


def orders_of(lab: Lab, day: Workday) -> Orders:
    orders = Orders()
    with lab.app.app_context(), reading() as session:
        for entry in session.scalars(select(EventEntry).order_by(EventEntry.seq)):
            payload: dict[str, Any] = entry.payload or {}
            if entry.event == "appointment:update":
                visit = orders.visits[entry.seq] = payload["appointmentId"]
                orders.doctors.setdefault(visit, []).append((entry.seq, payload["appointment"].get("doctorId")))
            elif entry.event == "result:update":
                orders.visits[entry.seq] = day.results[payload["resultId"]].id
    return orders


def check_ended_rights(day: Workday, person: Person, orders: Orders, missed: set[Pair]) -> int:
    """Check that replays lacked what a doctor may no longer see, and nothing else; return how much that was."""
    gaps = [(r.body["fromEventId"], r.body["toEventId"]) for r in person.client.events("replay:complete")]
    for name, seq in missed:
        assert person.role is Role.DOCTOR, f"{person.role} {person.id} missed {name} {seq}"
        assert any(start < seq <= end for start, end in gaps), "missed live"
        assert orders.end_after(seq, person.id), "missed what is theirs"
    for life in lives(person):
        start, end = next(((s, e) for s, e in gaps if life and s < life[0].body["eventId"] <= e), (0, 0))
        replayed = [r.body["eventId"] for r in life if start < r.body["eventId"] <= end]
        if person.role is Role.DOCTOR:
            assert not [seq for seq in replayed if orders.are_over(seq, person.id, end)], "replayed an ended right"
    return len(missed)


def may_subscribe(day: Workday, person: Person, entity: str, entity_id: int | None) -> bool:
    """Whether a subscription may be confirmed; a doctor may follow every visit that was ever assigned to them."""
    if person.role is Role.ADMIN or entity in ("exam", "category", "package", "location"):
        return True
    if entity_id is None:
        return False
    if entity == "user":
        return entity_id == person.id
    visit = (day.visits if entity == "appointment" else day.results)[entity_id]
    return person.id == visit.patient or person.id in visit.doctors


def check_connections(day: Workday, person: Person) -> None:
    """Check that each reconnect had a complete replay and that only allowed subscriptions were confirmed."""
    names = {received.event for received in person.client.events()}
    assert names <= CHANGES | AROUND
    first, *returns = person.client.events("connected")
    assert not first.body["recovered"]
    assert all(received.body["recovered"] for received in returns)
    assert not any(received.body["truncated"] for received in person.client.events("replay:complete"))
    for received in person.client.events("subscribed"):
        assert may_subscribe(day, person, received.body["entity"], received.body.get("entityId")), received.body
    assert {received.body["code"] for received in person.client.events("exception")} <= {"forbidden", "not_found"}


@pytest.mark.parametrize("seed", [20260301])
def test_everybody_gets_what_is_theirs_and_nothing_else(make_lab: MakeLab, seed: int) -> None:
    lab = make_lab(MESSAGES_PER_SECOND="1000", RATE_LIMITS=UNLIMITED)
    day = Workday(lab, seed)
    for _ in range(ACTIONS):
        day.act()
    day.end()
    should, orders, withheld = entitled(lab, day), orders_of(lab, day), 0
    for person in day.people:
        who = f"{person.role} {person.id}"
        pairs = pairs_in_order(person)
        assert set(pairs) - should[person.id] == set(), f"{who} got what is not theirs"
        withheld += check_ended_rights(day, person, orders, should[person.id] - set(pairs))
        assert stored(lab, person) == should[person.id], f"{who}: the log says otherwise"
        check_connections(day, person)
        assert {name for name, _ in pairs} == CHANGES - (set() if person.role is Role.ADMIN else {"admin:event"}), who
    # The run was meaningful: every action happened, also during absences, and many requests were refused.
    assert all(day.done[deed] >= 1 for deed in DEEDS), day.done
    assert sum(len(person.client.events("replay:complete")) for person in day.people) >= 40
    assert sum(len(person.client.events("subscribed")) for person in day.people) >= 10
    assert sum(len(person.client.events("exception")) for person in day.people) >= 10
    assert sum(day.refused.values()) >= 150
    assert withheld >= 1
