"""The facts of reading the audit log: that it was exported, and access that was refused."""

from collections.abc import Iterator
from dataclasses import asdict

from flask import current_app
from limits import RateLimitItemPerMinute

from labapp.clock import iso
from labapp.contract.facts import ExportDetails, FactName, RefusalDetails
from labapp.events.log import Fact
from labapp.identity import Identity
from labapp.queries.audit import Filters, export_rows
from labapp.rate_limit import RateLimiter
from labapp.unit_of_work import unit_of_work

# Enough to see an attack, too few to bury the log in one.
_REFUSALS = RateLimitItemPerMinute(5)


def export(filters: Filters, *, by: Identity) -> Iterator[str]:
    """Return the entries as CSV, newest first, in pieces; the export itself is recorded first."""
    moments = {name: value and iso(value) for name, value in (("from_", filters.from_), ("to", filters.to))}
    chosen = ExportDetails.model_validate(asdict(filters) | moments).wire()
    with unit_of_work(by) as work:
        work.record(Fact(FactName.AUDIT_EXPORTED, None, data=chosen, after=chosen))
    return export_rows(filters)


def record_refused(*, method: str, route: str, by: Identity) -> None:
    """Record that ``by`` was refused access; a few times a minute, so that nobody can flood the log."""
    limiter: RateLimiter = current_app.extensions["rate_limiter"]
    if limiter.hit(_REFUSALS, "refused", str(by.user_id)) is None:
        with unit_of_work(by) as work:
            details = RefusalDetails(method=method, route=route).wire()
            work.record(Fact(FactName.ACCESS_REFUSED, by.user_id, data=details, after=details))
