"""System messages, for administrators."""

from typing import Annotated, Any

from apiflask import APIBlueprint

from labapp.api.schemas import Body, Moment, PageQuery, View, page_of, text
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.identity import Role
from labapp.services import messages

bp = APIBlueprint("messages", __name__, url_prefix="/api/admin/messages", tag="Messages")


class NewMessage(Body):
    """What to say, and to whom; to everybody where no role is named."""

    type: messages.Kind
    message: Annotated[str, text(1, 2000)]
    target_role: Role | None = None


class MessageView(View):
    """A message that was sent."""

    id: int
    type: messages.Kind
    message: str
    target_role: str | None
    user_id: int
    created_at: Moment


class MessagePage(View):
    """One page of messages."""

    items: list[MessageView]
    total: int
    page: int
    per_page: int


@bp.get("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(PageQuery, location="query", arg_name="query")
@bp.output(MessagePage)
def list_messages(query: PageQuery) -> Any:
    """List what was sent, newest first."""
    rows, total = messages.find(page=query.page, per_page=query.per_page)
    return page_of(query, rows, total, MessageView.model_validate)


@bp.post("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(NewMessage, arg_name="body")
@bp.output(MessageView, status_code=201)
def send_message(body: NewMessage) -> Any:
    """Send a message to the screens of everybody, or of one role."""
    return messages.send(type=body.type, message=body.message, target_role=body.target_role, by=acting())
