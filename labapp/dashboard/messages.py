"""The page of system messages: writing one to everybody or to a role, and what was sent."""

from typing import get_args

from flask import current_app, render_template
from flask_babel import lazy_gettext as _l

from labapp import queries
from labapp.contract.base import PageQuery
from labapp.contract.messages import Kind
from labapp.dashboard.gate import admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.realtime import realtime_of

# A kind's name, and the colour of its notice.
TYPES = {
    "info": (_l("Información"), "azure"),
    "success": (_l("Éxito"), "green"),
    "warning": (_l("Advertencia"), "yellow"),
    "error": (_l("Error"), "red"),
}
assert set(TYPES) == set(get_args(Kind))


def _reach() -> dict[str, object]:
    return {"counts": realtime_of(current_app).statistics.counts()}


@admin.get("/messages")
def messages() -> str:
    """Show a form for a message, and those that were sent."""
    query = query_of(PageQuery)
    rows, total = queries.messages.find(page=query.page, per_page=query.per_page, load_related=True)
    part = "admin/messages/_sent.html"
    return page_or_part("admin/messages/page.html", part, rows=rows, total=total, query=query, types=TYPES, **_reach())


@admin.get("/messages/reach")
def messages_reach() -> str:
    """Return how many screens are connected, by role."""
    return render_template("admin/messages/_reach.html", **_reach())
