"""The hash chain of the log: the hash of an entry covers the entry and the previous hash.

The hash does not cover the contents of an entry themselves, but a salted digest of them, so that the contents can be
removed (``redaction.py``). A redacted entry keeps the digest and the hash, and loses the contents and the salt, without
which nobody can find the contents by trying. It is valid only if an entry ``audit.entries_redacted`` names it. Entries
of earlier versions have no digest, and their hash covers the contents: for them, that entry also commits to what they
keep.

Hashes are HMAC-SHA-256 with a key that is kept outside the database. A log that was begun before there were keys has
plain SHA-256 up to the entry ``audit.key_installed``, the first one with a key: its hash covers the number and the
hash of the entry before it, and thereby all of them. A new key begins with such an entry as well.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter

from pydantic import ValidationError
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from labapp.clock import iso
from labapp.contract.base import JsonObject
from labapp.contract.erasure_facts import RedactionDetails
from labapp.contract.facts import FactName
from labapp.events.keys import Key, Keyring, keyring
from labapp.models import EventCounter, EventEntry

GENESIS = "0" * 64


# The contents of an entry, which a redaction removes, and what every entry keeps.
CONTENTS = ("payload", "report", "before", "after", "address")
_KEPT = ("seq", "name", "event", "entity_type", "entity_id", "action", "user_id", "created_at", "previous_hash")
# The verification depends on the contents of these.
NEVER_REDACTED = (FactName.AUDIT_KEY_INSTALLED, FactName.AUDIT_ENTRIES_REDACTED)
_contents_of = itemgetter(*CONTENTS)
_hashed_of = itemgetter(*_KEPT, "content_hash")
# Built once: ``json.dumps`` with options builds an encoder for each call.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=iso).encode
_encode_object = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=iso).encode


def new_salt() -> str:
    """Return a random salt for the digest of the contents of one entry."""
    return os.urandom(16).hex()


def content_hash(entry: JsonObject) -> str:
    """Return the digest of the salt and the contents of an entry, hexadecimal."""
    # Arrays, which take less time than objects: every commit does this.
    return hashlib.sha256((entry["salt"] + _encode(_contents_of(entry))).encode()).hexdigest()


def chain_hash(entry: JsonObject, key: Key | None) -> str:
    """Return the hash of the canonical entry and the previous hash, hexadecimal: an HMAC, or SHA-256 without a key."""
    if entry["content_hash"] is not None:
        covered = _encode(_hashed_of(entry)).encode()
    else:
        # As versions before the digests of contents wrote it.
        columns = {name: entry[name] for name in (*_KEPT, *CONTENTS)}
        covered = entry["previous_hash"].encode() + _encode_object(columns).encode()
    return hmac.digest(key.chain, covered, "sha256").hex() if key else hashlib.sha256(covered).hexdigest()


def commitment(entry: JsonObject) -> str | None:
    """Return a digest of what a redaction leaves of an entry without a digest of its contents, otherwise None."""
    if entry["content_hash"] is not None:
        return None
    return hashlib.sha256(_encode([entry[name] for name in (*_KEPT, "hash")]).encode()).hexdigest()


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
    ``redactions`` are the recorded ones with their commitments, and ``redacted`` the redacted entries up to ``seq``.
    With ``is_unrecorded``, the first invalid entry is a redacted one without a record. ``lost_change`` is a missing
    entry with which the key changed.
    """

    last: int
    head_hash: str
    ranges: tuple[KeyRange, ...]
    current_key: bool
    keys: Keyring = field(repr=False)
    redactions: Mapping[int, str | None] = field(repr=False)
    misplaced: int | None = None
    redacted: tuple[int, ...] = ()
    is_unrecorded: bool = False
    lost_change: int | None = None
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


def _facts(name: FactName, upto: int) -> Select[int, JsonObject | None]:
    return (
        select(EventEntry.seq, EventEntry.after)
        .where(EventEntry.entity_type == "audit", EventEntry.name == name, EventEntry.seq <= upto)
        .order_by(EventEntry.seq)
    )


def _redactions(session: Session, upto: int) -> Mapping[int, str | None]:
    """Return the entries whose redaction is recorded, with the commitment of each, if it needs one.

    The records are not trusted here: the walk verifies each in turn.
    """
    found: dict[int, str | None] = {}
    for _, after in session.execute(_facts(FactName.AUDIT_ENTRIES_REDACTED, upto)):
        try:
            details = RedactionDetails.model_validate(after)
        except ValidationError:
            continue
        found |= {seq: details.commitments.get(str(seq)) for seq in details.entries}
    return found


def _first_gap(session: Session, last: int) -> int | None:
    """Return the first missing number up to ``last`` that follows an entry."""
    entry, following = EventEntry.__table__, EventEntry.__table__.alias()
    query = select(func.min(entry.c.seq) + 1).outerjoin_from(entry, following, following.c.seq == entry.c.seq + 1)
    return session.scalar(query.where(following.c.seq.is_(None), entry.c.seq < last))


def _keys_of(session: Session, seq: int, keys: Keyring) -> list[Key | None]:
    """Return the key that an entry has been chained with by its hash, which may be none; empty for no such entry."""
    row = session.execute(_ENTRIES.where(EventEntry.seq == seq)).one_or_none()
    entry = dict(zip(_COLUMNS, row, strict=True)) if row else None
    return [key for key in (None, *keys.all) if entry and chain_hash(entry, key) == entry["hash"]]


