"""The shapes of system messages."""

from typing import Annotated, Literal

from labapp.contract.base import Body, Moment, View, text
from labapp.identity import Role

Kind = Literal["info", "warning", "error", "success"]


class NewMessage(Body):
    """What to say, and to whom; to everybody where no role is named."""

    type: Kind
    message: Annotated[str, text(1, 2000)]
    target_role: Role | None = None


class MessageView(View):
    """A message that was sent."""

    id: int
    type: Kind
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
