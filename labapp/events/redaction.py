"""Redaction: the contents of entries are removed for good, and the chain still verifies (``chain.py``).

The removal is itself a fact, which names the entries. An entry that lost its contents without one is found by the
verification.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, null, select, update
from sqlalchemy.orm import Session

from labapp.clock import now
from labapp.contract.erasure_facts import RedactionDetails
from labapp.contract.facts import FactName
from labapp.eventloop import in_chunks
from labapp.events import turns
from labapp.events.chain import CONTENTS, NEVER_REDACTED, commitment
from labapp.events.log import Fact
from labapp.models import EventAudience, EventCounter, EventEntry

_CHUNK = 200
_TABLE = EventEntry.__table__


def lock(session: Session) -> int:
    """Lock the log until the commit, so that no entry is added meanwhile, and return its last number.

    The caller must hold every other lock that it needs: those who hold one wait for this. Raises Unavailable.
    """
    turns.take(session.connection())
    return session.execute(select(EventCounter.value).with_for_update()).scalar_one()


def redact(session: Session, seqs: Sequence[int], *, user_id: int) -> Iterator[Fact]:
    """Remove the contents of entries for the erasure of an account, and yield the facts that record it.

    The entries are no longer replayed, and are in no inbox. Entries that are redacted already, and those on which the
    verification depends, are left out.
    """
    moment = now()
    for part in in_chunks(seqs, _CHUNK):
        query = select(_TABLE).where(
            _TABLE.c.seq.in_(part), _TABLE.c.redacted_at.is_(None), _TABLE.c.name.not_in(NEVER_REDACTED)
        )
        found = {row.seq: commitment(dict(row._mapping)) for row in session.execute(query.order_by(_TABLE.c.seq))}
        if not found:
            continue
        contents = dict.fromkeys((*CONTENTS, "salt"), null()) | {"redacted_at": moment}
        for change in (
            update(EventEntry).where(EventEntry.seq.in_(found)).values(contents),
            delete(EventAudience).where(EventAudience.seq.in_(found)),
        ):
            session.execute(change.execution_options(synchronize_session=False))
        commitments = {str(seq): digest for seq, digest in found.items() if digest is not None}
        details = RedactionDetails(user=user_id, entries=tuple(found), commitments=commitments)
        yield Fact(FactName.AUDIT_ENTRIES_REDACTED, None, report=False, after=details.wire())
