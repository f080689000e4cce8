"""The open sessions of an account, for administrators."""

from uuid import UUID

from apiflask import APIBlueprint
from flask import Response

from labapp import queries, services
from labapp.api.openapi import RECENT_PROOF
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.accounts import AccountSessions

bp = APIBlueprint("admin_sessions", __name__, url_prefix="/api/admin/users/<int:user_id>/sessions", tag="Accounts")


@bp.get("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(AccountSessions)
@bp.doc(responses=[404])
def list_sessions(user_id: int) -> AccountSessions:
    """List the open sessions of an account, last used first."""
    user = services.readings.read(queries.users.get(user_id), by=acting())
    return AccountSessions.of(queries.sessions.list_of(user.id), current=acting().session_id)


@bp.delete("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output({}, status_code=204)
@bp.doc(responses=[404], extensions=RECENT_PROOF)
def end_sessions(user_id: int) -> Response:
    """End all sessions of an account; their sockets close."""
    services.sessions.end_others(user_id, by=acting())
    return Response(status=204)


@bp.delete("/<uuid:session_id>")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output({}, status_code=204)
@bp.doc(responses=[404], extensions=RECENT_PROOF)
def end_session(user_id: int, session_id: UUID) -> Response:
    """End a session of an account; its sockets close."""
    services.sessions.end_others(user_id, by=acting(), session_id=str(session_id))
    return Response(status=204)
