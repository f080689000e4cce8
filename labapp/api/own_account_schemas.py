"""Bodies and answers of what one sees of one's own account: the inbox, and who has looked at one's results."""

from typing import Annotated, Any, Literal

from pydantic import Field

from labapp.api.schemas import Body, Id, Moment, View
from labapp.identity import Role
from labapp.services.access_log import Part


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


class AccessView(View):
    """Somebody else has looked at a result: at its data, or at its file."""

    at: Moment
    result_id: int
    exam_name: str
    reader_name: str
    reader_role: Role
    part: Part


class AccessPage(View):
    """One page of the access log."""

    items: list[AccessView]
    total: int
    page: int
    per_page: int
