"""The open sessions of an account, on the page of the person; each can be ended."""

from flask import render_template

from labapp import queries, services
from labapp.dashboard.gate import acting, admin
from labapp.models import User


def sessions_of(row: User) -> dict[str, object]:
    """Return the values of the part of the page with the sessions of an account."""
    return {
        "sessions": queries.sessions.list_of(row.id),
        "current": acting().session_id,
        "is_self": row.id == acting().user_id,
    }


@admin.get("/people/<int:row_id>/sessions")
def person_sessions(row_id: int) -> str:
    """Return the open sessions of an account, the last used first."""
    row = queries.users.get(row_id)
    values = sessions_of(row)
    services.readings.record(row, by=acting())
    return render_template("admin/people/_sessions.html", row=row, **values)
