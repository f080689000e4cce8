"""A new proof of identity in an open session, which highly sensitive operations require."""

from apiflask import APIBlueprint
from flask import request

from labapp import services
from labapp.auth import passkeys
from labapp.auth.guards import acting, bearer
from labapp.contract.accounts import NoFields
from labapp.contract.second_factors import PasskeyOptions, Reauthentication, ReauthenticationView
from labapp.http import Presented
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("reauthentication", __name__, url_prefix="/api/auth/reauthenticate", tag="Authentication")


@bp.post("")
@bp.auth_required(bearer)
@bp.input(Reauthentication, arg_name="body")
@bp.output(ReauthenticationView)
@bp.doc(responses=[409, 429])
def reauthenticate(body: Reauthentication) -> Presented:
    """Prove again who you are: with your password and, if your account has second factors, one of them."""
    return services.reauthentication.reauthenticate(
        current_password=body.current_password,
        code=body.code,
        passkey=body.passkey.as_sent() if body.passkey else None,
        party=passkeys.required_party(request.host_url) if body.passkey else None,
        by=acting(),
    )


@bp.post("/passkey-options")
@bp.auth_required(bearer)
@bp.output(PasskeyOptions)
@bp.doc(responses=[404, 409, 429], extensions=optional_body_schema(NoFields))
def get_passkey_options() -> PasskeyOptions:
    """Get the options with which a browser asks for a passkey, to prove again who you are."""
    optional_body(NoFields)
    party = passkeys.required_party(request.host_url)
    return PasskeyOptions(public_key=services.reauthentication.passkey_options(party=party, by=acting()))
