"""Verifying the audit trail of a running system: in chunks, with a checkpoint between them.

Each instance runs one verification at a time and records its result.
"""

from collections.abc import Iterator

from labapp.contract.facts import FactName, VerificationDetails
from labapp.errors import Conflict, ErrorCode
from labapp.eventloop import checkpoint
from labapp.events import chain
from labapp.events.chain import ChainVerification
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.unit_of_work import reading, unit_of_work

# Takes a few milliseconds of hashing.
_CHUNK = 100


class _Running:
    now = False


def verify(*, by: Identity) -> Iterator[ChainVerification]:
    """Start a verification and return an iterator over its progress. The result is recorded before the last step.

    Raises Conflict (``busy``) while this instance runs another one, and UnknownKey where a key of the log is missing.
    Closing the iterator ends the verification.
    """
    if _Running.now:
        raise Conflict("Ya se está verificando la cadena.", code=ErrorCode.BUSY)
    steps = _steps(by)
    # Started here, so that closing the iterator always ends the verification.
    next(steps)
    return steps


def _steps(by: Identity) -> Iterator[ChainVerification]:
    _Running.now = True
    try:
        with reading() as session:
            progress = chain.begin(session)
        yield progress
        while not progress.done:
            yield progress
            checkpoint()
            with reading() as session:
                progress = chain.step(session, progress, _CHUNK)
        found = VerificationDetails(
            entries=progress.last,
            altered=progress.altered,
            keyed_from=progress.keyed_from,
            current_key=progress.current_key,
            redacted=len(progress.redacted),
        ).model_dump(mode="json", by_alias=True)
        with unit_of_work(by) as work:
            work.record(Fact(FactName.AUDIT_VERIFIED, None, data=found, after=found))
        yield progress
    finally:
        _Running.now = False
