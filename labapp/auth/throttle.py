"""Slows down guessing: five failures a minute for an account or an address, twenty registrations an hour.

A verdict is withheld where the window is full when it is due, so guesses made in parallel learn no more
than guesses made one by one.
"""

from ipaddress import AddressValueError, IPv6Address

from flask import current_app
from limits import RateLimitItem, parse

from labapp.errors import RateLimited
from labapp.rate_limit import RateLimiter

FAILURES = parse("5/minute")
REGISTRATIONS = parse("20/hour")


def _limiter() -> RateLimiter:
    limiter: RateLimiter = current_app.extensions["rate_limiter"]
    return limiter


def _source(address: str | None) -> str:
    """Return what one client can be told by: an IPv6 client has a whole /64 to itself."""
    try:
        return IPv6Address(address).exploded[:19] if address else "unknown"
    except AddressValueError:
        return address or "unknown"


def _keys(account: str, address: str | None) -> tuple[tuple[str, str], ...]:
    return ("sign-in:account", account), ("sign-in:address", _source(address))


def _refuse(limit: RateLimitItem, verb: str, *keys: tuple[str, str]) -> None:
    limiter = _limiter()
    waits = [getattr(limiter, verb)(limit, *key) for key in keys]
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise RateLimited(retry_after=longest)


def admit(account: str, address: str | None) -> None:
    """Raise RateLimited where the account or the address has had its failures for now; counts nothing."""
    _refuse(FAILURES, "test", *_keys(account, address))


def failed(account: str, address: str | None) -> None:
    """Count a failure. Raises RateLimited where it is one too many to be answered."""
    _refuse(FAILURES, "hit", *_keys(account, address))


def registering(address: str | None) -> None:
    """Count a registration. Raises RateLimited."""
    _refuse(REGISTRATIONS, "hit", ("register:address", _source(address)))
