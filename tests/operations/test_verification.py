"""Verification of the log: in steps beside other requests, one at a time, with an entry of its result."""

from contextlib import closing

import gevent
import pytest
from flask import Flask
from sqlalchemy import update

from labapp import queries
from labapp.contract.facts import FactName
from labapp.errors import Conflict
from labapp.events.chain import ChainVerification
from labapp.events.log import Fact
from labapp.models import EventEntry
from labapp.services import verification
from labapp.unit_of_work import unit_of_work
from tests.support.accounts import Account
from tests.support.event_log import entries, record


def note(number: int) -> None:
    record(*(Fact(FactName.EXAM_UPDATED, n, after={"n": n, "text": "Ñandú"}) for n in range(number)))


def verify(admin: Account) -> list[ChainVerification]:
    return list(verification.verify(by=admin.identity))


def test_a_whole_log_is_found_intact_and_the_finding_is_on_record(app: Flask, admin: Account) -> None:
    assert queries.audit.last_verification() is None
    note(250)
    steps = verify(admin)
    assert [step.seq for step in steps] == [0, 100, 200, 250]
    assert [step.done for step in steps] == [False, False, False, True]
    found = queries.audit.last_verification()
    assert found is not None
    assert (found.entries, found.altered) == (250, None)
    assert str(found.who).startswith("Administrador")
    last = entries()[-1]
    assert (last.seq, last.name, last.user_id, last.address) == (251, "audit.verified", admin.id, "127.0.0.1")
    assert last.after == {"entries": 250, "altered": None, "keyedFrom": 1, "currentKey": True, "redacted": 0}


def test_an_altered_entry_is_named_wherever_it_is(app: Flask, admin: Account) -> None:
    note(250)
    for seq in (101, 100, 1):
        with unit_of_work() as work:
            work.session.execute(update(EventEntry).where(EventEntry.seq == seq).values(address="10.9.9.9"))
        assert verify(admin)[-1].altered == seq
        found = queries.audit.last_verification()
        assert found is not None
        assert found.altered == seq


def test_one_at_a_time(app: Flask, admin: Account) -> None:
    note(250)
    with closing(verification.verify(by=admin.identity)) as first:  # type: ignore[type-var]
        next(first)
        with pytest.raises(Conflict) as refusal:
            verification.verify(by=admin.identity)
        assert refusal.value.code == "busy"
    # An aborted verification releases the lock and records nothing.
    assert queries.audit.last_verification() is None
    assert verify(admin)[-1].altered is None


def test_one_that_was_never_looked_at_leaves_the_turn_to_others(app: Flask, admin: Account) -> None:
    note(3)
    steps = verification.verify(by=admin.identity)
    del steps
    assert verify(admin)[-1].done


def test_others_have_a_turn_between_the_slices(app: Flask, admin: Account) -> None:
    note(450)
    turns = 0

    def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            gevent.sleep(0)

    greenlet = gevent.spawn(other)
    verify(admin)
    greenlet.kill()
    assert turns >= 4


def test_what_is_written_meanwhile_is_left_to_the_next(app: Flask, admin: Account) -> None:
    note(150)
    steps = verification.verify(by=admin.identity)
    next(steps)
    note(50)
    last = list(steps)[-1]
    assert (last.last, last.altered) == (150, None)
    assert verify(admin)[-1].last == 201
