"""Decisions of administrators about proposed document numbers."""

from apiflask import APIBlueprint

from labapp import services
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.accounts import DocumentNumberReview, UserView
from labapp.http import Presented
from labapp.http.etags import expected_version, with_etag

bp = APIBlueprint(
    "admin_document_numbers", __name__, url_prefix="/api/admin/users/<int:user_id>/document-number", tag="Accounts"
)


@bp.post("/confirm")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(DocumentNumberReview, arg_name="body")
@bp.output(UserView)
@bp.doc(responses=[409])
def confirm_document_number(user_id: int, body: DocumentNumberReview) -> Presented:
    """Confirm the proposed document number of an account, which must be the one in the body."""
    number, version = body.document_number, expected_version()
    return with_etag(services.document_numbers.confirm(user_id, number=number, by=acting(), version=version))


@bp.post("/decline")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(DocumentNumberReview, arg_name="body")
@bp.output(UserView)
@bp.doc(responses=[409])
def decline_document_number(user_id: int, body: DocumentNumberReview) -> Presented:
    """Decline the proposed document number of an account, which must be the one in the body."""
    number, version = body.document_number, expected_version()
    return with_etag(services.document_numbers.decline(user_id, number=number, by=acting(), version=version))
