"""The audit log, for administrators."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, stream_with_context
from pydantic import Field

from labapp.api.schemas import Body, GivenMoment, IdFilter, PageQuery, View, text
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.services import audit

bp = APIBlueprint("audit", __name__, url_prefix="/api/admin", tag="Audit")

_ANSWER: Any = {200: {"description": "The entries.", "content": {"text/csv": {}}}}


class EntryFilters(Body):
    """Which entries: after a number, of an entity, by a user, from (inclusive) and to (exclusive) a moment."""

    after_id: int | None = Field(default=None, ge=0, le=2**31 - 1)
    entity_type: Annotated[str, text(1, 30)] | None = None
    entity_id: IdFilter | None = None
    user_id: IdFilter | None = None
    from_: GivenMoment | None = Field(default=None, alias="from")
    to: GivenMoment | None = None

    def filters(self) -> audit.Filters:
        """Return the filters as the search takes them."""
        return audit.Filters(**{name: getattr(self, name) for name in EntryFilters.model_fields})


class EntryQuery(PageQuery, EntryFilters):
    """The filters, and which page."""


class EntryView(View):
    """One entry: what happened to which record, by whom, from where, and what changed."""

    id: int
    name: str
    event: str | None
    entity_type: str
    entity_id: int | None
    action: str
    user_id: int | None
    user_name: str | None
    address: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    data: dict[str, Any] | None
    created_at: str


class EntryPage(View):
    """One page of entries."""

    items: list[EntryView]
    total: int
    page: int
    per_page: int


@bp.get("/events")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(EntryQuery, location="query", arg_name="query")
@bp.output(EntryPage)
def list_entries(query: EntryQuery) -> Any:
    """Search the log, newest first."""
    items, total = audit.find(query.filters(), page=query.page, per_page=query.per_page)
    return {"items": items, "total": total, "page": query.page, "perPage": query.per_page}


@bp.get("/events.csv")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(EntryFilters, location="query", arg_name="query")
@bp.doc(responses=_ANSWER)
def export_entries(query: EntryFilters) -> Response:
    """Export the log as CSV."""
    rows = audit.export(query.filters(), by=acting())
    headers = {"Content-Disposition": "attachment; filename=auditoria.csv", "Cache-Control": "no-store"}
    return Response(stream_with_context(rows), headers=headers, content_type="text/csv; charset=utf-8")
