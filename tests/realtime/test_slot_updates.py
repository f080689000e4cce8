"""Live updates of free slots: only clients that watch a location's day receive its changes."""

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from labapp.events.entries import LoggedEntry, logged
from labapp.identity import Role
from labapp.realtime import slot_watch
from tests.support.inbox import Received
from tests.support.lab import Lab
from tests.support.node import NodeClient
from tests.support.python_client import PythonClient
from tests.support.rest import Api
from tests.support.slots import CLOCK, EVERY_DAY, at, clock_of, in_days

DAY, NEXT = in_days(7), in_days(8)
Client = NodeClient | PythonClient


def watch(location: int, day: date | str = DAY) -> dict[str, Any]:
    return {"entity": "slots", "entityId": location, "date": str(day)}


def heard(client: Client, since: int = 0) -> list[tuple[str, int]]:
    """Return the updates that a client received, as local time and free places."""
    bodies = [received.body for received in client.events("slot:update", since=since)]
    return [(clock_of(datetime.fromisoformat(body["startsAt"])), body["free"]) for body in bodies]


class Place:
    """A location for one test, with two places in each slot, and an administrator who books there."""

    def __init__(self, lab: Lab, name: str) -> None:
        self.lab = lab
        self.account = lab.account(Role.ADMIN)
        self.admin: Api = lab.api(self.account)
        # Of a visit each, since a patient has one place in a slot.
        self.patients = [lab.account(Role.PATIENT) for _ in range(3)]
        self._next = itertools.cycle(self.patients)
        body = {"name": name, "schedule": EVERY_DAY, "slotMinutes": 15, "slotCapacity": 2}
        self.id: int = self.admin.post("/api/admin/locations", body)["id"]
        self._marks = 0

    def change(self, **values: Any) -> None:
        self.admin.patch(f"/api/admin/locations/{self.id}", values)

    def book(self, clock: str = "07:00", day: date = DAY, location: int | None = None) -> int:
        body = {"patientId": next(self._next).id, "locationId": location or self.id, "examIds": [1]}
        made = self.admin.post("/api/admin/appointments", body | {"scheduledAt": at(day, clock)})
        return int(made["id"])

    def step(self, appointment: int, name: str) -> None:
        self.admin.post(f"/api/admin/appointments/{appointment}/{name}")

    def move(self, appointment: int, **values: Any) -> None:
        self.admin.patch(f"/api/admin/appointments/{appointment}", values)

    def watcher(self, *days: date, connect: Callable[..., Client] | None = None, **options: Any) -> Client:
        """Connect a client that watches these days."""
        client = (connect or self.lab.connect)(self.lab.account(Role.PATIENT), **options)
        for day in days or (DAY,):
            assert client.ask("subscribe", watch(self.id, day)) == {"ok": True} | watch(self.id, day)
        return client

    def expect(self, client: Client, *told: tuple[str, int]) -> None:
        """Wait until a client has received this many updates, and check that they are exactly these."""
        client.wait_until(lambda came: sum(one.event == "slot:update" for one in came) >= len(told))
        self.settle(client)
        assert heard(client) == list(told)

    def settle(self, *clients: Client) -> None:
        """Wait until everything sent to these clients so far has arrived."""
        self._marks += 1
        marker = f"marca {self.id}.{self._marks}"
        self.admin.post("/api/admin/messages", {"type": "info", "message": marker})
        for client in clients:
            client.wait_for("system:message", lambda received: bool(received.body["message"] == marker))


@pytest.fixture
def place(lab: Lab, request: pytest.FixtureRequest) -> Place:
    return Place(lab, f"Sede {request.node.name}"[:120])


