"""Erasures: the requests of patients, and carrying them out."""

from apiflask import APIBlueprint

from labapp import queries, services
from labapp.api.openapi import RECENT_PROOF
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.base import Page
from labapp.contract.erasure import (
    ErasedView,
    ErasureConfirmation,
    ErasureRefusal,
    ErasureRequestQuery,
    ErasureRequestView,
    ListedErasureRequest,
)
from labapp.http import Presented
from labapp.http.etags import expected_version

bp = APIBlueprint("admin_erasure", __name__, url_prefix="/api/admin", tag="Accounts")


@bp.get("/erasure-requests")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(ErasureRequestQuery, location="query", arg_name="query")
@bp.output(Page[ListedErasureRequest])
def list_erasure_requests(query: ErasureRequestQuery) -> Page[ListedErasureRequest]:
    """List the requests of patients to have their data erased, pending ones first."""
    rows, total = queries.erasure.requests(**query.model_dump())
    services.readings.record([row.user for row in rows], by=acting())
    return Page[ListedErasureRequest].of(query, (queries.erasure.listed(rows), total))


@bp.post("/erasure-requests/<int:user_id>/decline")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(ErasureRefusal, arg_name="body")
@bp.output(ErasureRequestView)
@bp.doc(responses=[404, 409])
def decline_erasure_request(user_id: int, body: ErasureRefusal) -> Presented:
    """Decline the pending request of an account, with a reason that the patient sees."""
    return services.erasure_requests.decline(user_id, reason=body.reason, by=acting())


@bp.post("/users/<int:user_id>/erase")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(ErasureConfirmation, arg_name="body")
@bp.output(ErasedView)
@bp.doc(responses=[404, 409], extensions=RECENT_PROOF)
def erase_user(user_id: int, body: ErasureConfirmation) -> Presented:
    """Erase the data of a patient, which cannot be undone; this requires a recent proof of identity."""
    return services.erasure.erase(user_id, name=body.name, by=acting(), version=expected_version())
