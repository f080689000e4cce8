"""The patients of a doctor: those for whom the doctor ordered appointments."""

from apiflask import APIBlueprint

from labapp import queries, services
from labapp.auth.guards import DOCTOR_ONLY, acting, bearer
from labapp.contract.accounts import PatientQuery, PatientView
from labapp.contract.base import Page

bp = APIBlueprint("patients", __name__, url_prefix="/api/patients", tag="Appointments")


@bp.get("")
@bp.auth_required(bearer, roles=DOCTOR_ONLY)
@bp.input(PatientQuery, location="query", arg_name="query")
@bp.output(Page[PatientView])
def list_patients(query: PatientQuery) -> Page[PatientView]:
    """List your patients, by name."""
    found = queries.users.find_patients(
        by=acting(), q=query.q, ids=query.numbers(), page=query.page, per_page=query.per_page
    )
    return Page[PatientView].of(query, services.readings.listed(found, by=acting()))
