"""The hash chain of the log: the hash of an entry covers the entry and the previous hash.

Hashes are HMAC-SHA-256 with a key that is kept outside the database. A log that was begun before there were keys has
plain SHA-256 up to the entry ``audit.key_installed``, the first one with a key: its hash covers the number and the
hash of the entry before it, and thereby all of them. A new key begins with such an entry as well.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labapp.clock import iso
from labapp.contract.base import JsonObject
from labapp.contract.facts import FactName
from labapp.events.keys import Key, Keyring, keyring
from labapp.models import EventCounter, EventEntry

GENESIS = "0" * 64


def canonical(entry: JsonObject) -> bytes:
    """Serialize the hashed part of an entry: every column except the hash, sorted, without white space."""
    covered = {k: iso(v) if isinstance(v, datetime) else v for k, v in entry.items() if k != "hash"}
    return json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain_hash(entry: JsonObject, key: Key | None) -> str:
    """Return the hash of the previous hash and the canonical entry, hexadecimal: an HMAC, or SHA-256 without a key."""
    covered = entry["previous_hash"].encode() + canonical(entry)
    return hmac.digest(key.chain, covered, "sha256").hex() if key else hashlib.sha256(covered).hexdigest()


@dataclass(frozen=True, slots=True)
class KeyRange:
    """The entries from ``first`` on, up to the next range, are chained with ``key``, or without any."""

    first: int
    key: Key | None


@dataclass(frozen=True, slots=True)
class ChainVerification:
    """The progress of a verification: up to entry ``seq``, whose hash is ``previous``, of ``last`` entries.

    ``altered`` is the number of the first invalid entry: altered, missing, or surplus. ``current_key`` is true if new
    entries are chained with AUDIT_KEY. ``misplaced`` is the first entry from which on the key cannot be right.
    """

    last: int
    head_hash: str
    ranges: tuple[KeyRange, ...]
    current_key: bool
    misplaced: int | None = None
    seq: int = 0
    previous: str = GENESIS
    altered: int | None = None
    done: bool = False

    @property
    def keyed_from(self) -> int | None:
        """The first entry that is chained with a key."""
        return next((part.first for part in self.ranges if part.key), None)

    def key_of(self, seq: int) -> Key | None:
        """Return the key of an entry."""
        return next((part.key for part in reversed(self.ranges) if part.first <= seq), None)


_COLUMNS = [column.name for column in EventEntry.__table__.columns]
_ENTRIES = select(EventEntry.__table__).order_by(EventEntry.__table__.c.seq)
_INSTALLATIONS = (
    select(EventEntry.seq, EventEntry.after)
    .where(EventEntry.entity_type == "audit", EventEntry.name == FactName.AUDIT_KEY_INSTALLED)
    .order_by(EventEntry.seq)
)


def begin(session: Session, keys: Keyring | None = None) -> ChainVerification:
    """Start a verification of the entries up to the current head. Later commits are not part of it.

    ``keys`` are those of the running app by default. Raises UnknownKey where the log names a key that is not among
    them: its entries can be neither confirmed nor refuted.
    """
    keys = keys or keyring()
    counter = select(EventCounter.value, EventCounter.head_hash, EventCounter.key_id)
    last, head_hash, key_id = session.execute(counter).one()
    found = session.execute(_INSTALLATIONS.where(EventEntry.seq <= last)).all()
    # The entries are not trusted here: with its key, each is verified in turn.
    installed = [(seq, after if isinstance(after, dict) else {}) for seq, after in found]
    ranges = [KeyRange(1, keys.find(installed[0][1].get("previousKey") if installed else key_id))]
    misplaced = None
    for seq, after in installed:
        before, key = ranges[-1].key, keys.find(after.get("key"))
        # Someone with an earlier key must not be able to return to it.
        if misplaced is None and (key is None or (before is not None and key.rank <= before.rank)):
            misplaced = seq
        ranges.append(KeyRange(seq, key))
    newest = ranges[-1].key
    if misplaced is None and key_id != (newest.id if newest else None):
        misplaced = last + 1
    return ChainVerification(last, head_hash, tuple(ranges), last == 0 or newest is keys.current, misplaced)


def step(session: Session, progress: ChainVerification, limit: int = 500) -> ChainVerification:
    """Verify the next ``limit`` entries. Each step can run in its own transaction.

    For a missing entry, and for entries removed from the end, ``altered`` is the first missing number.
    """
    expected, previous = progress.seq + 1, progress.previous
    query = _ENTRIES.where(EventEntry.seq <= progress.last).limit(limit)
    if progress.seq:
        # The first step has no lower bound, so that it finds surplus entries below number 1.
        query = query.where(EventEntry.seq > progress.seq)
    rows = session.execute(query).all()
    for row in rows:
        entry = dict(zip(_COLUMNS, row, strict=True))
        if (
            expected == progress.misplaced
            or (entry["seq"], entry["previous_hash"]) != (expected, previous)
            or chain_hash(entry, progress.key_of(expected)) != entry["hash"]
        ):
            return replace(progress, seq=expected - 1, previous=previous, altered=expected, done=True)
        previous, expected = entry["hash"], expected + 1
    reached = replace(progress, seq=expected - 1, previous=previous)
    if len(rows) == limit:
        return reached
    if (reached.seq, previous) != (progress.last, progress.head_hash) or expected == progress.misplaced:
        return replace(reached, altered=expected, done=True)
    counter = select(EventCounter.value).scalar_subquery()
    uncounted = session.scalar(select(func.min(EventEntry.seq)).where(EventEntry.seq > counter))
    return replace(reached, altered=uncounted, done=True)


def verify(session: Session, keys: Keyring | None = None) -> ChainVerification:
    """Verify the whole chain. Raises UnknownKey, as ``begin`` does."""
    progress = begin(session, keys)
    while not progress.done:
        progress = step(session, progress)
    return progress


def first_altered(session: Session, keys: Keyring | None = None) -> int | None:
    """Verify the whole chain. Return the number of the first invalid entry, None if all are valid."""
    return verify(session, keys).altered
