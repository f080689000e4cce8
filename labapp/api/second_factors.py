"""Your second factors: authenticator apps, passkeys and recovery codes."""

from dataclasses import asdict

from apiflask import APIBlueprint
from flask import Response, request

from labapp import queries, services
from labapp.auth import passkeys
from labapp.auth.guards import acting, bearer
from labapp.contract.second_factors import (
    CurrentPassword,
    EnrolmentView,
    FactorPatch,
    NewAuthenticator,
    NewFactorView,
    NewPasskey,
    PasskeyOptions,
    RecoveryCodes,
    SecondFactors,
    SecondFactorView,
)
from labapp.http import Presented

bp = APIBlueprint("second_factors", __name__, url_prefix="/api/auth/me", tag="Authentication")


@bp.get("/second-factors")
@bp.auth_required(bearer)
@bp.output(SecondFactors)
def list_factors() -> SecondFactors:
    """List your second factors, and how many recovery codes are left."""
    rows, codes = queries.second_factors.list_own(by=acting())
    items = [SecondFactorView.model_validate(row) for row in rows]
    has_passkeys = passkeys.relying_party(request.host_url) is not None
    return SecondFactors(items=items, recovery_codes=codes, passkeys=has_passkeys)


@bp.post("/second-factors/totp")
@bp.auth_required(bearer)
@bp.input(CurrentPassword, arg_name="body")
@bp.output(EnrolmentView)
@bp.doc(responses=[429])
def begin_authenticator(body: CurrentPassword) -> EnrolmentView:
    """Get a secret for an authenticator app; nothing is stored yet."""
    shown, sealed = services.second_factors.begin_authenticator(current_password=body.current_password, by=acting())
    return EnrolmentView(**asdict(shown), enrolment=sealed)


@bp.post("/second-factors/totp/confirm")
@bp.auth_required(bearer)
@bp.input(NewAuthenticator, arg_name="body")
@bp.output(NewFactorView, status_code=201)
@bp.doc(responses=[409])
def add_authenticator(body: NewAuthenticator) -> Presented:
    """Add the authenticator app that shows this code; your first factor ends your other sessions."""
    factor, codes = services.second_factors.add_authenticator(
        enrolment=body.enrolment, name=body.name, code=body.code, by=acting()
    )
    return {"factor": factor, "recovery_codes": codes}


@bp.post("/second-factors/passkey-options")
@bp.auth_required(bearer)
@bp.input(CurrentPassword, arg_name="body")
@bp.output(PasskeyOptions)
@bp.doc(responses=[409, 429])
def begin_passkey(body: CurrentPassword) -> PasskeyOptions:
    """Get the options with which a browser creates a passkey."""
    party = passkeys.required_party(request.host_url)
    options = services.passkeys.begin(current_password=body.current_password, party=party, by=acting())
    return PasskeyOptions(public_key=options)


@bp.post("/second-factors/passkeys")
@bp.auth_required(bearer)
@bp.input(NewPasskey, arg_name="body")
@bp.output(NewFactorView, status_code=201)
@bp.doc(responses=[409])
def add_passkey(body: NewPasskey) -> Presented:
    """Add a passkey that the browser has created; your first factor ends your other sessions."""
    factor, codes = services.passkeys.add(
        credential=body.credential.as_sent(),
        transports=body.credential.response.transports,
        name=body.name,
        party=passkeys.required_party(request.host_url),
        by=acting(),
    )
    return {"factor": factor, "recovery_codes": codes}


@bp.patch("/second-factors/<int:factor_id>")
@bp.auth_required(bearer)
@bp.input(FactorPatch, arg_name="body")
@bp.output(SecondFactorView)
@bp.doc(responses=[404])
def patch_factor(factor_id: int, body: FactorPatch) -> Presented:
    """Rename one of your second factors."""
    return services.second_factors.rename(factor_id, values=body.changes(), by=acting())


@bp.post("/second-factors/<int:factor_id>/remove")
@bp.auth_required(bearer)
@bp.input(CurrentPassword, arg_name="body")
@bp.output({}, status_code=204)
@bp.doc(responses=[404, 429])
def remove_factor(factor_id: int, body: CurrentPassword) -> Response:
    """Remove one of your second factors; without any, your account needs only its password."""
    services.second_factors.remove(factor_id, current_password=body.current_password, by=acting())
    return Response(status=204)


@bp.post("/recovery-codes")
@bp.auth_required(bearer)
@bp.input(CurrentPassword, arg_name="body")
@bp.output(RecoveryCodes)
@bp.doc(responses=[409, 429])
def renew_recovery_codes(body: CurrentPassword) -> RecoveryCodes:
    """Replace your recovery codes; they are shown this once."""
    codes = services.second_factors.renew_recovery_codes(current_password=body.current_password, by=acting())
    return RecoveryCodes(recovery_codes=codes)
