"""Concurrent bookings: a slot is never overbooked, nobody has two places in one, and what is being booked stays."""

import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from requests import Response

from labapp import queries
from labapp.clock import now
from labapp.errors import Conflict, Forbidden
from labapp.events import log
from labapp.identity import Role
from labapp.models import Category, Exam, Location, Package
from labapp.services import appointments, catalog
from tests.support.accounts import Account
from tests.support.lab import Lab, MakeLab
from tests.support.node import NodeClient
from tests.support.python_client import PythonClient
from tests.support.redis import RedisServer
from tests.support.server import Server
from tests.support.slots import EVERY_DAY, at, in_days, open_location


def offer(admin: Account) -> dict[type[Any], int]:
    """Create what is needed to book, and return the ids."""
    by = admin.identity
    category = catalog.create(Category, {"name": "Química"}, by=by)
    values = {"name": "Glucosa", "category_id": category.id, "price": 10}
    exam = catalog.create(Exam, values | {"code": "GLU"}, by=by)
    other = catalog.create(Exam, values | {"code": "URE"}, by=by)
    package = catalog.create(Package, {"code": "P", "name": "Perfil", "price": 9, "exam_ids": [other.id]}, by=by)
    return {Exam: exam.id, Package: package.id, Location: catalog.create(Location, {"name": "Centro"}, by=by).id}


def book(ids: dict[type[Any], int], patient: Account, **more: Any) -> Any:
    return appointments.book(
        location_id=ids[Location],
        scheduled_at=now() + timedelta(days=1),
        exam_ids=[ids[Exam]],
        package_ids=[ids[Package]],
        by=patient.identity,
        **more,
    )


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("model", [Exam, Package, Location])
def test_what_is_being_booked_is_in_use(
    app: Flask, admin: Account, patient: Account, monkeypatch: pytest.MonkeyPatch, model: type[Any]
) -> None:
    ids, append = offer(admin), log.append
    written, tried = threading.Event(), threading.Event()

    def held_open(*args: Any, **more: Any) -> log.Added:
        # The booking has written everything but has not committed; meanwhile another request deletes what it books.
        if threading.current_thread() is not threading.main_thread():
            written.set()
            tried.wait(1)
        return append(*args, **more)

    monkeypatch.setattr(log, "append", held_open)

    def booking() -> None:
        with app.app_context():
            book(ids, patient)

    with ThreadPoolExecutor(1) as pool:
        booked = pool.submit(booking)
        assert written.wait(10)
        with pytest.raises(Conflict) as refusal:
            catalog.delete(model, ids[model], by=admin.identity)
        tried.set()
        booked.result(10)
    assert refusal.value.code == "in_use"


def test_the_verbs_themselves_know_who_may(app: Flask, admin: Account, patient: Account, doctor: Account) -> None:
    row = book(offer(admin), patient, doctor_id=doctor.id)
    for to in ("confirmed", "cancelled", "completed"):
        with pytest.raises(Forbidden):
            appointments.step(row.id, to, by=doctor.identity)
    for to in ("confirmed", "completed"):
        with pytest.raises(Forbidden):
            appointments.step(row.id, to, by=patient.identity)
    with pytest.raises(Forbidden):
        appointments.update(row.id, {"notes": "x"}, by=doctor.identity)
    assert queries.appointments.get(row.id, by=admin.identity).status == "pending"
    assert appointments.step(row.id, "cancelled", by=patient.identity).status == "cancelled"


DAY = in_days(7)
BOOKINGS = 100
OPEN = 15
Send = Callable[[], Response]


