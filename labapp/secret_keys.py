"""Secrets of the settings: generated for development, and checked for being guessable in production."""

import math
import os
import secrets
from collections import Counter
from pathlib import Path

MIN_BYTES = 32
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
