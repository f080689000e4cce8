"""Filters and views of the audit log."""

from typing import Annotated

from pydantic import Field

from labapp.contract.base import Body, IdFilter, InputMoment, JsonObject, Moment, PageQuery, View, text


class EntryFilters(Body):
    """Filters of the audit log. ``afterId`` and ``to`` are exclusive, ``from`` is inclusive."""

    after_id: int | None = Field(default=None, ge=0, le=2**31 - 1)
    entity_type: Annotated[str, text(1, 30)] | None = None
    entity_id: IdFilter | None = None
    user_id: IdFilter | None = None
    from_: InputMoment | None = Field(default=None, alias="from")
    to: InputMoment | None = None


class EntryQuery(PageQuery, EntryFilters):
    """Filters of the audit log, with paging."""


class EntryView(View):
    """An entry of the log: the record, what happened to it, the user, the address, and the changes.

    At ``redactedAt`` the address and the changes were removed by an erasure.
    """

    id: int
    name: str
    event: str | None
    entity_type: str
    entity_id: int | None
    action: str
    user_id: int | None
    user_name: str | None
    address: str | None
    before: JsonObject | None
    after: JsonObject | None
    data: JsonObject | None
    created_at: Moment
    redacted_at: Moment | None
