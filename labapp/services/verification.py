"""The audit trail's verification while the system serves: in slices, between which everybody else has a turn.

One at a time in each instance; what it found is itself on record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from labapp.errors import Conflict
from labapp.events import log
from labapp.events.log import Fact, Walk
from labapp.identity import Identity
from labapp.models import EventEntry, User
from labapp.transport.turns import give_way
from labapp.unit_of_work import reading, unit_of_work

# Some milliseconds of hashing.
_SLICE = 100
_FACT = "audit.verified"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: ``altered`` is the first entry that does not fit, None where all do."""

    entries: int
    altered: int | None
    when: datetime
    who: str | None


class _Turn:
    taken = False


def verify(*, by: Identity) -> Iterator[Walk]:
    """Return the steps of a verification by ``by``, each as far as it came; the last one is done, and recorded.

    Raises Conflict (``busy``) while another one runs here. Closing the iterator ends it.
    """
    if _Turn.taken:
        raise Conflict("Ya se está verificando la cadena.", code="busy")
    steps = _steps(by)
    # Begun at once, so that the turn is given back however the steps end.
    next(steps)
    return steps


def _steps(by: Identity) -> Iterator[Walk]:
    _Turn.taken = True
    try:
        with reading() as session:
            walk = log.begin_walk(session)
        yield walk
        while not walk.done:
            yield walk
            give_way()
            with reading() as session:
                walk = log.step(session, walk, _SLICE)
        found = {"entries": walk.last, "altered": walk.altered}
        with unit_of_work(by) as work:
            work.record(Fact(_FACT, "audit", None, "verified", data=found, after=found))
        yield walk
    finally:
        _Turn.taken = False


def last() -> Verified | None:
    """Return what the last verification found, None before the first."""
    query = (
        select(EventEntry, User.name)
        .outerjoin(User, User.id == EventEntry.user_id)
        .where(EventEntry.entity_type == "audit", EventEntry.name == _FACT)
        .order_by(EventEntry.seq.desc())
        .limit(1)
    )
    with reading() as session:
        row = session.execute(query).first()
    if row is None:
        return None
    entry, name = row
    found = entry.after or {}
    return Verified(found.get("entries", 0), found.get("altered"), entry.created_at, name)
