"""The entries in memory: what they answer is what the database answers, within their bounds, and nothing erased."""

import tracemalloc
from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from labapp.clock import now
from labapp.contract.erasure_facts import RedactionDetails
from labapp.contract.facts import FactName
from labapp.events import log, pruning
from labapp.events.entries import LoggedEntry, logged
from labapp.events.log import Fact
from labapp.events.ring import Ring, recent
from labapp.events.tail import RECENT_AT_START, Tail
from labapp.identity import Identity, Role
from labapp.models import EventEntry, User
from labapp.realtime.gaps import CHUNK, Claim, RecentGaps, may_replay, read_gap
from labapp.services import appointments, erasure, messages, users
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account
from tests.support.appointments import Catalogue, insert_catalogue
from tests.support.event_log import insert_category, record, statements
from tests.support.histories import ACTIONS, ERASURES, Action, new_history
from tests.support.results import Ordered

LIMIT = 12
Part = tuple[int, str | None, str | None, frozenset[str]]


@pytest.fixture
def database_kind() -> str:
    """What is under test does not depend on the database."""
    return "sqlite"


def from_database(claim: Claim, by: Identity, upto: int) -> list[Part] | None:
    """Return what a replay from the database sends, None where it refuses."""
    found: list[tuple[LoggedEntry, frozenset[str]]] = []
    with reading() as session:
        if not may_replay(session, claim, by, days=30, limit=LIMIT):
            return None
        while True:
            missed = read_gap(session, by, after=found[-1][0].seq if found else claim.seq or 0, upto=upto)
            found += missed
            if len(missed) < CHUNK:
                break
    return [(kept.seq, kept.payload, kept.report, parts) for kept, parts in ((recent(e), p) for e, p in found)]


def from_memory(gaps: RecentGaps, after: int, by: Identity) -> list[Part] | None:
    gap = gaps.find(by, after)
    assert gap is not None
    if len(gap.entries) > LIMIT:
        return None
    return [(entry.seq, entry.payload, entry.report, parts) for entry, parts in gap.entries]


@pytest.fixture(scope="module")
def offer(shared_app: APIFlask) -> Catalogue:
    """What can be booked in the module's application."""
    with shared_app.app_context():
        return insert_catalogue()


@given(
    actions=st.lists(st.one_of(ACTIONS, ACTIONS, ACTIONS, ERASURES), min_size=5, max_size=30),
    reads=st.lists(st.booleans(), min_size=30, max_size=30),
    kept=st.sampled_from([6, 20, 1000]),
)
@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))
def test_memory_and_database_give_the_same(
    shared_app: APIFlask, offer: Catalogue, actions: list[Action], reads: list[bool], kept: int
) -> None:
    with shared_app.app_context():
        history = new_history(offer)
        tail = Tail(shared_app, ring=Ring(max_entries=kept))
        with reading() as session:
            head = log.head(session)
        tail.position = head.seq
        tail.ring.reset(head.seq)
        gaps = RecentGaps(tail.ring)
        for action, read in zip(actions, reads, strict=False):
            history.apply([action])
            if read:
                tail.drain()
        tail.drain()
        assert len(tail.ring) <= kept
        for account in [history.admin, *history.people]:
            with reading() as session:
                role = Role(session.get_one(User, account.id).role)
            by = Identity(account.id, role, "session", 0)
            for after in range(head.seq, tail.position + 1):
                expected = from_database(Claim(head.epoch, after), by, tail.position)
                if tail.ring.reaches(after):
                    # Twice, as the second may be shared.
                    assert from_memory(gaps, after, by) == expected
                    assert from_memory(gaps, after, by) == expected


# --- bounds and what is forgotten ----------------------------------------------------------------


@pytest.fixture
def tail(app: Flask) -> Tail:
    return Tail(app)


def announce(admin: Account, text: str = "m", **values: Role) -> None:
    messages.send(type="info", message=text, by=admin.identity, **({"target_role": None} | values))


def test_the_ring_is_bounded_by_entries_and_by_bytes(app: Flask, admin: Account) -> None:
    few, small = Tail(app, ring=Ring(max_entries=5)), Tail(app, ring=Ring(max_bytes=20_000))
    for number in range(20):
        announce(admin, f"{number}" * 500)
    for tail in (few, small):
        tail.drain()
        assert tail.ring.end == tail.position == 20
        assert tail.ring.reaches(tail.ring.start)
        assert not tail.ring.reaches(tail.ring.start - 1)
    assert (len(few.ring), few.ring.start) == (5, 15)
    assert 0 < small.ring.size <= 20_000
    assert len(small.ring) == 20 - small.ring.start > 5
    assert small.ring.addressed("everybody", after=0, upto=20) == list(range(small.ring.start + 1, 21))


def test_the_memory_that_is_counted_is_the_memory_that_is_used() -> None:
    ring, count = Ring(), 3_000
    tracemalloc.start()
    try:
        for number in range(1, count + 1):
            body = {"timestamp": "2026-01-01T00:00:00.000Z", "type": "price", "entityName": f"Examen {number}"}
            empty = dict.fromkeys(LoggedEntry._fields)
            contents = {"event": "catalog:update", "payload": body, "report": body | {"userId": number}}
            about = {"seq": number, "name": "exam.updated", "entity_type": "exam", "entity_id": number}
            entry = logged(empty | about | contents | {"created_at": now()})
            ring.append(entry, {"event": ("everybody",), "report": ("role:Administrador",)})
            del entry, body, contents
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used < ring.size < 3 * used


