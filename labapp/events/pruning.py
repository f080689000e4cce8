"""Pruning: entries that are too old to be replayed lose their audience, and stay as the audit trail."""

from datetime import datetime

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from labapp.models import EventAudience, EventCounter, EventEntry


def prune(session: Session, before: datetime, *, limit: int = 5_000) -> int:
    """Delete the audience of entries older than ``before``, which ends their replay. Return the number of deleted rows.

    The entries themselves stay: they are the audit trail and part of the hash chain. A call covers about ``limit``
    entries, so that the transaction is short. Repeat it in new transactions until it returns 0.
    """
    done, value = session.execute(select(EventCounter.pruned_to, EventCounter.value)).one()
    # By number, not by time: the clocks of instances can differ, and the remaining numbers must have no gap.
    later = select(func.min(EventEntry.seq)).where(EventEntry.seq > done, EventEntry.created_at >= before)
    first_kept = session.scalar(later)
    last = value if first_kept is None else first_kept - 1
    removed = 0
    while removed == 0 and done < last:
        done = min(last, done + limit)
        removed = _delete_audience(session, done)
    advance = update(EventCounter).where(EventCounter.pruned_to < done).values(pruned_to=done)
    session.execute(advance.execution_options(synchronize_session=False))
    return removed


def _delete_audience(session: Session, upto: int) -> int:
    statement = delete(EventAudience).where(EventAudience.seq <= upto).execution_options(synchronize_session=False)
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
