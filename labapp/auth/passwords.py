"""Argon2id in threads of its own: a hash takes about 30 ms of CPU, which would block the event loop.

No other work uses these threads, so none can keep people from signing in.
"""

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent.hub import Hub
from gevent.threadpool import ThreadPool

from labapp.pool_slots import Slots

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")

_THREADS = max(2, os.cpu_count() or 1)
# OWASP's second Argon2id profile: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_decoy = _hasher.hash("no account has this password")
# A full queue takes about two seconds on two cores.
slots = Slots("passwords", _THREADS, queue_limit=100, wait_seconds=10, run_seconds=10, retry_after=2)
# A server has one hub. A program with several threads has one for each.
_pools: WeakKeyDictionary[Hub, ThreadPool] = WeakKeyDictionary()


def _in_own_thread(
    function: Callable[Arguments, Returned], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Returned:
    with slots.hold():
        hub = gevent.get_hub()
        pool = _pools.get(hub)
        if pool is None:
            pool = _pools[hub] = ThreadPool(_THREADS, hub)
        result: Returned = pool.apply(function, args, kwargs)
        return result


def hash_password(password: str) -> str:
    """Return the encoded Argon2id hash. The event loop runs meanwhile. Raises Unavailable where the queue is full."""
    return _in_own_thread(_hasher.hash, password)


def _verify(encoded: str, password: str) -> bool:
    try:
        return bool(_hasher.verify(encoded, password))
    except (VerificationError, InvalidHashError):
        return False


def verify_password(encoded: str | None, password: str) -> bool:
    """Return whether ``password`` matches the hash. Raises Unavailable where the queue is full.

    A missing account (``None``) takes the same time, so that response times do not reveal which accounts exist.
    """
    return _in_own_thread(_verify, encoded or _decoy, password) and encoded is not None
