"""Facts about access: exports of the audit log, and refused requests."""

from collections.abc import Iterator
from dataclasses import asdict

from flask import current_app
from limits import RateLimitItemPerMinute

from labapp.clock import iso
from labapp.contract.facts import ExportDetails, FactName, RefusalDetails
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


def record_refused(*, method: str, route: str, by: Identity) -> None:
    """Record a refused request of ``by``, at most five a minute and user, so that nobody can flood the log."""
    limiter: RateLimiter = current_app.extensions["rate_limiter"]
    if limiter.hit(_REFUSALS, "refused", str(by.user_id)) is None:
        with unit_of_work(by) as work:
            details = RefusalDetails(method=method, route=route).wire()
            work.record(Fact(FactName.ACCESS_REFUSED, by.user_id, data=details, after=details))
