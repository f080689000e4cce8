"""The patients of a doctor: whose appointments and results these are."""

from typing import Any

from apiflask import APIBlueprint

from labapp.api.account_schemas import PatientPage, PatientQuery, PatientView
from labapp.api.schemas import page_of
from labapp.auth.guards import DOCTOR_ONLY, acting, bearer
from labapp.services import user_lists

bp = APIBlueprint("patients", __name__, url_prefix="/api/patients", tag="Appointments")


@bp.get("")
@bp.auth_required(bearer, roles=DOCTOR_ONLY)
@bp.input(PatientQuery, location="query", arg_name="query")
@bp.output(PatientPage)
def list_patients(query: PatientQuery) -> Any:
    """List the patients for whom one has ordered, by name."""
    rows, total = user_lists.patients_of(
        by=acting(), q=query.q, ids=query.numbers(), page=query.page, per_page=query.per_page
    )
    return page_of(query, rows, total, PatientView.model_validate)
