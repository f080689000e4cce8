"""The hash chain of the log (SHA-256): the hash of an entry covers the entry and the previous hash."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labapp.clock import iso
from labapp.contract.base import JsonObject
from labapp.models import EventCounter, EventEntry

GENESIS = "0" * 64


def canonical(entry: JsonObject) -> bytes:
    """Serialize the hashed part of an entry: every column except the hash, sorted, without white space."""
    covered = {k: iso(v) if isinstance(v, datetime) else v for k, v in entry.items() if k != "hash"}
    return json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain_hash(entry: JsonObject) -> str:
    """Return sha256(previous hash + canonical entry), hexadecimal."""
    return hashlib.sha256(entry["previous_hash"].encode() + canonical(entry)).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainVerification:
    """The progress of a verification: up to entry ``seq``, whose hash is ``previous``, of ``last`` entries.

    ``altered`` is the number of the first invalid entry: altered, missing, or surplus.
    """

    last: int
    head_hash: str
    seq: int = 0
    previous: str = GENESIS
    altered: int | None = None
    done: bool = False


_COLUMNS = [column.name for column in EventEntry.__table__.columns]
_ENTRIES = select(EventEntry.__table__).order_by(EventEntry.__table__.c.seq)


def begin(session: Session) -> ChainVerification:
    """Start a verification of the entries up to the current head. Later commits are not part of it."""
    return ChainVerification(*session.execute(select(EventCounter.value, EventCounter.head_hash)).one())


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
        if entry["seq"] != expected or entry["previous_hash"] != previous or chain_hash(entry) != entry["hash"]:
            return replace(progress, seq=expected - 1, previous=previous, altered=expected, done=True)
        previous, expected = entry["hash"], expected + 1
    reached = replace(progress, seq=expected - 1, previous=previous)
    if len(rows) == limit:
        return reached
    if (reached.seq, previous) != (progress.last, progress.head_hash):
        return replace(reached, altered=expected, done=True)
    counter = select(EventCounter.value).scalar_subquery()
    uncounted = session.scalar(select(func.min(EventEntry.seq)).where(EventEntry.seq > counter))
    return replace(reached, altered=uncounted, done=True)


def first_altered(session: Session) -> int | None:
    """Verify the whole chain. Return the number of the first invalid entry, None if all are valid."""
    progress = begin(session)
    while not progress.done:
        progress = step(session, progress)
    return progress.altered
