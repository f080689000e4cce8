"""The audit log, for administrators."""

from apiflask import APIBlueprint
from flask import Response, stream_with_context

from labapp import queries, services
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.audit import EntryFilters, EntryQuery, EntryView
from labapp.contract.base import JsonObject, Page

bp = APIBlueprint("audit", __name__, url_prefix="/api/admin", tag="Audit")

_RESPONSES: dict[int | str, JsonObject] = {200: {"description": "The entries.", "content": {"text/csv": {}}}}


def _filters(query: EntryFilters) -> queries.audit.Filters:
    return queries.audit.Filters(**{name: getattr(query, name) for name in EntryFilters.model_fields})


@bp.get("/events")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(EntryQuery, location="query", arg_name="query")
@bp.output(Page[EntryView])
def list_entries(query: EntryQuery) -> Page[EntryView]:
    """Search the audit log, newest first."""
    return Page[EntryView].of(query, queries.audit.find(_filters(query), page=query.page, per_page=query.per_page))


@bp.get("/events.csv")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(EntryFilters, location="query", arg_name="query")
@bp.doc(responses=_RESPONSES)
def export_entries(query: EntryFilters) -> Response:
    """Export the audit log as CSV."""
    rows = services.audit.export(_filters(query), by=acting())
    headers = {"Content-Disposition": "attachment; filename=auditoria.csv"}
    return Response(stream_with_context(rows), headers=headers, content_type="text/csv; charset=utf-8")
