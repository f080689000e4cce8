"""The cache: a key names everything its value depends on, and concurrent requests compute a value once."""

from collections.abc import Iterator
from itertools import count

import gevent
import pytest
from gevent.event import Event

from labapp.cache import LatestCache


@pytest.fixture
def numbers() -> Iterator[int]:
    return count(1)


def test_a_slot_holds_what_was_made_for_its_key(numbers: Iterator[int]) -> None:
    cache = LatestCache()
    assert [cache.get("a", key, lambda: next(numbers)) for key in (1, 1, 2, 2, 1)] == [1, 1, 2, 2, 3]
    assert cache.get("b", 1, lambda: next(numbers)) == 4
    assert cache.peek("a") == (1, 3)
    assert cache.peek("c") is None


def test_many_who_ask_at_once_wait_for_one(numbers: Iterator[int]) -> None:
    cache, ready = LatestCache(), Event()

    def make() -> int:
        ready.wait()
        return next(numbers)

    asking = [gevent.spawn(cache.get, "a", 1, make) for _ in range(50)]
    gevent.spawn(ready.set)
    gevent.joinall(asking, raise_error=True)
    assert [one.value for one in asking] == [1] * 50


def test_a_failure_is_not_kept(numbers: Iterator[int]) -> None:
    cache = LatestCache()
    with pytest.raises(ZeroDivisionError):
        cache.get("a", 1, lambda: 1 // 0)
    assert cache.get("a", 1, lambda: next(numbers)) == 1
