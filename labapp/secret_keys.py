"""Secrets of the settings: generated for development, and checked for being guessable in production."""

import math
import os
import secrets
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

MIN_BYTES = 32
_TOO_SHORT = "must have at least 32 characters"
Keys = TypeVar("Keys", bound=str | tuple[str, ...])
# 32 random hexadecimal digits have about 110 bits by this measure, ordinary sentences of that length as many: it only
# finds values that repeat a few characters.
_MIN_BITS = 64
_PLACEHOLDERS = (
    *("changeme", "change-me", "change_me", "change me", "replace", "placeholder", "example", "insecure"),
    *("password", "secret-key", "secret_key", "secretkey", "supersecret", "your-secret", "your_secret", "notsecret"),
    *("01234567", "12345678", "abcdefgh", "qwertyui"),
)


def generated(name: str, directory: Path) -> str:
    """Return the secret kept in ``directory``, and generate it first if there is none."""
    kept = directory / name.lower()
    if not kept.exists():
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_EXCL: two processes that start together agree on the secret of the first.
        try:
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return kept.read_text().strip()


def weakness(secret: str) -> str | None:
    """Return why ``secret`` can be guessed, or None. A secret from a random generator is never refused in practice."""
    if secret in (secret + secret)[1:-1]:
        return "repeats itself"
    if any(word in secret.lower() for word in _PLACEHOLDERS):
        return "contains a well-known placeholder"
    shares = [count / len(secret) for count in Counter(secret).values()]
    if len(secret) * -sum(share * math.log2(share) for share in shares) < _MIN_BITS:
        return "has too few different characters"
    return None


# The checks take the settings ``above``. Each returns the value, or raises ValueError with the reason for a refusal.


def checked(value: str, above: Mapping[str, Any]) -> str:
    """Check a secret: it is long enough, and in production random and not the same as ``SECRET_KEY``."""
    if not value:
        raise ValueError("must be set in production (32 characters or more)")
    if len(value.encode()) < MIN_BYTES:
        raise ValueError(_TOO_SHORT)
    if above.get("env") == "production":
        if value == above.get("secret_key"):
            raise ValueError("must not be the same as SECRET_KEY")
        if reason := weakness(value):
            raise ValueError(f"{reason}; generate it, for example with `openssl rand -hex 32`")
    return value


def checked_audit_key(value: Keys, above: Mapping[str, Any]) -> Keys:
    """Check a key of the audit trail, or its earlier ones: none of them is another secret as well."""
    keys = (value,) if isinstance(value, str) else value
    for name in ("secret_key", "jwt_secret_key", "metrics_token", "audit_key"):
        if above.get(name) in keys:
            raise ValueError(f"must differ from {name.upper()}")
    if any(len(key.encode()) < MIN_BYTES for key in keys):
        raise ValueError(_TOO_SHORT)
    return value


def checked_previous(values: tuple[str, ...], above: Mapping[str, Any]) -> tuple[str, ...]:
    """Check the earlier values of ``SECRET_KEY``."""
    if above.get("secret_key") in values:
        raise ValueError("must differ from SECRET_KEY")
    if any(len(value.encode()) < MIN_BYTES for value in values):
        raise ValueError(_TOO_SHORT)
    return values
