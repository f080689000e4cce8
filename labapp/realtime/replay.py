"""What a client that comes back has missed: whether it can be told all of it, and reading it.

Either the whole gap is replayed, in order and under the rights of now, or none of it and the client is
told to reload. Never a silent hole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.events import log
from labapp.models import EventAudience, EventEntry

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Claim:
    """Where a client says it was; ``seq`` is None where what it said makes no sense."""

    epoch: str | None
    seq: int | None
    pid: str | None = None


def claim_of(auth: dict[str, Any]) -> Claim | None:
    """Read ``pid`` and ``offset`` (connection state recovery), or ``lastEventId`` and ``epoch``; None for neither."""
    pid, offset = auth.get("pid"), auth.get("offset")
    if pid is not None:
        if isinstance(pid, str) and len(pid) <= 100 and isinstance(offset, str):
            return Claim(pid.partition(".")[0], _number(offset), pid)
        return Claim(None, None)
    last = auth.get("lastEventId")
    if last is not None:
        epoch = auth.get("epoch")
        return Claim(epoch if isinstance(epoch, str) else None, _number(last))
    return None


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 2**53 else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 16:
        return int(value)
    return None


def may_replay(session: Session, claim: Claim, rooms: Sequence[str], *, days: int, limit: int) -> bool:
    """Whether the whole gap after ``claim`` can be replayed to someone who is in ``rooms``.

    False where the claim is of another epoch, ahead of the log or senseless, where the gap is older than
    ``days`` or reaches into what was pruned, or where more than ``limit`` changes are in it.
    """
    head = log.head(session)
    if claim.seq is None or claim.epoch != head.epoch or not head.pruned_to <= claim.seq <= head.seq:
        return False
    if claim.seq == head.seq:
        return True
    first = session.scalar(select(EventEntry.created_at).where(EventEntry.seq == claim.seq + 1))
    if first is None or first < now() - timedelta(days=days):
        return False
    missed = (
        select(EventAudience.seq)
        .where(EventAudience.room.in_(rooms), EventAudience.seq > claim.seq)
        .distinct()
        .limit(limit + 1)
    )
    return (session.scalar(select(func.count()).select_from(missed.subquery())) or 0) <= limit


def read_gap(
    session: Session, rooms: Sequence[str], *, after: int, upto: int
) -> list[tuple[EventEntry, frozenset[str]]]:
    """Return the next entries in ``(after, upto]`` for ``rooms``, in order, each with the parts it may see.

    At most ``CHUNK`` of them; fewer means that there are no more.
    """
    seqs = (
        select(EventAudience.seq)
        .where(EventAudience.room.in_(rooms), EventAudience.seq > after, EventAudience.seq <= upto)
        .distinct()
        .order_by(EventAudience.seq)
        .limit(CHUNK)
    )
    wanted = list(session.scalars(seqs))
    if not wanted:
        return []
    parts: dict[int, set[str]] = {seq: set() for seq in wanted}
    audience = select(EventAudience.seq, EventAudience.part).where(
        EventAudience.room.in_(rooms), EventAudience.seq.in_(wanted)
    )
    for seq, part in session.execute(audience):
        parts[seq].add(part)
    entries = session.scalars(select(EventEntry).where(EventEntry.seq.in_(wanted)).order_by(EventEntry.seq))
    return [(entry, frozenset(parts[entry.seq])) for entry in entries]
