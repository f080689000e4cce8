"""Argon2id in gevent's thread pool: a hash takes about 30 ms of CPU, which would block the event loop."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from labapp.eventloop import in_thread

# OWASP's second Argon2id profile: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_decoy = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return the encoded Argon2id hash. The event loop runs meanwhile."""
    return in_thread(_hasher.hash, password)


def _verify(encoded: str, password: str) -> bool:
    try:
        return bool(_hasher.verify(encoded, password))
    except (VerificationError, InvalidHashError):
        return False


def verify_password(encoded: str | None, password: str) -> bool:
    """Return whether ``password`` matches the hash.

    A missing account (``None``) takes the same time, so that response times do not reveal which accounts exist.
    """
    return in_thread(_verify, encoded or _decoy, password) and encoded is not None