@pytest.mark.parametrize("kind", ["node", "polling", "python"])
def test_whoever_looks_on_is_told_of_each_change_of_a_number(place: Place, kind: str) -> None:
    options: dict[str, Any] = {"polling": {"transports": ["polling"]}, "python": {"connect": place.lab.connect_python}}
    client = place.watcher(**options.get(kind, {}))
    first = place.book()
    place.expect(client, ("07:00", 1))
    (told,) = client.events("slot:update")
    # The event has its payload only: no number, no offset, no name of a person.
    assert told.args == ({"locationId": place.id, "startsAt": at(DAY, "07:00"), "free": 1},)
    place.book()
    place.expect(client, ("07:00", 1), ("07:00", 0))
    # A change without effect on the number of free places sends nothing.
    place.step(first, "confirm")
    place.move(first, notes="En ayunas")
    place.step(first, "cancel")
    place.expect(client, ("07:00", 1), ("07:00", 0), ("07:00", 1))


def test_a_move_is_told_where_it_came_from_and_where_it_goes(place: Place, lab: Lab) -> None:
    elsewhere = Place(lab, "Sede a la que se va")
    here, there, later = place.watcher(), elsewhere.watcher(), place.watcher(NEXT)
    row = place.book("07:15")
    place.expect(here, ("07:15", 1))
    place.move(row, scheduledAt=at(DAY, "15:00"))
    place.expect(here, ("07:15", 1), ("07:15", 2), ("15:00", 1))
    place.move(row, locationId=elsewhere.id)
    place.expect(here, ("07:15", 1), ("07:15", 2), ("15:00", 1), ("15:00", 2))
    elsewhere.expect(there, ("15:00", 1))
    place.move(row, locationId=place.id, scheduledAt=at(NEXT, "07:45"))
    elsewhere.expect(there, ("15:00", 1), ("15:00", 2))
    place.expect(later, ("07:45", 1))
    assert len(heard(here)) == 4


def test_nobody_else_is_told(place: Place, lab: Lab) -> None:
    other = Place(lab, "Otra sede")
    bystanders = [
        lab.connect(lab.account(Role.PATIENT)),
        lab.connect(lab.account(Role.DOCTOR)),
        lab.connect(place.account),
        lab.connect(place.patients[0]),
        place.watcher(NEXT),
        other.watcher(),
    ]
    # A subscription to the location does not include its slots.
    assert bystanders[0].ask("subscribe", {"entity": "location", "entityId": place.id})["ok"]
    left = place.watcher()
    assert left.ask("unsubscribe", watch(place.id)) == {"ok": True} | watch(place.id)
    assert left.events("unsubscribed")[0].body == watch(place.id)
    client = place.watcher()
    place.book()
    place.expect(client, ("07:00", 1))
    place.settle(left, *bystanders)
    assert [heard(one) for one in (left, *bystanders)] == [[]] * (1 + len(bystanders))


def test_a_watcher_learns_no_more_than_the_number(place: Place) -> None:
    client = place.watcher()
    since = len(client)
    row = place.book()
    place.step(row, "cancel")
    place.settle(client)
    client.wait_until(lambda came: any(one.body["free"] == 2 for one in came if one.event == "slot:update"))
    came: list[Received] = client.events(since=since)
    assert {one.event for one in came} == {"slot:update", "system:message"}
    assert all(set(one.body) == {"locationId", "startsAt", "free"} for one in came if one.event == "slot:update")


def test_the_hours_that_an_administrator_changes_are_told(place: Place) -> None:
    client, later = place.watcher(), place.watcher(NEXT)
    place.book()
    place.expect(client, ("07:00", 1))
    place.change(slotCapacity=1)
    all_of_them = [(clock, 0 if clock == "07:00" else 1) for clock in CLOCK]
    place.expect(client, ("07:00", 1), *all_of_them)
    place.expect(later, *((clock, 1) for clock in CLOCK))
    since = len(client)
    # Changes other than opening hours send nothing.
    place.change(phone="555-0199", address="Calle 2")
    place.change(schedule={day: [["07:00", "07:30"], ["20:00", "20:15"]] for day in EVERY_DAY})
    gone = [("07:30", 0), ("07:45", 0), ("15:00", 0), ("15:15", 0)]
    client.wait_for("slot:update", lambda one: one.body["startsAt"] == at(DAY, "20:00"), since=since)
    place.settle(client)
    assert heard(client, since) == [("07:00", 0), ("07:15", 1), *gone, ("20:00", 1)]


