"""Accounts, for administrators."""

from apiflask import APIBlueprint
from flask import Response, url_for

from labapp import queries, services
from labapp.api.openapi import RECENT_PROOF
from labapp.auth.guards import ADMIN_ONLY, acting, bearer
from labapp.contract.accounts import NewUser, NoFields, PasswordReset, UserPatch, UserQuery, UserView
from labapp.contract.base import Page
from labapp.contract.second_factors import CurrentPassword
from labapp.http import Presented
from labapp.http.etags import expected_version, with_etag
from labapp.http.exports import RESPONSES, zip_response
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("admin_users", __name__, url_prefix="/api/admin/users", tag="Accounts")


@bp.get("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(UserQuery, location="query", arg_name="query")
@bp.output(Page[UserView])
def list_users(query: UserQuery) -> Page[UserView]:
    """Search accounts."""
    found = queries.users.find(**query.model_dump())
    return Page[UserView].of(query, services.readings.listed(found, by=acting()))


@bp.post("")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(NewUser, arg_name="body")
@bp.output(UserView, status_code=201)
@bp.doc(responses=[409], extensions=RECENT_PROOF)
def create_user(body: NewUser) -> Presented:
    """Create an account of any role; its password is for one sign-in, which chooses another.

    The account of an administrator requires a recent proof of identity.
    """
    values = body.changes()
    user = services.users.create(role=values.pop("role"), password=values.pop("password"), values=values, by=acting())
    return with_etag(user, Location=url_for(".get_user", user_id=user.id))


@bp.get("/<int:user_id>")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(UserView)
def get_user(user_id: int) -> Presented:
    """Get an account."""
    return with_etag(services.readings.read(queries.users.get(user_id), by=acting()))


@bp.get("/<int:user_id>/export")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.doc(responses=RESPONSES)
def export_own_data(user_id: int) -> Response:
    """Export what a person may see of their own data, for a request in person; the person is notified."""
    return zip_response(user_id, by=acting())


@bp.patch("/<int:user_id>")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(UserPatch, arg_name="body")
@bp.output(UserView)
@bp.doc(responses=[409], extensions=RECENT_PROOF)
def patch_user(user_id: int, body: UserPatch) -> Presented:
    """Update an account; a new role ends its sessions. A new role or e-mail requires a recent proof of identity."""
    values = body.changes()
    role = values.pop("role", None)
    return with_etag(services.users.update(user_id, values=values, role=role, by=acting(), version=expected_version()))


@bp.post("/<int:user_id>/deactivate")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(UserView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields) | RECENT_PROOF)
def deactivate_user(user_id: int) -> Presented:
    """Deactivate an account; its sessions end."""
    optional_body(NoFields)
    return with_etag(services.users.deactivate(user_id, by=acting(), version=expected_version()))


@bp.post("/<int:user_id>/activate")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.output(UserView)
@bp.doc(responses=[409], extensions=optional_body_schema(NoFields))
def activate_user(user_id: int) -> Presented:
    """Activate an account."""
    optional_body(NoFields)
    return with_etag(services.users.activate(user_id, by=acting(), version=expected_version()))


@bp.post("/<int:user_id>/password")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(PasswordReset, arg_name="body")
@bp.output(UserView)
@bp.doc(responses=[409], extensions=RECENT_PROOF)
def reset_password(user_id: int, body: PasswordReset) -> Presented:
    """Reset the password of another account, for one sign-in, which chooses another; its sessions end."""
    return with_etag(services.users.reset_password(user_id, password=body.new_password, by=acting()))


@bp.post("/<int:user_id>/reset-second-factor")
@bp.auth_required(bearer, roles=ADMIN_ONLY)
@bp.input(CurrentPassword, arg_name="body")
@bp.output(UserView)
@bp.doc(responses=[404, 409, 429], extensions=RECENT_PROOF)
def reset_second_factor(user_id: int, body: CurrentPassword) -> Presented:
    """Remove the second factors of an account whose owner has lost them; its sessions end."""
    user = services.second_factors.reset(user_id, by=acting(), current_password=body.current_password)
    return with_etag(user)
