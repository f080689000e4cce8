"""Bodies and answers of what one sees of one's own account: the inbox, and who has looked at one's results."""

from typing import Annotated, Any, Literal

from pydantic import Field

from labapp.contract.base import Body, Id, View


class NoticeView(View):
    """An event that was addressed to the account, as it went out; its payload is that of the events contract."""

    event_id: int
    event: Literal["appointment:update", "result:update", "user:update", "system:message"]
    payload: dict[str, Any]
    read: bool


class InboxPage(View):
    """One page of the inbox; ``total`` and ``unread`` count all of it."""

    items: list[NoticeView]
    total: int
    unread: int
    page: int
    per_page: int


class InboxRead(Body):
    """The last event that was read, of those that the inbox showed."""

    up_to: Id


class InboxUnread(View):
    """How many are unread now."""

    unread: Annotated[int, Field(ge=0)]
