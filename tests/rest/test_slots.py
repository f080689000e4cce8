"""Slots over REST: free places, booking, refusals, and the opening hours they follow from."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.clock import iso, now
from labapp.identity import Role
from labapp.models import Location
from labapp.queries import slots
from tests.support.accounts import Account, create_account
from tests.support.appointments import MINE, MISSING, Catalogue, insert_catalogue
from tests.support.databases import writing
from tests.support.desk import Desk
from tests.support.event_log import entries
from tests.support.slots import CLOCK, EVERY_DAY, ZONE, at, clock_of, in_days, open_location

DAY = in_days(7)
PATH = "/api/admin/locations"


@pytest.fixture
def catalogue(app: Flask) -> Catalogue:
    catalogue = insert_catalogue()
    open_location(catalogue.center)
    return catalogue


@pytest.fixture
def theirs(client: FlaskClient, other_patient: Account) -> Desk:
    return Desk(client, other_patient, MINE)


@pytest.fixture
def staff(client: FlaskClient, admin: Account) -> Desk:
    return Desk(client, admin, PATH)


def somebody(client: FlaskClient) -> Desk:
    """Return the requests of a patient without appointments."""
    return Desk(client, create_account(Role.PATIENT), MINE)


def ask(client: FlaskClient, location: int, day: date | str = DAY) -> Any:
    return client.get(f"/api/locations/{location}/slots?date={day}")


def free(client: FlaskClient, location: int, day: date = DAY) -> dict[str, int]:
    """Return the number of free places by local time."""
    answer = ask(client, location, day)
    assert answer.status_code == 200, answer.text
    return {clock_of(datetime.fromisoformat(one["startsAt"])): one["free"] for one in answer.json["slots"]}


def book(desk: Desk, catalogue: Catalogue, clock: str = "07:00", **more: Any) -> Any:
    return desk(
        "POST", "", {"locationId": catalogue.center, "scheduledAt": at(DAY, clock), "examIds": [catalogue.blood]} | more
    )


def booked(desk: Desk, catalogue: Catalogue, clock: str = "07:00", **more: Any) -> int:
    answer = book(desk, catalogue, clock, **more)
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])


# --- what is free --------------------------------------------------------------------------------


def test_anybody_sees_the_times_of_a_day(client: FlaskClient, catalogue: Catalogue) -> None:
    assert ask(client, catalogue.center).json == {
        "locationId": catalogue.center,
        "date": DAY.isoformat(),
        "timezone": "America/Lima",
        "slotMinutes": 15,
        "slots": [{"startsAt": at(DAY, clock), "free": 2, "capacity": 2} for clock in CLOCK],
    }


def test_times_that_are_past_are_left_out(
    client: FlaskClient, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(moment: str, day: date = DAY) -> list[str]:
        monkeypatch.setattr(slots, "now", lambda: datetime.fromisoformat(moment))
        return list(free(client, catalogue.center, day))

    assert shown(at(DAY, "00:00")) == list(CLOCK)
    # A slot that begins at this moment can no longer be booked.
    assert shown(at(DAY, "07:15")) == ["07:30", "07:45", "15:00", "15:15"]
    assert shown(at(DAY, "23:59")) == []
    # In the location's time zone it is still this day; in UTC it is the next.
    assert shown(at(DAY, "23:59"), DAY + timedelta(days=1)) == list(CLOCK)
    assert shown(at(DAY + timedelta(days=1), "00:00")) == []


def test_a_location_without_a_schedule_names_no_times(client: FlaskClient, catalogue: Catalogue) -> None:
    answer = ask(client, catalogue.north).json
    assert (answer["slotMinutes"], answer["slots"], answer["timezone"]) == (None, [], "America/Lima")


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", in_days(-2).isoformat()])
def test_a_day_that_is_over_has_none(client: FlaskClient, catalogue: Catalogue, day: str) -> None:
    answer = ask(client, catalogue.center, day)
    assert (answer.status_code, answer.json["slots"], answer.json["slotMinutes"]) == (200, [], 15)


@pytest.mark.parametrize(
    "day",
    ["", "x", "2027-02-29", "20270228", "1900000000", "2027-02-28T07:00:00Z", "0000-01-01", str(in_days(368))],
)
def test_what_is_no_day_within_a_year_is_refused(client: FlaskClient, catalogue: Catalogue, day: str) -> None:
    answer = ask(client, catalogue.center, day)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["date"])


def test_a_day_a_year_ahead_is_answered_and_no_day_is_not(client: FlaskClient, catalogue: Catalogue) -> None:
    assert list(free(client, catalogue.center, in_days(366))) == list(CLOCK)
    assert client.get(f"/api/locations/{catalogue.center}/slots").status_code == 422


def test_what_is_not_on_offer_has_no_times(client: FlaskClient, catalogue: Catalogue) -> None:
    open_location(catalogue.north, deleted_at=now())
    for location in (catalogue.closed, catalogue.north, MISSING):
        assert ask(client, location).status_code == 404


# --- booking -------------------------------------------------------------------------------------


def test_the_last_place_is_the_last(
    client: FlaskClient, mine: Desk, theirs: Desk, desk: Desk, catalogue: Catalogue
) -> None:
    first = booked(mine, catalogue)
    assert free(client, catalogue.center)["07:00"] == 1
    booked(theirs, catalogue)
    assert free(client, catalogue.center) == dict.fromkeys(CLOCK, 2) | {"07:00": 0}
    before = len(entries())
    late = somebody(client)
    for answer in (book(late, catalogue), book(desk, catalogue, patientId=late.account.id)):
        assert (answer.status_code, answer.json["code"]) == (409, "slot_full")
        assert answer.json["errors"] == {"scheduledAt": [answer.json["detail"]]}
    assert len(entries()) == before
    # Confirming does not free a place; cancelling does.
    assert desk("POST", f"{first}/confirm").status_code == 200
    assert free(client, catalogue.center)["07:00"] == 0
    assert mine("POST", f"{first}/cancel").status_code == 200
    assert free(client, catalogue.center)["07:00"] == 1
    booked(mine, catalogue)
    assert free(client, catalogue.center)["07:00"] == 0


@pytest.mark.parametrize("step", ["cancel", "complete"])
def test_an_undone_step_takes_its_place_only_if_it_is_free(
    client: FlaskClient, mine: Desk, theirs: Desk, desk: Desk, catalogue: Catalogue, step: str
) -> None:
    # Within a slot, since the hours have changed after the booking.
    old = booked(mine, catalogue, "07:05", locationId=catalogue.north)
    open_location(catalogue.north)
    desk("POST", f"{old}/confirm")
    desk("POST", f"{old}/{step}")
    assert free(client, catalogue.north)["07:00"] == 2
    assert desk("POST", f"{old}/undo").status_code == 200
    assert free(client, catalogue.north)["07:00"] == 1
    desk("POST", f"{old}/{step}")
    again = booked(mine, catalogue, locationId=catalogue.north)
    assert desk("POST", f"{old}/undo").json["code"] == "already_booked"
    assert mine("POST", f"{again}/cancel").status_code == 200
    others = [booked(one, catalogue, locationId=catalogue.north) for one in (theirs, somebody(client))]
    before = len(entries())
    refused = desk("POST", f"{old}/undo")
    assert (refused.status_code, refused.json["code"]) == (409, "slot_full")
    assert len(entries()) == before
    desk("POST", f"{others[0]}/cancel")
    assert desk("POST", f"{old}/undo").json["status"] == "confirmed"
    assert free(client, catalogue.north)["07:00"] == 0
    # Outside of the hours there are no places to count.
    open_location(catalogue.north, schedule={"mon": [["03:00", "04:00"]]}, slot_capacity=1)
    desk("POST", f"{old}/{step}")
    assert desk("POST", f"{old}/undo").status_code == 200


def test_a_patient_has_one_place_in_a_slot(
    client: FlaskClient, mine: Desk, theirs: Desk, desk: Desk, catalogue: Catalogue, patient: Account
) -> None:
    # A location without a schedule has no slots: there it is one visit at a time.
    for location, clock in ((catalogue.center, "07:00"), (catalogue.north, "23:07")):
        first = booked(mine, catalogue, clock, locationId=location)
        other = booked(mine, catalogue, "07:15", locationId=location)
        before = len(entries())
        for answer in (
            book(mine, catalogue, clock, locationId=location),
            book(desk, catalogue, clock, locationId=location, patientId=patient.id),
            mine("PATCH", other, {"scheduledAt": at(DAY, clock)}),
            desk("PATCH", other, {"scheduledAt": at(DAY, clock)}),
        ):
            assert (answer.status_code, answer.json["code"]) == (409, "already_booked")
            assert answer.json["errors"] == {"scheduledAt": [answer.json["detail"]]}
        assert len(entries()) == before
        booked(theirs, catalogue, clock, locationId=location)
        assert mine("POST", f"{first}/cancel").status_code == 200
        assert mine("PATCH", other, {"scheduledAt": at(DAY, clock)}).status_code == 200
    assert free(client, catalogue.center)["07:00"] == 0


def test_a_visit_booked_within_a_slot_takes_the_patients_place_in_it(mine: Desk, catalogue: Catalogue) -> None:
    booked(mine, catalogue, "07:15")
    open_location(catalogue.center, slot_minutes=30)
    assert book(mine, catalogue, "07:00").json["code"] == "already_booked"
    booked(mine, catalogue, "07:30")


@pytest.mark.parametrize("clock", ["06:45", "07:05", "07:59", "08:00", "12:00", "15:30", "00:00"])
def test_other_times_are_refused_to_everybody(
    mine: Desk, desk: Desk, catalogue: Catalogue, patient: Account, clock: str
) -> None:
    for answer in (book(mine, catalogue, clock), book(desk, catalogue, clock, patientId=patient.id)):
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["scheduledAt"])
    assert entries() == []


def test_a_time_is_a_moment_however_it_is_written_and_to_the_millisecond(mine: Desk, catalogue: Catalogue) -> None:
    moment = datetime.fromisoformat(at(DAY, "07:00"))
    booked(mine, catalogue, scheduledAt=moment.astimezone(ZONE).isoformat())
    for micros in (1, 1000):
        answer = book(mine, catalogue, scheduledAt=(moment + timedelta(microseconds=micros)).isoformat())
        assert answer.status_code == 422


def test_a_closed_day_takes_nobody(mine: Desk, catalogue: Catalogue) -> None:
    open_location(
        catalogue.center, schedule={name: hours for name, hours in EVERY_DAY.items() if name != f"{DAY:%a}".lower()}
    )
    assert book(mine, catalogue).status_code == 422


def test_a_location_without_a_schedule_is_booked_at_any_time_by_any_number(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    for _ in range(6):
        booked(somebody(client), catalogue, "23:07", locationId=catalogue.north)


def test_what_was_booked_before_there_were_slots_takes_a_place(
    client: FlaskClient, mine: Desk, desk: Desk, catalogue: Catalogue
) -> None:
    old = [
        booked(mine, catalogue, clock, locationId=catalogue.north)
        for clock in ("07:05", "07:14", "07:59", "08:00", "12:00")
    ]
    open_location(catalogue.north)
    assert free(client, catalogue.north) == dict.fromkeys(CLOCK, 2) | {"07:00": 0, "07:45": 1}
    assert book(somebody(client), catalogue, locationId=catalogue.north).json["code"] == "slot_full"
    # More bookings than places: the number of free places is zero, not negative.
    open_location(catalogue.north, slot_capacity=1)
    assert free(client, catalogue.north)["07:00"] == 0
    # Everything but its time can be changed, and it can be moved to an existing slot.
    assert mine("PATCH", old[4], {"notes": "En ayunas"}).status_code == 200
    assert desk("POST", f"{old[4]}/confirm").status_code == 200
    assert mine("PATCH", old[4], {"scheduledAt": at(DAY, "12:15")}).status_code == 422
    assert mine("PATCH", old[4], {"scheduledAt": at(DAY, "15:00")}).status_code == 200
    assert free(client, catalogue.north)["15:00"] == 0


def test_a_slot_is_as_long_as_the_location_says(client: FlaskClient, mine: Desk, catalogue: Catalogue) -> None:
    booked(mine, catalogue, "07:15")
    open_location(catalogue.center, slot_minutes=30)
    assert free(client, catalogue.center) == {"07:00": 1, "07:30": 2, "15:00": 2}
    assert book(mine, catalogue, "07:15").status_code == 422
    booked(somebody(client), catalogue, "07:00")
    assert book(somebody(client), catalogue, "07:00").json["code"] == "slot_full"


# --- moving --------------------------------------------------------------------------------------


def test_who_moves_takes_a_place_and_leaves_one(
    client: FlaskClient, mine: Desk, theirs: Desk, catalogue: Catalogue
) -> None:
    one, two = booked(mine, catalogue, "07:00"), booked(theirs, catalogue, "07:15")
    booked(somebody(client), catalogue, "07:15")
    answer = mine("PATCH", one, {"scheduledAt": at(DAY, "07:15")})
    assert (answer.status_code, answer.json["code"]) == (409, "slot_full")
    assert mine("GET", one).json["scheduledAt"] == at(DAY, "07:00")
    assert theirs("PATCH", two, {"scheduledAt": at(DAY, "07:30")}).status_code == 200
    assert mine("PATCH", one, {"scheduledAt": at(DAY, "07:15")}).status_code == 200
    assert free(client, catalogue.center) == dict.fromkeys(CLOCK, 2) | {"07:15": 0, "07:30": 1}


def test_ones_own_place_is_no_obstacle(client: FlaskClient, mine: Desk, catalogue: Catalogue) -> None:
    open_location(catalogue.center, slot_capacity=1)
    row = booked(mine, catalogue)
    body = {"scheduledAt": at(DAY, "07:00"), "locationId": catalogue.center, "notes": "Otra cosa"}
    assert mine("PATCH", row, body).status_code == 200
    # With another slot length it lies within the slot that it moves to.
    open_location(catalogue.center, slot_minutes=30, slot_capacity=1)
    late = booked(mine, catalogue, "15:00")
    open_location(catalogue.center, slot_minutes=15, slot_capacity=1)
    assert mine("PATCH", late, {"scheduledAt": at(DAY, "15:15")}).status_code == 200
    open_location(catalogue.center, slot_minutes=30, slot_capacity=1)
    assert free(client, catalogue.center)["15:00"] == 0
    assert mine("PATCH", late, {"scheduledAt": at(DAY, "15:00")}).status_code == 200


def test_another_location_counts_its_own(client: FlaskClient, mine: Desk, catalogue: Catalogue) -> None:
    row = booked(mine, catalogue, "12:34", locationId=catalogue.north)
    answer = mine("PATCH", row, {"locationId": catalogue.center})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["scheduledAt"])
    assert mine("PATCH", row, {"locationId": catalogue.center, "scheduledAt": at(DAY, "07:00")}).status_code == 200
    assert free(client, catalogue.center)["07:00"] == 1
    assert mine("PATCH", row, {"locationId": catalogue.north, "scheduledAt": at(DAY, "07:01")}).status_code == 200
    assert free(client, catalogue.center)["07:00"] == 2
    assert mine("PATCH", row, {"locationId": catalogue.closed}).json["errors"].keys() == {"locationId"}


# --- the hours that an administrator sets --------------------------------------------------------


def test_hours_live_through_create_read_and_change(client: FlaskClient, staff: Desk) -> None:
    made = staff("POST", "", {"name": "Sede Este"}).json
    names = ("schedule", "timezone", "slotMinutes", "slotCapacity")
    assert [made[name] for name in names] == [None, "America/Lima", 15, 4]
    given = {"sat": [["08:00", "12:00"]], "mon": [["16:00", "24:00"], ["07:00", "15:00"]], "tue": []}
    body = {"schedule": given, "timezone": "Europe/Madrid", "slotMinutes": 20, "slotCapacity": 1}
    kept = body | {"schedule": {"mon": [["07:00", "15:00"], ["16:00", "24:00"]], "sat": [["08:00", "12:00"]]}}
    changed = staff("PATCH", made["id"], body)
    assert (changed.status_code, {name: changed.json[name] for name in names}) == (200, kept)
    assert list(changed.json["schedule"]) == ["mon", "sat"]
    for path in (f"{PATH}/{made['id']}", f"/api/locations/{made['id']}"):
        shown = client.get(path, headers=staff.header).json
        assert {name: shown[name] for name in names} == kept
    (in_catalog,) = client.get("/api/catalog").json["locations"]
    assert {name: in_catalog[name] for name in names} == kept
    assert entries()[-1].after == {
        "schedule": kept["schedule"], "timezone": "Europe/Madrid", "slotMinutes": 20, "slotCapacity": 1
    }  # fmt: skip
    # The same values again are not a change; a null schedule is NULL in the database, not JSON's null.
    before = len(entries())
    assert staff("PATCH", made["id"], body).status_code == 200
    assert len(entries()) == before
    assert staff("PATCH", made["id"], {"schedule": None}).json["schedule"] is None
    with writing() as session:
        assert session.query(Location).where(Location.schedule.is_(None)).count() == 1
    again = staff("POST", "", {"name": "Sede Oeste"} | body)
    assert (again.status_code, again.json["schedule"]) == (201, kept["schedule"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"schedule": {}}, "schedule"),
        ({"schedule": {"mon": []}}, "schedule"),
        ({"schedule": []}, "schedule"),
        ({"schedule": {"lunes": [["07:00", "15:00"]]}}, "schedule.lunes.[key]"),
        ({"schedule": {"mon": ["07:00"]}}, "schedule.mon.0"),
        ({"schedule": {"mon": [["07:00"]]}}, "schedule.mon.0.1"),
        ({"schedule": {"mon": [["07:00", "15:00", "16:00"]]}}, "schedule.mon.0"),
        ({"schedule": {"mon": [["7:00", "15:00"]]}}, "schedule.mon.0.0"),
        ({"schedule": {"mon": [["24:00", "24:00"]]}}, "schedule.mon.0.0"),
        ({"schedule": {"mon": [["07:00", "24:01"]]}}, "schedule.mon.0.1"),
        ({"schedule": {"mon": [["٠٧:٠٠", "15:00"]]}}, "schedule.mon.0.0"),
        ({"schedule": {"mon": [["07:00", "07:00"]]}}, "schedule"),
        ({"schedule": {"mon": [["22:00", "06:00"]]}}, "schedule"),
        ({"schedule": {"mon": [["07:00", "12:00"], ["11:59", "15:00"]]}}, "schedule"),
        ({"schedule": {"mon": [[f"{n:02d}:00", f"{n:02d}:30"] for n in range(7)]}}, "schedule.mon"),
        ({"timezone": "Lima"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"timezone": None}, "timezone"),
        ({"slotMinutes": 4}, "slotMinutes"),
        ({"slotMinutes": 241}, "slotMinutes"),
        ({"slotMinutes": "15"}, "slotMinutes"),
        ({"slotCapacity": 0}, "slotCapacity"),
        ({"slotCapacity": 1001}, "slotCapacity"),
        ({"slotCapacity": None}, "slotCapacity"),
    ],
)
def test_hours_that_mean_nothing_are_refused(
    staff: Desk, catalogue: Catalogue, body: dict[str, Any], field: str
) -> None:
    answer = staff("PATCH", catalogue.center, body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert staff("POST", "", {"name": "Otra"} | body).status_code == 422
    assert entries() == []


def test_hours_are_an_administrators(
    client: FlaskClient, catalogue: Catalogue, patient: Account, doctor: Account
) -> None:
    for account in (patient, doctor):
        answer = Desk(client, account, PATH)("PATCH", catalogue.center, {"slotCapacity": 1000})
        assert answer.status_code == 403
    assert free(client, catalogue.center)["07:00"] == 2


def test_the_first_slot_of_today_that_is_offered_can_be_booked(
    client: FlaskClient, mine: Desk, catalogue: Catalogue
) -> None:
    open_location(catalogue.center, schedule={day: [["00:00", "24:00"]] for day in EVERY_DAY}, slot_minutes=5)
    moment = now().astimezone(ZONE)
    days = (moment.date(), moment.date() + timedelta(days=1))
    offered = [one["startsAt"] for day in days for one in ask(client, catalogue.center, day).json["slots"]]
    assert offered[0] > iso(now() - timedelta(minutes=1))
    # The first slot may begin during the request.
    booked(mine, catalogue, scheduledAt=offered[1])
