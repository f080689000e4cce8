"""Proposed document numbers on the dashboard: on the page of a person, and among what waits on the panel."""

from flask import render_template

from labapp import queries, services
from labapp.dashboard.gate import acting, admin
from labapp.models import User

_WAITING_LIMIT = 5
_RIVALS_LIMIT = 5


def proposal_of(row: User) -> tuple[list[User], dict[str, object]]:
    """Return the other accounts that the proposal of an account shows, and the values of its part of the page.

    They are the account with the same number, which rules out a confirmation, and those that propose it as well.
    """
    number = row.proposed_document_number
    if number is None:
        return [], {"holder": None, "rivals": []}
    holder = queries.document_numbers.holder(number)
    proposing = queries.document_numbers.proposing(number, limit=_RIVALS_LIMIT + 1)
    rivals = [one for one in proposing if one.id != row.id][:_RIVALS_LIMIT]
    return [one for one in (holder, *rivals) if one is not None], {"holder": holder, "rivals": rivals}


def waiting() -> tuple[list[User], dict[str, object]]:
    """Return the accounts whose proposals have waited longest, and the values of their part of the panel."""
    rows, total = queries.document_numbers.waiting(per_page=_WAITING_LIMIT)
    return rows, {"proposals": rows, "proposals_total": total}


@admin.get("/people/<int:row_id>/document")
def person_document(row_id: int) -> str:
    """Return the open proposal of an account, or nothing."""
    row = queries.users.get(row_id)
    others, values = proposal_of(row)
    services.readings.record(row, others, by=acting())
    return render_template("admin/people/_document.html", row=row, **values)
