"""The unit of work and the log: entries only with their commit, gapless numbers, and a hash chain."""

from typing import Any

import gevent
import pytest
from flask import Flask
from gevent.event import Event
from sqlalchemy import Connection, event, select, text
from sqlalchemy.orm import Session

from labapp.contract.facts import Aggregate
from labapp.errors import Conflict
from labapp.events import chain, log
from labapp.events.entries import read_after
from labapp.events.signals import CHANGED
from labapp.events.tail import Tail
from labapp.extensions import db
from labapp.models import Category, EventEntry
from labapp.unit_of_work import reading, unit_of_work
from tests.support.event_log import insert_category
from tests.support.metrics import listener_failures


def add_category(name: str, *, fail: bool = False) -> None:
    with unit_of_work(address="127.0.0.1") as work:
        insert_category(work, name)
        if fail:
            raise RuntimeError("rolled back")


def test_numbers_are_gapless_and_a_rollback_leaves_nothing(app: Flask) -> None:
    add_category("a")
    with pytest.raises(RuntimeError):
        add_category("b", fail=True)
    with pytest.raises(Conflict):
        add_category("a")
    add_category("c")
    with reading() as session:
        assert list(session.scalars(select(EventEntry.seq).order_by(EventEntry.seq))) == [1, 2]
        assert log.head(session).seq == 2
        assert list(session.scalars(select(Category.name))) == ["a", "c"]


def test_the_next_commit_does_not_take_along_one_that_failed(app: Flask) -> None:
    def interrupt(_connection: Connection) -> None:
        raise KeyboardInterrupt

    def add_interrupted(name: str) -> None:
        with unit_of_work() as work:
            insert_category(work, name)
            event.listen(work.connection, "commit", interrupt)

    add_category("a")
    with pytest.raises(KeyboardInterrupt):
        add_interrupted("b")
    add_category("c")
    with reading() as session:
        assert session.scalars(select(Category.name).order_by(Category.id)).all() == ["a", "c"]
        assert log.head(session).seq == 2


def test_audience_is_stored_by_part(app: Flask) -> None:
    add_category("a")
    with reading() as session:
        ((entry, rooms),) = read_after(session, 0, 100)
    assert rooms == {"event": ("everybody",), "report": ("role:Administrador",)}
    assert entry.report is not None
    assert entry.report["eventType"] == "category.created"


def test_the_chain_names_the_first_altered_entry(app: Flask) -> None:
    for name in "abcd":
        add_category(name)
    with reading() as session:
        assert chain.first_altered(session) is None
    for statement, expected in (
        ("UPDATE event_log SET address = '10.0.0.1' WHERE seq = 3", 3),
        ("DELETE FROM event_log WHERE seq = 2", 2),
        ("DELETE FROM event_log WHERE seq = 1", 1),
        ("DELETE FROM event_log", 1),
        ("UPDATE event_log SET seq = 9 WHERE seq = 4", 4),
        ("UPDATE event_log SET seq = 0 WHERE seq = 1", 1),
        ("UPDATE event_counter SET value = 3, head_hash = (SELECT hash FROM event_log WHERE seq = 3)", 4),
        ("DELETE FROM event_log WHERE seq >= 3", 3),
    ):
        with Session(db.engine) as session:
            session.execute(text("DELETE FROM event_audience"))
            session.execute(text(statement))
            session.flush()
            session.expire_all()
            assert chain.first_altered(session) == expected
            session.rollback()


def test_a_walk_in_steps_of_their_own_finds_the_same(app: Flask) -> None:
    for name in "abcde":
        add_category(name)

    def walked(limit: int) -> list[chain.ChainVerification]:
        with reading() as session:
            walks = [chain.begin(session)]
        # Entries committed meanwhile are left to the next walk.
        add_category(f"more than {walks[0].last}")
        while not walks[-1].done:
            with reading() as session:
                walks.append(chain.step(session, walks[-1], limit))
        return walks

    assert [walk.seq for walk in walked(2)] == [0, 2, 4, 5]
    assert [walk.seq for walk in walked(3)] == [0, 3, 6, 6]
    assert walked(500)[-1].altered is None
    with unit_of_work() as work:
        work.session.execute(text("UPDATE event_log SET action = 'x' WHERE seq IN (5, 7)"))
    for limit in (1, 2, 4, 5, 500):
        last = walked(limit)[-1]
        assert (last.seq, last.altered) == (4, 5)


def test_a_stale_write_is_a_conflict(app: Flask) -> None:
    add_category("a")
    with reading() as session:
        stale = session.scalars(select(Category)).one()
    with unit_of_work() as work:
        work.session.scalars(select(Category)).one().name = "b"
    stale.name = "c"
    with pytest.raises(Conflict) as refusal, unit_of_work() as work:
        work.session.add(stale)
    assert refusal.value.code == "stale"


def test_the_tail_sends_in_order_and_one_failure_stops_nobody(app: Flask) -> None:
    seen: list[int] = []
    before = listener_failures()

    def broken(_app: Flask, **_: Any) -> None:
        raise RuntimeError("listener")

    def listener(_app: Flask, *, entry: EventEntry, rooms: Any) -> None:
        seen.append(entry.seq)

    tail = Tail(app)
    tail.start()
    with CHANGED[Aggregate.CATALOG].connected_to(broken, app), CHANGED[Aggregate.CATALOG].connected_to(listener, app):
        for number in range(20):
            add_category(str(number))
        tail.stop()
    assert seen == list(range(1, 21))
    assert listener_failures() - before == 20
    assert tail.position == 20


def test_a_tail_that_cannot_read_says_so_once_and_goes_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stalled: list[float] = []
    said = Event()

    def note() -> None:
        stalled.append(tail.silence)
        said.set()

    tail = Tail(app, on_stalled=note)
    monkeypatch.setattr("labapp.events.tail.POLL_SECONDS", 0.01)
    monkeypatch.setattr("labapp.events.tail.STALLED_SECONDS", 0.05)
    tail.start()
    try:
        for times in (1, 2):
            with monkeypatch.context() as broken:
                broken.setattr("labapp.events.log.head", lambda _session: 1 / 0)
                assert said.wait(5)
                said.clear()
                # Long enough to say it several times.
                assert not said.wait(0.2)
            assert len(stalled) == times
            while tail.silence > 0.05:
                gevent.sleep(0.01)
    finally:
        tail.stop()
    assert min(stalled) > 0.05
