"""Encryption of the secrets of authenticator apps, which the server must be able to read (ASVS V6.5.2 and V11.2)."""

from cryptography.fernet import InvalidToken

from labapp.encryption import cipher_for

_PURPOSE = b"labapp second factors"


def encrypt(secret: str, *, user_id: int, purpose: str) -> str:
    """Return the ciphertext of a secret, bound to an account and a purpose."""
    return cipher_for(_PURPOSE).encrypt(f"{purpose} {user_id} {secret}".encode()).decode()


def decrypt(ciphertext: str, *, user_id: int, purpose: str, max_age: int | None = None) -> str | None:
    """Return the secret, or None if it was encrypted for another account or purpose, or with an unknown key.

    With ``max_age`` it must not be older than these seconds. A ciphertext that was copied from one row to another is of
    no use there.
    """
    try:
        plain = cipher_for(_PURPOSE).decrypt(ciphertext.encode(), ttl=max_age).decode()
    except (InvalidToken, ValueError):
        return None
    prefix = f"{purpose} {user_id} "
    return plain.removeprefix(prefix) if plain.startswith(prefix) else None
