"""Entry numbers follow commit order: a reader that remembers the last number misses nothing."""

import threading
from typing import Any

import pytest
from flask import Flask

from labapp.contract.facts import Aggregate
from labapp.events.signals import CHANGED
from labapp.events.tail import Tail
from labapp.models import EventEntry
from labapp.unit_of_work import unit_of_work
from tests.support.event_log import insert_category

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

    def _saw(self, _app: Flask, *, entry: EventEntry, rooms: Any) -> None:
        assert entry.payload is not None
        self.seen.append((entry.seq, entry.payload["entityName"]))

    def read(self) -> list[str]:
        """Read the new entries and return their names."""
        before = len(self.seen)
        self.tail.drain()
        return [name for _, name in self.seen[before:]]


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
