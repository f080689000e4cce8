"""The audit trail's verification while the system serves: in slices, between which everybody else has a turn.

One at a time in each instance; what it found is itself on record.
"""

from collections.abc import Iterator

from labapp.contract.facts import FactName, VerificationDetails
from labapp.errors import Conflict
from labapp.eventloop import checkpoint
from labapp.events import log
from labapp.events.log import Fact, Walk
from labapp.identity import Identity
from labapp.unit_of_work import reading, unit_of_work

# Some milliseconds of hashing.
_SLICE = 100


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
            checkpoint()
            with reading() as session:
                walk = log.step(session, walk, _SLICE)
        found = VerificationDetails(entries=walk.last, altered=walk.altered).model_dump(mode="json", by_alias=True)
        with unit_of_work(by) as work:
            work.record(Fact(FactName.AUDIT_VERIFIED, None, data=found, after=found))
        yield walk
    finally:
        _Turn.taken = False
