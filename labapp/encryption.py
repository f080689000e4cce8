"""Encryption of columns that the server must be able to read, so that a copy of the database does not contain them.

The keys are derived from SECRET_KEY, one for each purpose (HKDF, RFC 5869). After a change of SECRET_KEY, the values of
SECRET_KEY_PREVIOUS decrypt what was encrypted before.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from labapp.config import current_settings


@lru_cache(maxsize=16)
def _cipher(keys: tuple[str, ...], purpose: bytes) -> MultiFernet:
    derived = (HKDF(SHA256(), 32, salt=None, info=purpose).derive(key.encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def cipher_for(purpose: bytes) -> MultiFernet:
    """Return the cipher of a purpose, whose ciphertexts are of no use for another one."""
    settings = current_settings()
    return _cipher((settings.secret_key, *settings.secret_key_previous), purpose)
