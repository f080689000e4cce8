"""The mark of a known device: a signed cookie of a browser that has signed in to an account before.

The throttle counts the failures of a known device by themselves, so that an attack on an account does not keep its
owner out. A mark grants nothing else. It contains a random identifier and keyed hashes, and no personal data.
"""

import secrets
from datetime import timedelta

from flask import Response, current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from labapp.auth.cookies import DEVICE
from labapp.digests import keyed_digest

_LIFETIME = timedelta(days=365)
# A device that several people share, such as the one at the reception.
_MAX_ACCOUNTS = 10


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="lab_device")


def _read(mark: str | None) -> tuple[str, list[str]] | None:
    """Return the identifier of the device and the hashes of its accounts, last used first; None for no valid mark."""
    try:
        device, accounts = _serializer().loads(mark or "", max_age=int(_LIFETIME.total_seconds()))
    except (BadData, TypeError, ValueError):
        return None
    return str(device), list(accounts)


def mark_of_request() -> str | None:
    """Return the mark that the browser sent, unverified, or None."""
    return DEVICE.read()


def known_device(mark: str | None, account: str) -> str | None:
    """Return the identifier of the device if it has signed in to ``account`` before, otherwise None."""
    found = _read(mark)
    return found[0] if found and keyed_digest(account) in found[1] else None


def set_mark(response: Response, *, account: str) -> None:
    """Mark the browser of this request as known to ``account``, for the app and the dashboard."""
    device, accounts = _read(mark_of_request()) or (secrets.token_urlsafe(16), [])
    account_hash = keyed_digest(account)
    accounts = [account_hash, *(each for each in accounts if each != account_hash)][:_MAX_ACCOUNTS]
    DEVICE.set(response, _serializer().dumps([device, accounts]), max_age=_LIFETIME)
