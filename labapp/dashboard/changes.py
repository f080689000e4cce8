"""The latest changes of one record, field by field, for a page whose action was refused because of them."""

from typing import Annotated

from flask import render_template

from labapp import queries
from labapp.contract.base import Body, IdFilter, text
from labapp.dashboard.audit import entries_of
from labapp.dashboard.differences import KIND_LABELS
from labapp.dashboard.gate import admin
from labapp.dashboard.presenting import query_of

_LENGTH = 3


class ChangesQuery(Body):
    """The record whose changes are shown."""

    entity_type: Annotated[str, text(1, 30)]
    entity_id: IdFilter


@admin.get("/changes")
def changes() -> str:
    """Return the latest changes of a record, newest first; readings are none. Raises InvalidPayload."""
    query = query_of(ChangesQuery)
    filters = queries.audit.Filters(entity_type=query.entity_type, entity_id=query.entity_id)
    found, _ = queries.audit.find(filters, per_page=_LENGTH, with_readings=False)
    return render_template("admin/_changes.html", entries=entries_of(found), kind_labels=KIND_LABELS)
