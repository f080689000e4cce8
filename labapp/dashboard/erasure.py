"""Erasures on the dashboard: the requests of patients, on the panel and on the page of each person."""

from flask import render_template

from labapp import queries, services
from labapp.dashboard.gate import acting, admin
from labapp.models import User
from labapp.unit_of_work import reading

_WAITING_LIMIT = 5


def erasure_of(row: User) -> dict[str, object]:
    """Return the request of a person, and what an erasure would leave open or cancel."""
    with reading() as session:
        extent = queries.erasure.extent(session, row.id)
    return {"erasure": queries.erasure.own_request(row.id), "extent": extent}


def waiting() -> tuple[list[User], dict[str, object]]:
    """Return the accounts with a pending request, and the values of their part of the panel."""
    rows, total = queries.erasure.requests(status="pending", per_page=_WAITING_LIMIT)
    return [row.user for row in rows], {"erasures": rows, "erasures_total": total}


@admin.get("/people/<int:row_id>/erasure")
def person_erasure(row_id: int) -> str:
    """Return the pending request of a person, or nothing."""
    row = queries.users.get(row_id)
    services.readings.record(row, by=acting())
    return render_template("admin/people/_erasure.html", row=row, **erasure_of(row))
