"""The page of system messages: a form for a message to everybody or to one role, and the sent messages."""

from typing import get_args

from flask import current_app, render_template
from flask_babel import lazy_gettext as _l

from labapp import queries
from labapp.contract.base import PageQuery
from labapp.contract.messages import Kind
from labapp.dashboard.gate import admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.realtime import realtime_of

# The name of each type, and the colour of its notice.
TYPES = {
    "info": (_l("Información"), "azure"),
    "success": (_l("Éxito"), "green"),
    "warning": (_l("Advertencia"), "yellow"),
    "error": (_l("Error"), "red"),
}
assert set(TYPES) == set(get_args(Kind))


def _connected_counts() -> dict[str, object]:
    return {"counts": realtime_of(current_app).statistics.counts()}


@admin.get("/messages")
def messages() -> str:
    """Show the form and the sent messages."""
    query = query_of(PageQuery)
    rows, total = queries.messages.find(page=query.page, per_page=query.per_page, load_related=True)
    part = "admin/messages/_sent.html"
    return page_or_part(
        "admin/messages/page.html", part, rows=rows, total=total, query=query, types=TYPES, **_connected_counts()
    )


@admin.get("/messages/reach")
def messages_reach() -> str:
    """Return the number of connected screens, by role."""
    return render_template("admin/messages/_reach.html", **_connected_counts())
