"""Encryption of the secrets of authenticator apps, which the server must be able to read.

They are encrypted with a key that is derived from SECRET_KEY (HKDF, RFC 5869), so that a copy of the database does not
contain them (ASVS V6.5.2 and V11.2). After a change of SECRET_KEY, the values of SECRET_KEY_PREVIOUS decrypt the older
ones.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from labapp.config import current_settings


@lru_cache(maxsize=8)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    derived = (HKDF(SHA256(), 32, salt=None, info=b"labapp second factors").derive(key.encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def _current_cipher() -> MultiFernet:
    settings = current_settings()
    return _cipher((settings.secret_key, *settings.secret_key_previous))


def encrypt(secret: str, *, user_id: int, purpose: str) -> str:
    """Return the ciphertext of a secret, bound to an account and a purpose."""
    return _current_cipher().encrypt(f"{purpose} {user_id} {secret}".encode()).decode()


def decrypt(ciphertext: str, *, user_id: int, purpose: str, max_age: int | None = None) -> str | None:
    """Return the secret, or None if it was encrypted for another account or purpose, or with an unknown key.

    With ``max_age`` it must not be older than these seconds. A ciphertext that was copied from one row to another is of
    no use there.
    """
    try:
        plain = _current_cipher().decrypt(ciphertext.encode(), ttl=max_age).decode()
    except (InvalidToken, ValueError):
        return None
    prefix = f"{purpose} {user_id} "
    return plain.removeprefix(prefix) if plain.startswith(prefix) else None
