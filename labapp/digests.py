"""Keyed digests: stable identifiers of personal values, for places that must not contain the values."""

import hmac

from labapp.config import current_settings


def keyed_digest(value: str) -> str:
    """Return 32 hexadecimal digits for ``value``, the same on all instances.

    Without SECRET_KEY nobody can find the value, not even by trying all e-mails or addresses.
    """
    # A key of its own, so that no digest is a signature of anything else.
    key = hmac.digest(current_settings().secret_key.encode(), b"labapp.digests", "sha256")
    return hmac.digest(key, value.encode(), "sha256").hex()[:32]
