"""The times of slots: on ordinary days, when the clock changes, and for unusual schedules."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labapp.contract.slots import WEEKDAYS
from labapp.locale import zones
from labapp.queries.slots import Schedule, starts
from tests.support.slots import ZONE, clock_of, utc

NEW_YORK = ZoneInfo("America/New_York")
SANTIAGO = ZoneInfo("America/Santiago")
MONDAY = date(2027, 3, 1)
ROUND_THE_CLOCK = {day: [["00:00", "24:00"]] for day in WEEKDAYS}


def on(day: date, *hours: tuple[str, str]) -> dict[str, list[list[str]]]:
    return {WEEKDAYS[day.weekday()]: [list(one) for one in hours]}


def clocks(schedule: Schedule, zone: ZoneInfo, minutes: int, day: date) -> list[str]:
    return [clock_of(start, zone) for start in starts(schedule, zone, minutes, day)]


def test_hours_are_cut_into_slots_of_the_local_day() -> None:
    found = starts(on(MONDAY, ("07:00", "08:00"), ("18:30", "19:30")), ZONE, 30, MONDAY)
    assert found == [utc(2027, 3, 1, 12), utc(2027, 3, 1, 12, 30), utc(2027, 3, 1, 23, 30), utc(2027, 3, 2)]
    assert all(start.tzinfo is UTC for start in found)


@pytest.mark.parametrize(
    ("hours", "minutes", "expected"),
    [
        ([("07:00", "08:00")], 25, ["07:00", "07:25"]),
        ([("07:00", "07:20")], 25, []),
        ([("07:00", "07:25")], 25, ["07:00"]),
        ([("07:00", "07:30"), ("07:30", "08:20")], 20, ["07:00", "07:30", "07:50"]),
        ([("23:00", "24:00")], 30, ["23:00", "23:30"]),
        ([("00:00", "24:00")], 240, ["00:00", "04:00", "08:00", "12:00", "16:00", "20:00"]),
        ([], 15, []),
    ],
)
def test_a_slot_lies_within_its_hours(hours: list[tuple[str, str]], minutes: int, expected: list[str]) -> None:
    assert clocks(on(MONDAY, *hours), ZONE, minutes, MONDAY) == expected


def test_a_day_that_the_schedule_does_not_name_is_closed() -> None:
    assert starts(on(MONDAY, ("07:00", "08:00")), ZONE, 15, MONDAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        # The clock goes from 02:00 to 03:00.
        ([("01:00", "04:00")], ["01:00", "01:30", "03:00", "03:30"]),
        ([("01:00", "02:00"), ("03:00", "04:00")], ["01:00", "01:30", "03:00", "03:30"]),
        ([("02:30", "04:00")], ["03:00", "03:30"]),
        ([("01:00", "02:30"), ("02:30", "04:00")], ["01:00", "01:30", "03:00", "03:30"]),
        ([("01:00", "02:30"), ("02:45", "04:00")], ["01:00", "01:30", "03:00", "03:30"]),
        ([("02:00", "03:00")], []),
        ([("02:15", "02:45")], []),
    ],
)
def test_in_spring_an_hour_is_left_out(hours: list[tuple[str, str]], expected: list[str]) -> None:
    day = date(2027, 3, 14)
    assert clocks(on(day, *hours), NEW_YORK, 30, day) == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        # The clock goes from 02:00 back to 01:00.
        ([("00:30", "02:30")], ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]),
        ([("01:00", "01:30")], ["01:00"]),
        ([("01:30", "02:00")], ["01:30", "01:00", "01:30"]),
        ([("00:30", "01:30"), ("01:30", "02:30")], ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]),
    ],
)
def test_in_autumn_an_hour_comes_twice(hours: list[tuple[str, str]], expected: list[str]) -> None:
    day = date(2027, 11, 7)
    assert clocks(on(day, *hours), NEW_YORK, 30, day) == expected
    found = starts(on(day, *hours), NEW_YORK, 30, day)
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        (ZONE, date(2027, 4, 3), 24 * 60),
        (NEW_YORK, date(2027, 3, 14), 23 * 60),
        (NEW_YORK, date(2027, 11, 7), 25 * 60),
        # The clock changes at midnight: a day without its first hour, and one with its last hour twice.
        (SANTIAGO, date(2027, 9, 5), 23 * 60),
        (SANTIAGO, date(2027, 4, 3), 25 * 60),
        (ZoneInfo("Australia/Lord_Howe"), date(2027, 10, 3), 23 * 60 + 30),
        (ZoneInfo("Australia/Lord_Howe"), date(2027, 4, 4), 24 * 60 + 30),
        # The skipped day.
        (ZoneInfo("Pacific/Apia"), date(2011, 12, 30), 0),
    ],
)
def test_whoever_never_closes_has_a_slot_for_every_moment_of_the_day(zone: ZoneInfo, day: date, minutes: int) -> None:
    found = starts(ROUND_THE_CLOCK, zone, 10, day)
    assert len(found) * 10 == minutes
    assert found == [found[0] + timedelta(minutes=10 * number) for number in range(len(found))] if found else True
    after = starts(ROUND_THE_CLOCK, zone, 10, day + timedelta(days=1))
    assert not found or after[0] == found[-1] + timedelta(minutes=10)


CLOCK_TIMES = st.integers(0, 24 * 60).map(lambda minutes: f"{minutes // 60:02d}:{minutes % 60:02d}")
CHANGES = [
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("America/Santiago", date(2027, 9, 5)),
    ("America/Santiago", date(2027, 4, 3)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
]
DAYS = st.tuples(st.sampled_from(sorted(zones())), st.dates(date(2005, 1, 1), date(2037, 12, 30)))
HOURS = (
    st.lists(CLOCK_TIMES, max_size=8, unique=True)
    .map(sorted)
    .map(lambda one: list(zip(one[::2], one[1::2], strict=False)))
)


@settings(deadline=None, max_examples=300)
@given(where=DAYS | st.sampled_from(CHANGES), hours=HOURS, minutes=st.integers(5, 240))
def test_slots_of_any_schedule_anywhere(where: tuple[str, date], hours: list[tuple[str, str]], minutes: int) -> None:
    zone, day = where
    place, length = ZoneInfo(zone), timedelta(minutes=minutes)
    found = starts({name: [list(one) for one in hours] for name in WEEKDAYS}, place, minutes, day)
    assert all(later - earlier >= length for earlier, later in pairwise(found))
    for start in found:
        local = start.astimezone(place)
        assert local.date() == day
        assert any(opens <= clock_of(start, place) < closes for opens, closes in hours) or _twice(local, place)
    following = starts(ROUND_THE_CLOCK, place, minutes, day + timedelta(days=1))
    assert not (found and following) or following[0] > found[-1]


def _twice(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time twice; opening hours that began the first time continue to their end."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
