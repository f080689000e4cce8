"""Forgotten passwords: request a link by mail, and set a new password with it."""

from apiflask import APIBlueprint
from flask import Response, request

from labapp import services
from labapp.api.openapi import RECENT_PROOF
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.accounts import ForgottenPassword, LinkedPassword, NoFields, PasswordLinkView
from labapp.http import Presented
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("passwords", __name__, url_prefix="/api", tag="Authentication")


@bp.post("/auth/password/forgotten")
@bp.input(ForgottenPassword, arg_name="body")
@bp.output({}, status_code=202)
@bp.doc(responses=[409, 429, 503])
def request_link(body: ForgottenPassword) -> Response:
    """Send a link for a new password to the account, if there is one; the response is the same if not."""
    services.passwords.request_link(email=body.email, address=request.remote_addr)
    return Response(status=202)


@bp.post("/auth/password/reset")
@bp.input(LinkedPassword, arg_name="body")
@bp.output({}, status_code=204)
@bp.doc(responses=[401, 429])
def set_by_link(body: LinkedPassword) -> Response:
    """Set a new password with the token of a link; every session of the account ends."""
    services.passwords.set_by_link(token=body.token, password=body.new_password, address=request.remote_addr)
    return Response(status=204)


@bp.post("/admin/users/<int:user_id>/password-link")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(PasswordLinkView)
@bp.doc(responses=[404, 409, 503], extensions=optional_body_schema(NoFields) | RECENT_PROOF, tags=["Accounts"])
def issue_link(user_id: int) -> Presented:
    """Issue a link for a new password: sent to the account's address, or shown this once without a mail server."""
    optional_body(NoFields)
    return services.passwords.issue_link(user_id, by=acting())