class Rush:
    """A laboratory with one or two instances, and patients who book the same times at once."""

    def __init__(self, lab: Lab, servers: tuple[Server, ...]) -> None:
        self.lab, self.servers = lab, servers
        self.admin = lab.account(Role.ADMIN)
        self.patients = [lab.account(Role.PATIENT) for _ in range(30)]
        self._numbers = itertools.count()
        with lab.app.app_context():
            open_location(1, slot_capacity=3)
        self.watchers: list[NodeClient | PythonClient] = []
        for server in servers:
            self.watchers.append(lab.connect(self.patients[0], server))
            self.watchers.append(lab.connect(self.patients[1], server, transports=["polling"]))
            self.watchers.append(lab.connect_python(self.patients[2], server))
        for watcher in self.watchers:
            assert watcher.ask("subscribe", {"entity": "slots", "entityId": 1, "date": str(DAY)})["ok"]

    def request(self, number: int, method: str, path: str, body: Any, account: Account) -> Send:
        """Prepare a request to one of the instances, to be sent later."""
        server = self.servers[number % len(self.servers)]
        api = self.lab.api(account, server)
        # Connected in advance, so that requests sent together arrive together.
        api.session.get(f"{server.url}/health", timeout=30)
        return lambda: api.request(method, path, body)

    def booking(self, number: int, clock: str = "07:00") -> Send:
        body = {"locationId": 1, "scheduledAt": at(DAY, clock), "examIds": [1 + number % 5]}
        patient = self.patients[number % len(self.patients)]
        return self.request(number, "POST", "/api/appointments", body, patient)

    def booking_again(self, number: int, days: int, clock: str) -> Send:
        """Prepare a booking of the last patient, who has no others."""
        body = {"locationId": 1, "scheduledAt": at(DAY + timedelta(days=days), clock), "examIds": [1]}
        return self.request(number, "POST", "/api/appointments", body, self.patients[-1])

    def moving(self, number: int, appointment: int, **body: Any) -> Send:
        return self.request(number, "PATCH", f"/api/admin/appointments/{appointment}", body, self.admin)

    def cancelling(self, number: int, appointment: int) -> Send:
        return self.request(number, "POST", f"/api/admin/appointments/{appointment}/cancel", None, self.admin)

    def booked(self, clock: str) -> int:
        """Book for the next patient."""
        answer = self.booking(next(self._numbers), clock)()
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def all_at_once(self, *sends: Send) -> list[Response]:
        start = threading.Barrier(len(sends))

        def one(send: Send) -> Response:
            start.wait(30)
            return send()

        with ThreadPoolExecutor(len(sends)) as pool:
            return list(pool.map(one, sends))

    def open_at(self, clock: str, location: int = 1) -> int:
        """Return the number of open appointments at a time."""
        listed = self.lab.api(self.admin).get(f"/api/admin/appointments?locationId={location}&perPage=200")["items"]
        return sum(one["scheduledAt"] == at(DAY, clock) and one["status"] == "pending" for one in listed)

    def free_at(self, clock: str) -> int:
        day = self.lab.api().get(f"/api/locations/1/slots?date={DAY}")
        return int(next(one["free"] for one in day["slots"] if one["startsAt"] == at(DAY, clock)))

    def expect_told(self, clock: str, free: int) -> None:
        """Wait until every watcher has received the number, and check that it is the last one each received."""
        for watcher in self.watchers:
            watcher.wait_until(lambda came: _told(came, clock)[-1:] == [free])
        # Updates arrive in order: after a later booking's, all earlier ones are there.
        late = self.booked("15:15")
        for watcher in self.watchers:
            watcher.wait_for("slot:update", lambda one: one.body["startsAt"] == at(DAY, "15:15"))
            assert _told(watcher.events(), clock)[-1] == free
        assert self.cancelling(0, late)().ok


def _told(came: list[Any], clock: str) -> list[int]:
    updates = [one.body for one in came if one.event == "slot:update"]
    return [body["free"] for body in updates if body["startsAt"] == at(DAY, clock)]


@pytest.fixture(params=["sqlite", "postgresql"])
def rush(request: pytest.FixtureRequest, make_lab: MakeLab, redis_server: RedisServer) -> Rush:
    settings = {"OPEN_APPOINTMENTS_PER_PATIENT": str(OPEN)}
    if request.param == "sqlite":
        lab = make_lab("sqlite", **settings)
        return Rush(lab, (lab.start(),))
    lab = make_lab("postgresql", redis=redis_server, **settings)
    return Rush(lab, lab.start_pair())


def test_a_hundred_want_the_last_three_places(rush: Rush) -> None:
    answers = rush.all_at_once(*(rush.booking(number) for number in range(BOOKINGS)))
    assert Counter(answer.status_code for answer in answers) == {201: 3, 409: 97}, {a.text for a in answers}
    codes = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert "slot_full" in codes <= {"slot_full", "already_booked"}
    assert (rush.open_at("07:00"), rush.free_at("07:00")) == (3, 0)
    rush.expect_told("07:00", 0)
    for watcher in rush.watchers:
        told = _told(watcher.events(), "07:00")
        # A number may be sent twice: both bookings may exist when each of them is counted.
        assert told == sorted(told, reverse=True), "a number that was not true any more"


