"""Your request to have your data erased."""

from apiflask import APIBlueprint
from flask import Response

from labapp import queries, services
from labapp.auth.guards import PATIENT_ONLY, acting, bearer
from labapp.contract.erasure import ErasureRequestView
from labapp.contract.second_factors import CurrentPassword
from labapp.http import Presented

bp = APIBlueprint("own_erasure", __name__, url_prefix="/api/auth/me/erasure-request", tag="Accounts")


@bp.get("")
@bp.auth_required(bearer, roles=PATIENT_ONLY)
@bp.output(ErasureRequestView)
def get_erasure_request() -> Presented:
    """Get your last request to have your data erased."""
    return queries.erasure.own_request(acting().user_id) or ErasureRequestView()


@bp.post("")
@bp.auth_required(bearer, roles=PATIENT_ONLY)
@bp.input(CurrentPassword, arg_name="body")
@bp.output(ErasureRequestView, status_code=201)
@bp.doc(responses=[409, 429])
def request_erasure(body: CurrentPassword) -> Presented:
    """Request that your data are erased; the laboratory carries it out or declines it with a reason."""
    return services.erasure_requests.request(current_password=body.current_password, by=acting())


@bp.delete("")
@bp.auth_required(bearer, roles=PATIENT_ONLY)
@bp.output({}, status_code=204)
@bp.doc(responses=[404])
def withdraw_erasure() -> Response:
    """Withdraw your pending request."""
    services.erasure_requests.withdraw(by=acting())
    return Response(status=204)
