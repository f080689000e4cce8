"""Entry numbers follow commit order: a reader that remembers the last number misses nothing."""

import threading
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from labapp.contract.facts import Aggregate
from labapp.events import chain, log, one_statement, turns
from labapp.events.entries import LoggedEntry, read_after
from labapp.events.signals import CHANGED
from labapp.events.tail import Tail
from labapp.extensions import db
from labapp.unit_of_work import reading, unit_of_work
from tests.support.accounts import Account
from tests.support.event_log import entries, insert_category

ROUNDS = 200


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL: SQLite does not have two writing transactions at a time."""
    return "postgresql"


class Follower:
    """A tail that reads on request, and the entries it has seen."""

    def __init__(self, app: Flask) -> None:
        self.seen: list[tuple[int, str]] = []
        self.tail = Tail(app)
        CHANGED[Aggregate.CATALOG].connect(self._saw, app)

    def _saw(self, _app: Flask, *, entry: LoggedEntry, rooms: Any) -> None:
        assert entry.payload is not None
        self.seen.append((entry.seq, entry.payload["entityName"]))

    def read(self) -> list[str]:
        """Read the new entries and return their names."""
        before = len(self.seen)
        self.tail.drain()
        return [name for _, name in self.seen[before:]]


def fail_to_commit(name: str) -> None:
    """Write a change and its entry, and fail before the commit."""
    with unit_of_work() as work:
        insert_category(work, name)
        log.append(work.connection, work.facts, user_id=None, address=None)
        raise ZeroDivisionError


def test_a_later_transaction_that_commits_first_hides_nothing(app: Flask) -> None:
    follower = Follower(app)
    for number in range(ROUNDS):
        with unit_of_work() as early:
            insert_category(early, f"early {number}")
            with unit_of_work() as late:
                insert_category(late, f"late {number}")
            assert follower.read() == [f"late {number}"]
        assert follower.read() == [f"early {number}"]
    assert [seq for seq, _ in follower.seen] == list(range(1, 2 * ROUNDS + 1))


def test_a_tail_beside_many_writers_sees_every_commit_once_in_order(app: Flask) -> None:
    writers, each = 6, 40
    follower = Follower(app)
    together = threading.Barrier(writers)
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            together.wait()
            with app.app_context():
                for number in range(each):
                    with unit_of_work() as work:
                        insert_category(work, f"{writer}/{number}")
                    with pytest.raises(ZeroDivisionError):
                        fail_to_commit(f"{writer}/{number} fails")
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        follower.read()
    for thread in threads:
        thread.join()
    follower.read()
    assert failures == []
    assert [seq for seq, _ in follower.seen] == list(range(1, writers * each + 1))
    assert sorted(name for _, name in follower.seen) == sorted(f"{w}/{n}" for w in range(writers) for n in range(each))
    for writer in range(writers):
        own = [name for _, name in follower.seen if name.startswith(f"{writer}/")]
        assert own == [f"{writer}/{number}" for number in range(each)]
    with reading() as session:
        assert chain.first_altered(session) is None


def test_what_another_process_added_is_not_overwritten(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work() as work:
        insert_category(work, "ours")
    # As this process would know the log if another one had written what follows.
    known = log._LastEnd.known
    with unit_of_work() as work:
        insert_category(work, "theirs")
    monkeypatch.setattr(log._LastEnd, "known", known)
    with unit_of_work() as work:
        insert_category(work, "ours again")
    with reading() as session:
        assert chain.first_altered(session) is None
    assert [entry.seq for entry in entries()] == [1, 2, 3]


def test_who_waits_too_long_for_the_log_may_try_again(
    app: Flask, client: FlaskClient, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = {"json": {"type": "info", "message": "Aviso"}, "headers": admin.header}
    monkeypatch.setattr(turns, "TIMEOUT_SECONDS", 0.05)
    with db.engine.connect() as slow:
        turns.take(slow)
        refused = client.post("/api/admin/messages", **message)
        turns.give_back(slow)
    assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert entries() == []
    assert client.post("/api/admin/messages", **message).status_code == 201
    assert len(entries()) == 1


def test_writers_leave_connections_to_readers(
    app: Flask, client: FlaskClient, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = {"json": {"type": "info", "message": "Aviso"}, "headers": admin.header}
    monkeypatch.setattr("labapp.unit_of_work._TIMEOUT_SECONDS", 0.05)
    with ExitStack() as open_transactions:
        for _ in range(8):
            open_transactions.enter_context(unit_of_work())
        refused = client.post("/api/admin/messages", **message)
        assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
        assert client.get("/api/admin/users", headers=admin.header).status_code == 200
    assert client.post("/api/admin/messages", **message).status_code == 201


def test_what_the_tail_takes_from_a_commit_is_what_the_log_has(app: Flask, admin: Account) -> None:
    tail = Tail(app)
    tail.start()
    try:
        with unit_of_work(admin.identity) as work:
            insert_category(work, "one")
        with unit_of_work(admin.identity) as work:
            insert_category(work, "two")
            insert_category(work, "three")
        own = tail._take_own()
        assert own is not None
        with reading() as session:
            assert own == read_after(session, tail.position, 100)
        # With a number missing, the log is read.
        with unit_of_work() as work:
            insert_category(work, "four")
        assert tail._take_own() is None
    finally:
        tail.stop()
    assert tail.position == 4


def test_a_long_change_right_after_a_short_one_is_not_left_to_the_poll(
    app: Flask, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long changes are written in chunks, and read from the log. Here nothing else runs between the chunks.
    monkeypatch.setattr(log, "in_chunks", lambda facts: (facts[:2], facts[2:]))
    tail = Tail(app)
    tail.start()
    try:
        for count in (1, one_statement.MAX_ENTRIES + 1):
            with unit_of_work(admin.identity) as work:
                for number in range(count):
                    insert_category(work, f"{count}-{number}")
        tail.drain()
        assert tail.position == one_statement.MAX_ENTRIES + 2
    finally:
        tail.stop()