def test_a_ring_without_memory_holds_nothing_and_goes_on(app: Flask, admin: Account) -> None:
    tail = Tail(app, ring=Ring(max_bytes=0))
    announce(admin)
    tail.drain()
    assert (len(tail.ring), tail.ring.start, tail.ring.end) == (0, 1, 1)


def test_after_a_start_the_last_entries_are_known(app: Flask, admin: Account) -> None:
    with unit_of_work() as work:
        for number in range(RECENT_AT_START + 20):
            insert_category(work, str(number))
    tail = Tail(app)
    tail.start()
    tail.stop()
    assert (tail.ring.start, tail.ring.end) == (20, RECENT_AT_START + 20)
    gap = RecentGaps(tail.ring).find(admin.identity, 20)
    assert gap is not None
    assert len(gap.entries) == RECENT_AT_START


def test_an_erasure_empties_the_ring(app: Flask, tail: Tail, admin: Account, patient: Account) -> None:
    users.update(patient.id, values={"name": "Ana Nueva"}, by=admin.identity)
    announce(admin)
    tail.drain()
    gaps = RecentGaps(tail.ring)
    gap = gaps.find(admin.identity, 0)
    assert gap is not None
    assert gaps.is_current(gap)
    erasure.erase(patient.id, by=None)
    announce(admin)
    tail.drain()
    assert not tail.ring.reaches(1)
    assert not gaps.is_current(gap)
    later = gaps.find(admin.identity, tail.ring.start)
    assert later is not None
    assert all("Ana" not in f"{entry.payload}{entry.report}" for entry, _ in later.entries)


def test_redacted_entries_lose_their_contents_and_audience(app: Flask, tail: Tail, admin: Account) -> None:
    for text in "abc":
        announce(admin, text)
    tail.drain()
    details = RedactionDetails(user=1, entries=(1, 3), commitments={}).wire()
    record(Fact(FactName.AUDIT_ENTRIES_REDACTED, None, report=False, after=details))
    tail.drain()
    gap = RecentGaps(tail.ring).find(admin.identity, 0)
    assert gap is not None
    assert [entry.seq for entry, _ in gap.entries] == [2]
    assert [tail.ring.entry(seq).payload is None for seq in (1, 2, 3)] == [True, False, True]


def test_another_epoch_empties_the_ring(app: Flask, admin: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    noticed: list[str] = []
    tail = Tail(app, on_new_epoch=lambda: noticed.append(tail.epoch))
    announce(admin)
    tail.start()
    tail.stop()
    assert len(tail.ring) == 1
    with unit_of_work() as work:
        epoch = log.renew_epoch(work.connection)
    monkeypatch.setattr("labapp.events.tail.POLL_SECONDS", 0.0)
    tail.drain()
    assert (tail.epoch, len(tail.ring), tail.ring.start, noticed) == (epoch, 0, 1, [epoch])


def test_what_was_pruned_is_not_in_memory(app: Flask, admin: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    tail = Tail(app)
    tail.start()
    tail.stop()
    begin = now()
    for seconds in range(3):
        # Two changes can have the same millisecond.
        monkeypatch.setattr("labapp.events.log.now", lambda seconds=seconds: begin + timedelta(seconds=seconds))
        announce(admin)
    tail.drain()
    with unit_of_work() as work:
        moment = work.session.get_one(EventEntry, 3).created_at
        pruning.prune(work.session, moment)
    monkeypatch.setattr("labapp.events.tail.POLL_SECONDS", 0.0)
    tail.drain()
    with reading() as session:
        assert tail.ring.start == log.head(session).pruned_to == 2


def test_a_gap_costs_no_statement_or_one_and_clients_share_it(
    app: Flask, tail: Tail, admin: Account, patient: Account, other_patient: Account, doctor: Account, ordered: Ordered
) -> None:
    for number in range(3):
        announce(admin)
        appointments.update(ordered.appointment, {"notes": str(number)}, by=admin.identity)
    tail.drain()
    gaps = RecentGaps(tail.ring)
    with statements() as seen:
        everybody = gaps.find(other_patient.identity, 0)
        assert everybody is not None
        assert len(everybody.entries) == 3
        assert gaps.find(create_identity(Role.PATIENT), 0) is everybody
        assert gaps.find(admin.identity, 0) is gaps.find(create_identity(Role.ADMIN), 0)
    assert seen == []
    for party in (patient, doctor):
        with statements() as seen:
            own = gaps.find(party.identity, 0)
            assert own is not None
            assert len(own.entries) == 6
        assert len(seen) == 1


def create_identity(role: Role) -> Identity:
    return Identity(999, role, "session", 0)


def test_shared_gaps_are_bounded(app: Flask, tail: Tail, admin: Account) -> None:
    for _ in range(20):
        announce(admin, "m" * 1_000)
    tail.drain()
    gaps = RecentGaps(tail.ring, max_shared_bytes=30_000)
    first = gaps.find(create_identity(Role.PATIENT), 10)
    for after in range(20):
        gaps.find(create_identity(Role.DOCTOR), after)
        assert gaps.shared_bytes <= 30_000
    assert gaps.find(create_identity(Role.PATIENT), 10) is not first