def _find_lost_change(
    session: Session, ranges: list[KeyRange], last: int, key_id: str | None, keys: Keyring
) -> int | None:
    """Return the number of a missing entry with which the key changed: those on its two sides have different keys.

    ``ranges`` are corrected by it, so that the entries before the missing one are not refuted for its sake. The missing
    one itself always is.
    """
    gap = _first_gap(session, last)
    if gap is None:
        return None
    before = _keys_of(session, gap - 1, keys)
    after = _keys_of(session, gap + 1, keys) if gap < last else [key for key in keys.all if key.id == key_id]
    if not before or not after or before == after:
        return None
    kept = [part for part in ranges if part.first < gap]
    ranges[:] = [*kept[:-1], KeyRange(kept[-1].first, before[0]), KeyRange(gap, after[0]), *ranges[len(kept) :]]
    return gap


def begin(session: Session, keys: Keyring | None = None) -> ChainVerification:
    """Start a verification of the entries up to the current head. Later commits are not part of it.

    ``keys`` are those of the running app by default. Raises UnknownKey where the log names a key that is not among
    them: its entries can be neither confirmed nor refuted.
    """
    keys = keys or keyring()
    counter = select(EventCounter.value, EventCounter.head_hash, EventCounter.key_id)
    last, head_hash, key_id = session.execute(counter).one()
    found = session.execute(_facts(FactName.AUDIT_KEY_INSTALLED, last)).all()
    # The entries are not trusted here: with its key, each is verified in turn.
    installed = [(seq, after if isinstance(after, dict) else {}) for seq, after in found]
    ranges = [KeyRange(1, keys.find(installed[0][1].get("previousKey") if installed else key_id))]
    misplaced = None
    is_broken = last > 0 and ranges[0].key not in _keys_of(session, 1, keys)
    for seq, after in installed:
        before, key = ranges[-1].key, keys.find(after.get("key"))
        is_broken = is_broken or after.get("previousKey") != (before.id if before else None)
        # Someone with an earlier key must not be able to return to it.
        if misplaced is None and (key is None or (before is not None and key.rank <= before.rank)):
            misplaced = seq
        ranges.append(KeyRange(seq, key))
    newest = ranges[-1].key
    if misplaced is None and key_id != (newest.id if newest else None):
        misplaced, is_broken = last + 1, True
    is_current = last == 0 or newest is keys.current
    lost_change = _find_lost_change(session, ranges, last, key_id, keys) if is_broken else None
    redactions = _redactions(session, last)
    return ChainVerification(
        last, head_hash, tuple(ranges), is_current, keys, redactions, misplaced, lost_change=lost_change
    )


def _is_valid(entry: JsonObject, progress: ChainVerification, key: Key | None) -> bool:
    """Whether an entry has its hash, and its contents, unless their redaction is recorded."""
    is_hashed = entry["content_hash"] is not None
    if entry["redacted_at"] is None:
        if entry["seq"] in progress.redactions or (is_hashed and not _has_contents(entry)):
            return False
        return chain_hash(entry, key) == str(entry["hash"])
    if entry["name"] in NEVER_REDACTED or any(entry[name] is not None for name in (*CONTENTS, "salt")):
        return False
    if is_hashed:
        return chain_hash(entry, key) == str(entry["hash"])
    return commitment(entry) == progress.redactions[entry["seq"]]


def _has_contents(entry: JsonObject) -> bool:
    return entry["salt"] is not None and content_hash(entry) == str(entry["content_hash"])


def _at(progress: ChainVerification, seq: int, previous: str, redacted: tuple[int, ...]) -> ChainVerification:
    return replace(progress, seq=seq, previous=previous, redacted=redacted)


def step(session: Session, progress: ChainVerification, limit: int = 500) -> ChainVerification:
    """Verify the next ``limit`` entries. Each step can run in its own transaction.

    For a missing entry, and for entries removed from the end, ``altered`` is the first missing number.
    """
    expected, previous, redacted = progress.seq + 1, progress.previous, list[int]()
    query = _ENTRIES.where(EventEntry.seq <= progress.last).limit(limit)
    if progress.seq:
        # The first step has no lower bound, so that it finds surplus entries below number 1.
        query = query.where(EventEntry.seq > progress.seq)
    rows = session.execute(query).all()
    for row in rows:
        entry = dict(zip(_COLUMNS, row, strict=True))
        is_unrecorded = entry["redacted_at"] is not None and entry["seq"] not in progress.redactions
        if is_unrecorded and entry["seq"] in (newer := begin(session, progress.keys)).redactions:
            # It was redacted since the verification began, which then goes on up to the record of it.
            return _at(newer, expected - 1, previous, (*progress.redacted, *redacted))
        if (
            expected == progress.misplaced
            or (entry["seq"], entry["previous_hash"]) != (expected, previous)
            or is_unrecorded
            or not _is_valid(entry, progress, progress.key_of(expected))
        ):
            reached = _at(progress, expected - 1, previous, (*progress.redacted, *redacted))
            return replace(reached, altered=expected, is_unrecorded=is_unrecorded, done=True)
        if entry["redacted_at"] is not None:
            redacted.append(expected)
        previous, expected = entry["hash"], expected + 1
    reached = _at(progress, expected - 1, previous, (*progress.redacted, *redacted))
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
