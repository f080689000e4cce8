"""Limits against guessing: five failures a minute per account and per address, twenty registrations an hour.

The limit is checked again before the result of a password check is returned. Parallel guesses therefore get no more
results than consecutive ones.
"""

from ipaddress import AddressValueError, IPv6Address

from flask import current_app
from limits import RateLimitItem, parse

from labapp.digests import keyed_digest
from labapp.errors import RateLimited
from labapp.rate_limit import RateLimiter

FAILURES = parse("5/minute")
REGISTRATIONS = parse("20/hour")


def _limiter() -> RateLimiter:
    limiter: RateLimiter = current_app.extensions["rate_limiter"]
    return limiter


def _client_key(address: str | None) -> str:
    """Return the key of a client: a digest of the address, or for IPv6 of the /64 network that one client has."""
    try:
        client = IPv6Address(address).exploded[:19] if address else "unknown"
    except AddressValueError:
        client = address or "unknown"
    return keyed_digest(client)


def _keys(account: str, address: str | None) -> tuple[tuple[str, str], ...]:
    return ("sign-in:account", keyed_digest(account)), ("sign-in:address", _client_key(address))


def _check(limit: RateLimitItem, verb: str, *keys: tuple[str, str]) -> None:
    limiter = _limiter()
    waits = [getattr(limiter, verb)(limit, *key) for key in keys]
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise RateLimited(retry_after=longest)


def check_failures(account: str, address: str | None) -> None:
    """Raise RateLimited where the account or the address has reached the limit of failures. Counts nothing."""
    _check(FAILURES, "test", *_keys(account, address))


def count_failure(account: str, address: str | None) -> None:
    """Count a failure. Raises RateLimited where it exceeds the limit of the account or the address."""
    _check(FAILURES, "hit", *_keys(account, address))


def count_registration(address: str | None) -> None:
    """Count a registration. Raises RateLimited where it exceeds the limit of the address."""
    _check(REGISTRATIONS, "hit", ("register:address", _client_key(address)))
