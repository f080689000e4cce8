"""The hash chain of the log (SHA-256): each entry's hash covers the entry and the hash before it."""

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
    """Serialize what the hash covers: every column but the hash itself, sorted, without white space."""
    covered = {k: iso(v) if isinstance(v, datetime) else v for k, v in entry.items() if k != "hash"}
    return json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain_hash(entry: JsonObject) -> str:
    """Return sha256(previous hash + canonical entry), hexadecimal."""
    return hashlib.sha256(entry["previous_hash"].encode() + canonical(entry)).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainVerification:
    """How far the chain is verified: up to ``seq``, whose hash is ``previous``, of ``last`` entries.

    ``altered`` is the number of the first entry that does not fit: altered, missing, or one too many.
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
    """Start at the first entry and end at the present head; later commits belong to the next verification."""
    return ChainVerification(*session.execute(select(EventCounter.value, EventCounter.head_hash)).one())


def step(session: Session, progress: ChainVerification, limit: int = 500) -> ChainVerification:
    """Verify the next ``limit`` entries, possibly in another transaction than the steps before.

    A missing entry, and entries cut from the end, show as the number that is missing.
    """
    expected, previous = progress.seq + 1, progress.previous
    query = _ENTRIES.where(EventEntry.seq <= progress.last).limit(limit)
    if progress.seq:
        # The first step has no lower bound: an entry below the first is one too many.
        query = query.where(EventEntry.seq > progress.seq)
    rows = session.execute(query).all()
    for row in rows:
        entry = dict(zip(_COLUMNS, row, strict=True))
        if entry["seq"] != expected or entry["previous_hash"] != previous or chain_hash(entry) != entry["hash"]:
            return replace(progress, seq=expected - 1, previous=previous, altered=expected, done=True)
        previous, expected = entry["hash"], expected + 1
    here = replace(progress, seq=expected - 1, previous=previous)
    if len(rows) == limit:
        return here
    if (here.seq, previous) != (progress.last, progress.head_hash):
        return replace(here, altered=expected, done=True)
    counter = select(EventCounter.value).scalar_subquery()
    uncounted = session.scalar(select(func.min(EventEntry.seq)).where(EventEntry.seq > counter))
    return replace(here, altered=uncounted, done=True)


def first_altered(session: Session) -> int | None:
    """Verify the whole chain and return the number of the first entry that does not fit, None if all do."""
    progress = begin(session)
    while not progress.done:
        progress = step(session, progress)
    return progress.altered
