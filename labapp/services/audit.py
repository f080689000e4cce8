"""Facts about the audit log itself and about access: a new epoch, exports, and refused requests."""

from collections.abc import Iterator
from dataclasses import asdict

from flask import current_app
from limits import RateLimitItemPerMinute

from labapp.clock import iso
from labapp.contract.facts import EpochDetails, ExportDetails, FactName, RefusalDetails
from labapp.events import log
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.queries.audit import Filters, ForPeople, export_rows
from labapp.rate_limit import RateLimiter
from labapp.unit_of_work import unit_of_work

# Enough to show an attack, too few to flood the log.
_REFUSALS = RateLimitItemPerMinute(5)


def export(filters: Filters, *, by: Identity, people: ForPeople | None = None) -> Iterator[str]:
    """Record the export, then return the entries as CSV in chunks, newest first; for programs without ``people``."""
    moments = {name: value and iso(value) for name, value in (("from_", filters.from_), ("to", filters.to))}
    details = ExportDetails.model_validate(asdict(filters) | moments).wire()
    with unit_of_work(by) as work:
        work.record(Fact(FactName.AUDIT_EXPORTED, None, data=details, after=details))
    return export_rows(filters, people=people)


def renew_epoch(*, of: str | None = None) -> str | None:
    """Start a new epoch of the log, which has lost entries, and record it. Clients with older numbers reload.

    With ``of``, return None and do nothing where the log has another epoch. Raises Unavailable.
    """
    with unit_of_work() as work:
        epoch = log.renew_epoch(work.connection, of=of)
        if epoch is not None:
            details = EpochDetails(epoch=epoch).wire()
            work.record(Fact(FactName.AUDIT_EPOCH_RENEWED, None, report=False, after=details))
    return epoch


def record_refused(*, method: str, route: str, by: Identity) -> None:
    """Record a refused request of ``by``, at most five a minute and user, so that nobody can flood the log."""
    limiter: RateLimiter = current_app.extensions["rate_limiter"]
    if limiter.hit(_REFUSALS, "refused", str(by.user_id)) is None:
        with unit_of_work(by) as work:
            details = RefusalDetails(method=method, route=route).wire()
            work.record(Fact(FactName.ACCESS_REFUSED, by.user_id, data=details, after=details))
