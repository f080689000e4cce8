"""Request bodies and views of the inbox."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from labapp.contract.base import Body, Id, JsonObject, Page, View
from labapp.contract.events import INBOX_EVENTS


class NoticeView(View):
    """An event that the account received; ``payload`` is the payload of the event as it was sent."""

    event_id: int
    event: Annotated[str, WithJsonSchema({"type": "string", "enum": list(INBOX_EVENTS)})]
    payload: JsonObject
    read: bool


class InboxPage(Page[NoticeView]):
    """One page of the inbox; ``total`` and ``unread`` count the whole inbox."""

    unread: int


class InboxRead(Body):
    """The position of the last event that the user has read."""

    up_to: Id


class InboxUnread(View):
    """The number of unread events."""

    unread: Annotated[int, Field(ge=0)]
