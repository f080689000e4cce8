"""The page of the audit log: search, the changes of each entry, export, and verification of the hash chain."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import structlog
from flask import Response, render_template, stream_with_context
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from labapp import queries, services
from labapp.contract.audit import EntryView
from labapp.contract.base import IdFilter, PageQuery, text
from labapp.dashboard import activity, days
from labapp.dashboard.differences import KIND_LABELS, Difference, differences
from labapp.dashboard.gate import acting, admin, check_script
from labapp.dashboard.presenting import notation, page_or_part, query_of
from labapp.events.chain import ChainVerification

_PROGRESS_SECONDS = 0.2
_logger = structlog.get_logger(__name__)


class AuditQuery(PageQuery):
    """Filters of the audit log; ``from`` and ``to`` are days in the time zone of the user, both included."""

    q: Annotated[str, text(1, 100)] | None = None
    user_id: IdFilter | None = None
    entity_type: Annotated[str, text(1, 30)] | None = None
    entity_id: IdFilter | None = None
    name: Annotated[str, text(1, 60)] | None = None
    from_: days.Day | None = Field(default=None, alias="from")
    to: days.Day | None = None

    def filters(self) -> queries.audit.Filters:
        """Return the filters of the query."""
        start, end = days.between(self.from_, self.to)(days.zone())
        return queries.audit.Filters(
            entity_type=self.entity_type,
            entity_id=self.entity_id,
            user_id=self.user_id,
            who=self.q,
            names=(self.name,) if self.name else None,
            from_=start,
            to=end,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return self.filters() != queries.audit.Filters()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its sentence, its origin, its changes, and when its contents were removed, if they were."""

    line: activity.Line
    address: str | None
    differences: list[Difference]
    redacted_at: datetime | None


def entries_of(found: Sequence[EntryView]) -> list[Entry]:
    """Return entries as the pages show them; the times of appointments are those of their locations."""
    subjects = queries.subjects.of_entries(found)
    entries = []
    for one in found:
        subject = activity.subject_of(one, subjects)
        changed = differences(one.before, one.after, zone=subject.timezone if subject else None)
        entries.append(Entry(activity.line(one, subject), one.address, changed, one.redacted_at))
    return entries


def _verbs_by_kind() -> dict[str, list[tuple[str, object]]]:
    """Return the (fact name, verb) pairs of the filter, by kind of record."""
    groups: dict[str, list[tuple[str, object]]] = {kind: [] for kind in activity.KINDS}
    for name, label in activity.VERBS.items():
        groups[name.partition(".")[0]].append((name, label))
    return groups


@admin.get("/audit")
def audit() -> str:
    """Show the log, newest entry first."""
    query = query_of(AuditQuery)
    found, total = queries.audit.find(query.filters(), page=query.page, per_page=query.per_page)
    entries = entries_of(found)
    person = queries.users.names([query.user_id]).get(query.user_id) if query.user_id else None
    return page_or_part(
        "admin/audit/list.html",
        "admin/audit/_entries.html",
        entries=entries,
        total=total,
        query=query,
        person=person,
        kind_labels=KIND_LABELS,
        kinds=activity.KINDS,
        verbs=_verbs_by_kind(),
        verification=queries.audit.last_verification,
    )


@admin.get("/audit.csv")
def audit_csv() -> Response:
    """Export the filtered entries as CSV; the export is recorded."""
    people = queries.audit.ForPeople(days.zone(), notation())
    rows = services.audit.export(query_of(AuditQuery).filters(), by=acting(), people=people)
    headers = {"Content-Disposition": "attachment; filename=auditoria.csv"}
    return Response(stream_with_context(rows), headers=headers, content_type="text/csv; charset=utf-8")


@admin.post("/audit/verification")
def verify_audit() -> Response:
    """Verify the hash chain. The response is streamed; each part replaces the previous one on the page."""
    check_script()
    steps = services.verification.verify(by=acting())
    return Response(stream_with_context(_rendered(steps)), content_type="text/html; charset=utf-8")


def _rendered(steps: Iterator[ChainVerification]) -> Iterator[str]:
    rendered_at = 0.0
    try:
        for progress in steps:
            if not progress.done and time.monotonic() - rendered_at > _PROGRESS_SECONDS:
                rendered_at = time.monotonic()
                yield render_template("admin/audit/_progress.html", progress=progress)
        yield render_template("admin/audit/_verification.html", verification=queries.audit.last_verification())
    except SQLAlchemyError as error:
        _logger.warning("verification_broken_off", error=type(error).__name__)
        yield render_template("admin/audit/_broken_off.html")
