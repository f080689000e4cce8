"""Your account: open sessions, inbox, and who has read your results."""

from dataclasses import asdict
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response

from labapp import queries, services
from labapp.api.openapi import EVENT_POSITION
from labapp.auth.guards import PATIENT_ONLY, PATIENT_OR_DOCTOR, acting, bearer
from labapp.contract.accounts import NoFields, OwnSessions
from labapp.contract.base import Page, PageQuery
from labapp.contract.inbox import InboxPage, InboxRead, InboxUnread
from labapp.contract.results import AccessView
from labapp.http.exports import RESPONSES, zip_response
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("own_account", __name__, url_prefix="/api/auth", tag="Authentication")


@bp.get("/sessions")
@bp.auth_required(bearer)
@bp.output(OwnSessions)
def list_sessions() -> OwnSessions:
    """List your open sessions, last used first."""
    return OwnSessions.of(queries.sessions.list_own(by=acting()), current=acting().session_id)


@bp.delete("/sessions/<uuid:session_id>")
@bp.auth_required(bearer)
@bp.output({}, status_code=204)
@bp.doc(responses=[404])
def end_session(session_id: UUID) -> Response:
    """End one of your sessions; its sockets close."""
    services.sessions.revoke_own(str(session_id), by=acting())
    return Response(status=204)


@bp.post("/logout-everywhere")
@bp.auth_required(bearer)
@bp.output({}, status_code=204)
@bp.doc(extensions=optional_body_schema(NoFields))
def logout_everywhere() -> Response:
    """End all your sessions, including this one; their sockets close."""
    optional_body(NoFields)
    services.sessions.sign_out_everywhere(by=acting())
    return Response(status=204)


@bp.get("/me/inbox")
@bp.auth_required(bearer)
@bp.input(PageQuery, location="query", arg_name="query")
@bp.output(InboxPage)
@bp.doc(extensions=EVENT_POSITION)
def list_inbox(query: PageQuery) -> InboxPage:
    """List your inbox, newest first."""
    found = queries.inbox.find(by=acting(), page=query.page, per_page=query.per_page)
    return InboxPage.model_validate(asdict(found) | {"page": query.page, "per_page": query.per_page})


@bp.post("/me/inbox/read")
@bp.auth_required(bearer)
@bp.input(InboxRead, arg_name="body")
@bp.output(InboxUnread)
def read_inbox(body: InboxRead) -> InboxUnread:
    """Mark the inbox as read up to an event; the position never goes back."""
    return InboxUnread(unread=services.inbox.mark_read(up_to=body.up_to, by=acting()))


@bp.get("/me/access-log")
@bp.auth_required(bearer, roles=PATIENT_ONLY)
@bp.input(PageQuery, location="query", arg_name="query")
@bp.output(Page[AccessView])
def list_accesses(query: PageQuery) -> Page[AccessView]:
    """List who else has read your results, newest first."""
    return Page[AccessView].of(query, queries.access_log.find(by=acting(), page=query.page, per_page=query.per_page))


@bp.get("/me/export")
@bp.auth_required(bearer, roles=PATIENT_OR_DOCTOR)
@bp.doc(responses=RESPONSES)
def export_own_data() -> Response:
    """Export your own data as a ZIP file: a JSON document, and the PDF files of your released results."""
    return zip_response(acting().user_id, by=acting())
