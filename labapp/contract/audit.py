"""The shapes of the audit log."""

from typing import Annotated

from pydantic import Field

from labapp.contract.base import Body, GivenMoment, IdFilter, JsonObject, Moment, PageQuery, View, text


class EntryFilters(Body):
    """Which entries: after a number, of an entity, by a user, from (inclusive) and to (exclusive) a moment."""

    after_id: int | None = Field(default=None, ge=0, le=2**31 - 1)
    entity_type: Annotated[str, text(1, 30)] | None = None
    entity_id: IdFilter | None = None
    user_id: IdFilter | None = None
    from_: GivenMoment | None = Field(default=None, alias="from")
    to: GivenMoment | None = None


class EntryQuery(PageQuery, EntryFilters):
    """The filters, and which page."""


class EntryView(View):
    """One entry: what happened to which record, by whom, from where, and what changed."""

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
