"""Bodies and answers of what one sees of one's own account: the inbox, and who has looked at one's results."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from labapp.contract.base import Body, Id, JsonObject, Page, View
from labapp.contract.events import INBOX_EVENTS


class NoticeView(View):
    """An event that was addressed to the account, as it went out; its payload is that of the events contract."""

    event_id: int
    event: Annotated[str, WithJsonSchema({"type": "string", "enum": list(INBOX_EVENTS)})]
    payload: JsonObject
    read: bool


class InboxPage(Page[NoticeView]):
    """One page of the inbox; ``total`` and ``unread`` count all of it."""

    unread: int


class InboxRead(Body):
    """The last event that was read, of those that the inbox showed."""

    up_to: Id


class InboxUnread(View):
    """How many are unread now."""

    unread: Annotated[int, Field(ge=0)]
