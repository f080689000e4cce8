"""Readings: each time a user is shown records of other people, the log says which ones, to whom, and in what session.

A list is one entry with the ids that it showed, a record is one entry. Readings have no event, no report and no
audience: nothing is delivered. A user's own records and the catalogue are not recorded.
"""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from hashlib import blake2b
from time import monotonic
from typing import TypeVar

from flask import current_app

from labapp.contract.facts import FactName, ListingDetails, ReadingDetails
from labapp.contract.records import kind_of
from labapp.contract.results import Part
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.models import Appointment, Result, User
from labapp.unit_of_work import unit_of_work

Personal = Appointment | Result | User
Row = TypeVar("Row", bound=Personal)

# A screen that shows the same records again within this time, as live pages do, is the same reading.
REPEAT_SECONDS = 60
_MAX_REMEMBERED = 10_000
# The digest of a reading: a list can have hundreds of ids.
_Key = bytes


class RecentReadings:
    """The readings that one instance recorded lately. Without a memory of one, it is recorded once more."""

    def __init__(self) -> None:
        self._recorded_at: OrderedDict[_Key, float] = OrderedDict()

    def is_repeated(self, key: _Key) -> bool:
        """Whether this reading was recorded less than a minute ago."""
        recorded_at = self._recorded_at.get(key)
        return recorded_at is not None and monotonic() - recorded_at < REPEAT_SECONDS

    def remember(self, key: _Key) -> None:
        """Remember a reading that was recorded just now."""
        self._recorded_at[key] = monotonic()
        self._recorded_at.move_to_end(key)
        while len(self._recorded_at) > _MAX_REMEMBERED:
            self._recorded_at.popitem(last=False)


def owner_of(row: Personal) -> int:
    """Return the id of the account that a record is about."""
    return row.id if isinstance(row, User) else row.patient_id


def _key(by: Identity, name: FactName, shown: object) -> _Key:
    """Return the key of a reading; the same list shown in another session or at another address is another reading."""
    return blake2b(repr((by.session_id, by.address, name.value, shown)).encode(), digest_size=16).digest()


def _listing(kind: str, ids: Collection[int], by: Identity) -> tuple[_Key, Fact]:
    name = FactName.of(kind, "listed")
    details = ListingDetails(ids=tuple(ids), session=by.session_id)
    return _key(by, name, details.ids), Fact(name, None, report=False, after=details.wire())


def fact_of(row: Personal, by: Identity, *, part: Part = "detail") -> Fact:
    """Return the fact that ``by`` reads a record, or with ``part`` the file of a result."""
    details = (
        ReadingDetails(session=by.session_id)
        if isinstance(row, User)
        else ReadingDetails(part=part, patient_id=row.patient_id, session=by.session_id)
    )
    return Fact(FactName.of(kind_of(row), "read"), row.id, report=False, after=details.wire())


def _reading(row: Personal, by: Identity) -> tuple[_Key, Fact]:
    fact = fact_of(row, by)
    return _key(by, fact.name, row.id), fact


def record(*shown: Personal | Sequence[Personal], by: Identity, every_time: bool = False) -> None:
    """Record that ``by`` was shown these records and lists of records, in one transaction, or in none without news.

    The same records in the same session and address are recorded once a minute and instance, or ``every_time``. Call
    this after everything that the response shows was read, and before it is sent: nothing is shown that could not be
    recorded. Raises Unavailable.
    """
    found = []
    for one in shown:
        if isinstance(one, Sequence):
            others = [row for row in one if owner_of(row) != by.user_id]
            if others:
                found.append(_listing(kind_of(others[0]), [row.id for row in others], by))
        elif owner_of(one) != by.user_id:
            found.append(_reading(one, by))
    _record(found, by, every_time=every_time)


def record_connected(ids: Collection[int], *, by: Identity, view: str) -> None:
    """Record that ``by`` was shown these accounts as connected, once a minute for each ``view``.

    They come and go all the time on a page that polls, and nothing of their records is shown.
    """
    others = [user_id for user_id in ids if user_id != by.user_id]
    if others:
        _, fact = _listing("user", others, by)
        _record([(_key(by, fact.name, view), fact)], by)


def listed(found: tuple[list[Row], int], *, by: Identity) -> tuple[list[Row], int]:
    """Record one page of a list as ``record`` does, and return it with its total."""
    record(found[0], by=by)
    return found


def read(row: Row, *, by: Identity) -> Row:
    """Record the reading of a record as ``record`` does, and return the record."""
    record(row, by=by)
    return row


def _record(found: list[tuple[_Key, Fact]], by: Identity, *, every_time: bool = False) -> None:
    recent: RecentReadings = current_app.extensions.setdefault("recent_readings", RecentReadings())
    new = [(key, fact) for key, fact in found if every_time or not recent.is_repeated(key)]
    if not new:
        return
    with unit_of_work(by) as work:
        work.record(*(fact for _, fact in new))
    # Only now: a reading whose transaction failed is not on the record.
    for key, _ in new:
        recent.remember(key)
