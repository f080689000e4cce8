"""System messages, for administrators."""

from apiflask import APIBlueprint

from labapp import queries, services
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.base import Page, PageQuery
from labapp.contract.messages import MessageView, NewMessage
from labapp.http import Presented

bp = APIBlueprint("messages", __name__, url_prefix="/api/admin/messages", tag="Messages")


@bp.get("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(PageQuery, location="query", arg_name="query")
@bp.output(Page[MessageView])
def list_messages(query: PageQuery) -> Page[MessageView]:
    """List the messages sent, newest first."""
    return Page[MessageView].of(query, queries.messages.find(page=query.page, per_page=query.per_page))


@bp.post("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(NewMessage, arg_name="body")
@bp.output(MessageView, status_code=201)
def send_message(body: NewMessage) -> Presented:
    """Send a message to everybody, or to one role."""
    return services.messages.send(type=body.type, message=body.message, target_role=body.target_role, by=acting())
