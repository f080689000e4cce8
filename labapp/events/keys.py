"""The keys of the hash chain. They are settings, so that control of the database is not enough to rewrite the log."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from labapp.config import current_settings
from labapp.errors import Unavailable
from labapp.locale import N_


class UnknownKey(Unavailable):
    """The log names a key that is neither AUDIT_KEY nor in AUDIT_KEY_PREVIOUS (503)."""

    detail = N_("Falta la clave con la que está encadenada la auditoría.")

    def __init__(self, key_id: object) -> None:
        super().__init__()
        self.key_id = str(key_id)


@dataclass(frozen=True, slots=True)
class Key:
    """The keys that are derived from one secret, and its public identifier. ``rank`` grows with each rotation."""

    id: str
    rank: int
    chain: bytes = field(repr=False)
    anchor: bytes = field(repr=False)


def _derive(secret: str, rank: int) -> Key:
    def derived(purpose: bytes) -> bytes:
        return hmac.digest(secret.encode(), b"lab audit " + purpose, hashlib.sha256)

    return Key(derived(b"id").hex()[:16], rank, derived(b"chain"), derived(b"anchor"))


class Keyring:
    """The key of new entries, ``current``, and the earlier ones, given newest first."""

    def __init__(self, current: str, previous: Sequence[str] = ()) -> None:
        self.current = _derive(current, len(previous))
        earlier = (_derive(secret, rank) for rank, secret in enumerate(reversed(previous)))
        self._keys = {key.id: key for key in (*earlier, self.current)}

    @property
    def all(self) -> tuple[Key, ...]:
        """All keys, oldest first."""
        return tuple(self._keys.values())

    def find(self, key_id: object) -> Key | None:
        """Return a key by its identifier; None stands for no key. Raises UnknownKey."""
        if key_id is None:
            return None
        if not isinstance(key_id, str) or key_id not in self._keys:
            raise UnknownKey(key_id)
        return self._keys[key_id]


# Every commit needs the keys, which are derived once.
_derived = cache(Keyring)


def keyring() -> Keyring:
    """Return the keys of the settings of the running app."""
    settings = current_settings()
    return _derived(settings.audit_key, settings.audit_key_previous)