@pytest.mark.parametrize("how", ["no hours", "inactive"])
def test_a_location_that_takes_nobody_any_more_has_nothing_free(place: Place, how: str) -> None:
    client = place.watcher()
    place.change(**({"schedule": None} if how == "no hours" else {"active": False}))
    place.expect(client, *((clock, 0) for clock in CLOCK))
    place.change(**({"schedule": EVERY_DAY} if how == "no hours" else {"active": True}))
    place.expect(client, *((clock, 0) for clock in CLOCK), *((clock, 2) for clock in CLOCK))


def test_a_day_is_that_of_the_locations_clock(place: Place) -> None:
    place.change(schedule={day: [["00:00", "24:00"]] for day in EVERY_DAY}, slotMinutes=60)
    client = place.watcher(DAY, NEXT)
    before = place.watcher(DAY - timedelta(days=1))
    # In UTC it is already the next day; in the location's time zone it is not.
    place.book("23:00")
    place.expect(client, ("23:00", 1))
    place.book("00:00")
    place.expect(client, ("23:00", 1), ("00:00", 1))
    place.settle(before)
    assert heard(before) == []


def test_after_a_reconnect_a_client_asks_again(place: Place) -> None:
    client = place.watcher()
    assert isinstance(client, NodeClient)
    since = len(client)
    client.cut()
    client.wait_for("connected", since=since)
    place.book()
    place.settle(client)
    assert heard(client) == []
    client.ask("subscribe", watch(place.id))
    place.book()
    place.expect(client, ("07:00", 0))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"entity": "slots"}, "invalid_payload"),
        ({"entity": "slots", "date": str(DAY)}, "invalid_payload"),
        ({"entity": "slots", "entityId": 1}, "invalid_payload"),
        ({"entity": "slots", "entityId": 1, "date": "2027-02-29"}, "invalid_payload"),
        ({"entity": "slots", "entityId": 1, "date": "20270228"}, "invalid_payload"),
        ({"entity": "slots", "entityId": 1, "date": 20270228}, "invalid_payload"),
        ({"entity": "slots", "entityId": 1, "date": str(in_days(368))}, "invalid_payload"),
        ({"entity": "slots", "entityId": 1, "date": str(DAY), "who": 1}, "invalid_payload"),
        ({"entity": "location", "entityId": 1, "date": str(DAY)}, "invalid_payload"),
        ({"entity": "slots", "entityId": 999_999, "date": str(DAY)}, "not_found"),
    ],
)
def test_what_is_no_day_of_a_location_is_refused(lab: Lab, wanted: dict[str, Any], code: str) -> None:
    client = lab.connect(lab.account(Role.PATIENT))
    assert client.ask("subscribe", wanted)["error"]["code"] == code
    assert client.events("exception")[0].body["event"] == "subscribe"
    assert client.events("subscribed") == []


def test_a_day_that_is_over_can_be_watched_and_says_nothing(place: Place) -> None:
    client = place.watcher(date(1, 1, 1), in_days(-2))
    place.change(slotCapacity=9)
    place.settle(client)
    assert heard(client) == []


def location_entry(**difference: dict[str, Any]) -> LoggedEntry:
    empty = dict.fromkeys(LoggedEntry._fields)
    return logged(empty | {"entity_type": "location", "entity_id": 3, "action": "updated"} | difference)


@pytest.mark.parametrize("spelled", ["slotMinutes", "slot_minutes", "slotCapacity", "slot_capacity", "schedule"])
def test_an_entry_of_a_location_changes_its_slots_in_either_spelling(spelled: str) -> None:
    assert list(slot_watch.changes(location_entry(before={spelled: 1}, after={spelled: 2}))) == [(3, None)]


def test_an_entry_of_a_location_without_slot_fields_changes_nothing() -> None:
    assert list(slot_watch.changes(location_entry(before={"phone": "1"}, after={"phone": "2"}))) == []
