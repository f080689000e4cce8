"""Limits against guessing, which an attack on an account must not turn against its owner.

An attempt is counted before its password is hashed, and a successful one gives its count back. Parallel guesses are
therefore refused without hashing. Failures are counted:

- for a known device: by account and device;
- for all others: by address, and for an address from which nobody has signed in to the account, also by account.

Hashing takes turns: a few at a time for each address, and in all. Known devices and addresses need not queue behind
strangers.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address

from flask import current_app
from gevent.lock import Semaphore
from limits import RateLimitItem, parse

from labapp.digests import keyed_digest
from labapp.errors import RateLimited
from labapp.rate_limit import RateLimiter

FAILURES = parse("5/minute")
STRANGERS = parse("20 per 10 minutes")
PASSWORD_LINKS = parse("3/hour")
_REPORTS = parse("1 per 10 minutes")
# The second step of a sign-in, which only somebody who knows the password reaches.
SECOND_STEPS = parse("5 per 5 minutes")
SECOND_STEPS_OF_STRANGERS = parse("30 per day")

HASHES_PER_CLIENT = 2
HASHES_OF_STRANGERS = 6
HASHES = 8
_TURN_SECONDS = 1.0
_all = Semaphore(HASHES)
_strangers = Semaphore(HASHES_OF_STRANGERS)

Key = tuple[str, ...]


class AccountAttacked(RateLimited):
    """Too many failures for an account from addresses unknown to it (429)."""


@dataclass(slots=True)
class _Client:
    """The turns of one client, and the number of greenlets that use or wait for them."""

    turns: Semaphore = field(default_factory=lambda: Semaphore(HASHES_PER_CLIENT))
    users: int = 0


_clients: dict[str, _Client] = {}


def _limiter() -> RateLimiter:
    limiter: RateLimiter = current_app.extensions["rate_limiter"]
    return limiter


def client_key(address: str | None) -> str:
    """Return the key of a client: a digest of the address, or for IPv6 of the /64 network that one client has."""
    try:
        client = IPv6Address(address).exploded[:19] if address else "unknown"
    except AddressValueError:
        client = address or "unknown"
    return keyed_digest(client)


@contextmanager
def _turn(turns: Semaphore, deadline: float) -> Iterator[None]:
    if not turns.acquire(timeout=max(0.0, deadline - time.monotonic())):
        raise RateLimited(retry_after=_TURN_SECONDS)
    try:
        yield
    finally:
        turns.release()


@contextmanager
def _turn_of_client(key: str, deadline: float) -> Iterator[None]:
    client = _clients.setdefault(key, _Client())
    client.users += 1
    try:
        with _turn(client.turns, deadline):
            yield
    finally:
        client.users -= 1
        if client.users == 0:
            del _clients[key]


@contextmanager
def _turn_in_all(deadline: float, *, known: bool) -> Iterator[None]:
    if known:
        with _turn(_all, deadline):
            yield
    else:
        with _turn(_strangers, deadline), _turn(_all, deadline):
            yield


@contextmanager
def hashing(address: str | None) -> Iterator[None]:
    """Wait for a turn to hash. Raises RateLimited where there is none within a second."""
    deadline = time.monotonic() + _TURN_SECONDS
    with _turn_of_client(client_key(address), deadline), _turn_in_all(deadline, known=False):
        yield


class Attempt:
    """An attempt that has the turn of its client, and its counts."""

    def __init__(self, account: str, deadline: float, *, known_device: bool) -> None:
        self._account = account
        self._deadline = deadline
        self._known_device = known_device
        self._counted: list[tuple[RateLimitItem, Key]] = []

    def count(self, limit: RateLimitItem, *key: str) -> float | None:
        """Count the attempt. Return None within ``limit``, otherwise the seconds to wait."""
        wait = _limiter().hit(limit, *key)
        if wait is None:
            self._counted.append((limit, key))
        return wait

    def give_back(self) -> None:
        """Take the counts back, since the attempt was no failure."""
        for limit, key in self._counted:
            _limiter().give_back(limit, *key)
        self._counted.clear()

    @contextmanager
    def hashing(self, *, known_address: bool) -> Iterator[None]:
        """Count the attempt of a stranger by its account, and wait for a turn in all; the block verifies the password.

        Raises AccountAttacked where the limit of the account is reached, and RateLimited where there is no turn.
        """
        known = known_address or self._known_device
        if not known:
            wait = self.count(STRANGERS, "sign-in:account", keyed_digest(self._account))
            if wait is not None:
                raise AccountAttacked(retry_after=wait)
        with _turn_in_all(self._deadline, known=known):
            yield


@contextmanager
def attempt(account: str, address: str | None, *, device: str | None = None) -> Iterator[Attempt]:
    """Wait for the turn of the client, and count an attempt by ``device``, or without one by ``address``.

    ``device`` identifies a device that is known to the account. The counts stay unless the caller gives them back or
    the block raises. Raises RateLimited where the limit is reached, or where there is no turn within a second.
    """
    deadline = time.monotonic() + _TURN_SECONDS
    client = f"device:{account}:{device}" if device else client_key(address)
    with _turn_of_client(client, deadline):
        started = Attempt(account, deadline, known_device=device is not None)
        try:
            wait = started.count(FAILURES, "sign-in:client", keyed_digest(client))
            if wait is not None:
                raise RateLimited(retry_after=wait)
            yield started
        except BaseException:
            started.give_back()
            raise


def second_step(user_id: int, *, device: str | None) -> Attempt:
    """Count an attempt at the second step of a sign-in, by account, and by ``device`` if that is known to the account.

    The counts stay unless the caller gives them back. Raises RateLimited where a limit is reached.
    """
    started = Attempt(str(user_id), 0.0, known_device=device is not None)
    key = keyed_digest(f"{user_id}:{device or ''}")
    for limit in (SECOND_STEPS,) if device else (SECOND_STEPS, SECOND_STEPS_OF_STRANGERS):
        wait = started.count(limit, "sign-in:second-step", key)
        if wait is not None:
            started.give_back()
            raise RateLimited(retry_after=wait)
    return started


def is_first_report(account: str) -> bool:
    """Count a report of an attack on this account, and return whether it is the first in ten minutes."""
    return _limiter().hit(_REPORTS, "sign-in:reported", keyed_digest(account)) is None


def forget(account: str) -> None:
    """Clear the counts of an account that no longer exists. Other counts expire within a day."""
    digest = keyed_digest(account)
    for limit, name in (
        (STRANGERS, "sign-in:account"),
        (_REPORTS, "sign-in:reported"),
        (PASSWORD_LINKS, "password-link:account"),
    ):
        _limiter().clear(limit, name, digest)


def count_link(account: str) -> None:
    """Count a request for a link to this account, whether it exists or not. Raises RateLimited."""
    wait = _limiter().hit(PASSWORD_LINKS, "password-link:account", keyed_digest(account))
    if wait is not None:
        raise RateLimited(retry_after=wait)