def test_who_moves_and_who_books_share_what_is_left_and_what_is_given_back(rush: Rush) -> None:
    full = [rush.booked("07:00") for _ in range(3)]
    others = [rush.booked(clock) for clock in ("07:15", "07:30", "07:45", "15:00") for _ in range(2)]
    sends = [
        *(rush.moving(number, row, scheduledAt=at(DAY, "07:00")) for number, row in enumerate(others)),
        *(rush.booking(number) for number in range(11, 19)),
        *(rush.cancelling(number, row) for number, row in enumerate(full[:2])),
    ]
    random.Random(5).shuffle(sends)
    answers = rush.all_at_once(*sends)
    assert {answer.status_code for answer in answers} <= {200, 201, 409}, {answer.text for answer in answers}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"slot_full"}
    taken = len([answer for answer in answers if answer.ok]) - 2
    # The two places given back were taken by the bookings that came in time.
    assert taken <= 2
    assert rush.open_at("07:00") == 1 + taken
    rush.expect_told("07:00", 2 - taken)
    # The remaining places go to the next bookings, and no more than those.
    answers = rush.all_at_once(*(rush.booking(number) for number in range(20, 26)))
    assert Counter(answer.status_code for answer in answers) == Counter([201] * (2 - taken) + [409] * (4 + taken))
    rush.expect_told("07:00", 0)


def test_one_who_is_moved_by_two_at_once_takes_one_place(rush: Rush) -> None:
    row, clocks = rush.booked("07:00"), ("07:15", "07:30", "07:45", "15:00")
    answers = rush.all_at_once(*(rush.moving(n, row, scheduledAt=at(DAY, clock)) for n, clock in enumerate(clocks)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"stale"}
    assert sum(rush.open_at(clock) for clock in ("07:00", *clocks)) == 1
    assert [rush.free_at(clock) for clock in ("07:00", *clocks)].count(3) == 4


def test_two_that_change_places_do_not_wait_for_each_other(rush: Rush) -> None:
    other = rush.lab.api(rush.admin).post("/api/admin/locations", {"name": "Norte", "schedule": EVERY_DAY})["id"]
    places, rows = [1, other], [rush.booked("07:00") for _ in range(2)]
    assert rush.moving(0, rows[1], locationId=other)().ok
    for _ in range(10):
        places.reverse()
        moves = [rush.moving(number, rows[number], locationId=places[number]) for number in range(2)]
        assert [answer.status_code for answer in rush.all_at_once(*moves)] == [200, 200]
    assert (rush.open_at("07:00", 1), rush.open_at("07:00", other)) == (1, 1)


def test_fewer_places_hold_for_whoever_comes_after(rush: Rush) -> None:
    shrinking = rush.request(0, "PATCH", "/api/admin/locations/1", {"slotCapacity": 1}, rush.admin)
    answers = rush.all_at_once(*(rush.booking(number) for number in range(8)), shrinking)
    assert answers[-1].status_code == 200
    assert 1 <= rush.open_at("07:00") <= 3
    rush.expect_told("07:00", 0)
    assert rush.booking(8)().json()["code"] == "slot_full"


def test_who_books_again_and_again_at_once_has_one_place_in_a_slot_and_a_bounded_number(rush: Rush) -> None:
    answers = rush.all_at_once(*(rush.booking_again(number, 0, "07:00") for number in range(10)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 9}, {a.text for a in answers}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"already_booked"}
    assert (rush.open_at("07:00"), rush.free_at("07:00")) == (1, 2)
    many = [(days, clock) for days in range(1, 5) for clock in ("07:00", "07:15", "07:30", "07:45", "15:00")]
    answers = rush.all_at_once(*(rush.booking_again(number, *when) for number, when in enumerate(many)))
    assert Counter(answer.status_code for answer in answers) == {201: OPEN - 1, 409: len(many) - OPEN + 1}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"too_many_appointments"}
