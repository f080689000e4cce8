"""The pages of accounts: a list with search, filters, order and paging, and one page per person."""

from flask import Response, render_template

from labapp import queries, services
from labapp.config import current_settings
from labapp.contract.accounts import UserQuery, UserView
from labapp.dashboard.account_sessions import sessions_of
from labapp.dashboard.catalog import history_of
from labapp.dashboard.document_numbers import proposal_of
from labapp.dashboard.erasure import erasure_of
from labapp.dashboard.gate import acting, admin
from labapp.dashboard.presenting import page_or_part, query_of
from labapp.http.exports import zip_response
from labapp.identity import Role
from labapp.models import Appointment, Result

_LIMIT = 8
_SECTION = {"section": "admin.people"}


def _appointments(patient_id: int) -> tuple[list[Appointment], dict[str, object]]:
    rows, total = queries.appointments.find(by=acting(), patient_id=patient_id, per_page=_LIMIT, load_related=True)
    return rows, {"appointments": rows, "appointments_total": total}


def _results(patient_id: int) -> tuple[list[Result], dict[str, object]]:
    rows, total = queries.results.find(by=acting(), patient_id=patient_id, per_page=_LIMIT)
    return rows, {"results": rows, "results_total": total}


@admin.get("/people")
def people() -> str:
    """List the accounts of all roles."""
    query = query_of(UserQuery)
    rows, total = services.readings.listed(queries.users.find(**query.model_dump()), by=acting())
    part = "admin/people/_people.html"
    return page_or_part("admin/people/list.html", part, rows=rows, total=total, query=query)


@admin.get("/people/new")
def new_person() -> str:
    """Show the form of a new account."""
    hours = f"{current_settings().initial_password_hours:g}"
    return render_template("admin/people/new.html", initial_hours=hours, **_SECTION)


@admin.get("/people/<int:row_id>")
def person(row_id: int) -> str:
    """Show an account and its actions; for a patient also appointments and results."""
    row = queries.users.get(row_id)
    wire = UserView.model_validate(row).model_dump(mode="json", by_alias=True)
    (visits, appointments), (results, of_results) = _appointments(row_id), _results(row_id)
    others, proposal = proposal_of(row)
    sessions = sessions_of(row)
    services.readings.record(row, visits, results, others, by=acting())
    records = appointments | of_results
    # A former patient keeps the appointments and results of that time.
    is_patient = row.role == Role.PATIENT or bool(records["appointments_total"])
    return render_template(
        "admin/people/person.html",
        row=row,
        wire=wire,
        history=history_of("user", row_id),
        is_protected=queries.second_factors.is_protected(row_id),
        is_patient=is_patient,
        sends_mail=services.passwords.sends_mail(),
        **records,
        **proposal,
        **sessions,
        **erasure_of(row),
        **_SECTION,
    )


@admin.get("/people/<int:row_id>/appointments")
def person_appointments(row_id: int) -> str:
    """Return the latest appointments of a patient."""
    row, (visits, values) = queries.users.get(row_id), _appointments(row_id)
    services.readings.record(visits, by=acting())
    return render_template("admin/people/_appointments.html", row=row, **values)


@admin.get("/people/<int:row_id>/results")
def person_results(row_id: int) -> str:
    """Return the latest results of a patient."""
    row, (results, values) = queries.users.get(row_id), _results(row_id)
    services.readings.record(results, by=acting())
    return render_template("admin/people/_results.html", row=row, **values)


@admin.get("/people/<int:row_id>/history")
def person_history(row_id: int) -> str:
    """Return the latest changes of an account."""
    return render_template("admin/_history.html", history=history_of("user", queries.users.get(row_id).id))


@admin.get("/people/<int:row_id>/data.zip")
def person_export(row_id: int) -> Response:
    """Export the data of a person who asked for it in person; recorded as a reading of it, and the person is told."""
    return zip_response(row_id, by=acting())
