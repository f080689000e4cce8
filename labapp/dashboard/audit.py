"""The audit log's page: searching it, what each entry changed, its export, and the verification of its chain."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from flask import Response, render_template, stream_with_context
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from labapp import queries, services
from labapp.contract.base import IdFilter, PageQuery, text
from labapp.dashboard import activity, days
from labapp.dashboard.differences import WORDS, Difference, differences
from labapp.dashboard.gate import acting, admin, check_script
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.events.chain import ChainVerification

_PROGRESS_SECONDS = 0.2
_logger = structlog.get_logger(__name__)


class AuditQuery(PageQuery):
    """Which entries: of a kind of record or one record, by whom, of a deed, from and to a day of the reader's."""

    q: Annotated[str, text(1, 100)] | None = None
    user_id: IdFilter | None = None
    entity_type: Annotated[str, text(1, 30)] | None = None
    entity_id: IdFilter | None = None
    name: Annotated[str, text(1, 60)] | None = None
    from_: days.Day | None = Field(default=None, alias="from")
    to: days.Day | None = None

    def filters(self) -> queries.audit.Filters:
        """Return the filters as the service takes them."""
        return queries.audit.Filters(
            entity_type=self.entity_type,
            entity_id=self.entity_id,
            user_id=self.user_id,
            who=self.q,
            names=(self.name,) if self.name else None,
            from_=days.bounds(self.from_)[0] if self.from_ else None,
            to=days.bounds(self.to)[1] if self.to else None,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.filters() != queries.audit.Filters()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its sentence, where it came from, and what it changed."""

    line: activity.Line
    address: str | None
    differences: list[Difference]


def _deeds() -> dict[str, list[tuple[str, Any]]]:
    """Return the deeds that can be chosen, by kind of record."""
    groups: dict[str, list[tuple[str, Any]]] = {kind: [] for kind in activity.KINDS}
    for name, label in activity.DEEDS.items():
        groups[name.partition(".")[0]].append((name, label))
    return groups


@admin.get("/audit")
def audit() -> str:
    """Show the log, newest first."""
    query = query_of(AuditQuery)
    found, total = queries.audit.find(query.filters(), page=query.page, per_page=query.per_page)
    shown = [Entry(activity.line(entry), entry.address, differences(entry.before, entry.after)) for entry in found]
    person = queries.users.names([query.user_id]).get(query.user_id) if query.user_id else None
    return page_or_part(
        "admin/audit/list.html",
        "admin/audit/_entries.html",
        entries=shown,
        total=total,
        query=query,
        person=person,
        words=WORDS,
        kinds=activity.KINDS,
        deeds=_deeds(),
        found=queries.audit.last_verification,
    )


@admin.get("/audit.csv")
def audit_csv() -> Response:
    """Download the entries that the page shows; that, too, is recorded."""
    rows = services.audit.export(query_of(AuditQuery).filters(), by=acting())
    headers = {"Content-Disposition": "attachment; filename=auditoria.csv"}
    return Response(stream_with_context(rows), headers=headers, content_type="text/csv; charset=utf-8")


@admin.post("/audit/verification")
def verify_audit() -> Response:
    """Verify the chain; the answer comes in pieces, each of which takes the place of the one before."""
    check_script()
    steps = services.verification.verify(by=acting())
    return Response(stream_with_context(_told(steps)), content_type="text/html; charset=utf-8")


def _told(steps: Iterator[ChainVerification]) -> Iterator[str]:
    told = 0.0
    try:
        for progress in steps:
            if not progress.done and time.monotonic() - told > _PROGRESS_SECONDS:
                told = time.monotonic()
                yield render_template("admin/audit/_progress.html", progress=progress)
        yield render_template("admin/audit/_verification.html", found=queries.audit.last_verification())
    except SQLAlchemyError as error:
        _logger.warning("verification_broken_off", error=type(error).__name__)
        yield render_template("admin/audit/_broken_off.html")
