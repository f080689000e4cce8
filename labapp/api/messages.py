"""System messages, for administrators."""

from typing import Any

from apiflask import APIBlueprint

from labapp import queries, services
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.base import PageQuery, page_of
from labapp.contract.messages import MessagePage, MessageView, NewMessage

bp = APIBlueprint("messages", __name__, url_prefix="/api/admin/messages", tag="Messages")


@bp.get("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(PageQuery, location="query", arg_name="query")
@bp.output(MessagePage)
def list_messages(query: PageQuery) -> Any:
    """List what was sent, newest first."""
    rows, total = queries.messages.find(page=query.page, per_page=query.per_page)
    return page_of(query, rows, total, MessageView.model_validate)


@bp.post("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(NewMessage, arg_name="body")
@bp.output(MessageView, status_code=201)
def send_message(body: NewMessage) -> Any:
    """Send a message to the screens of everybody, or of one role."""
    return services.messages.send(type=body.type, message=body.message, target_role=body.target_role, by=acting())
