"""Sign-in, sign-out, registration and your own account."""

from apiflask import APIBlueprint
from flask import Response, request

from labapp import queries, services
from labapp.api.second_steps import choose_password, complete_second_step, passkey_options
from labapp.auth.guards import acting, bearer
from labapp.contract.accounts import (
    Credentials,
    LogoutRequest,
    OwnProfilePatch,
    PasswordChange,
    RefreshRequest,
    Registration,
    SignedInView,
    UserView,
)
from labapp.contract.second_factors import NewPasswordStep, PasskeyOptions, SecondStep, SignInChallenge
from labapp.http import Presented
from labapp.http.optional_body import optional_body, optional_body_schema

bp = APIBlueprint("auth", __name__, url_prefix="/api/auth", tag="Authentication")


@bp.post("/login")
@bp.input(Credentials, arg_name="body")
@bp.output(SignedInView)
@bp.doc(responses=[401, 429])
def login(body: Credentials) -> Presented:
    """Sign in."""
    agent = request.user_agent.string
    return services.sign_in.sign_in(
        email=body.email, password=body.password, address=request.remote_addr, user_agent=agent
    )


@bp.post("/login/second-factor")
@bp.input(SecondStep, arg_name="body")
@bp.output(SignedInView)
@bp.doc(responses=[401, 409, 429])
def pass_second_step(body: SecondStep) -> Presented:
    """Complete a sign-in that requires a second factor."""
    return complete_second_step(body)


@bp.post("/login/passkey-options")
@bp.input(SignInChallenge, arg_name="body")
@bp.output(PasskeyOptions)
@bp.doc(responses=[401, 404, 409, 429])
def get_passkey_options(body: SignInChallenge) -> PasskeyOptions:
    """Get the options with which a browser asks for a passkey, for a sign-in that requires a second factor."""
    return passkey_options(body)


@bp.post("/login/new-password")
@bp.input(NewPasswordStep, arg_name="body")
@bp.output(SignedInView)
@bp.doc(responses=[401, 429])
def choose_new_password(body: NewPasswordStep) -> Presented:
    """Complete a sign-in with a password that the staff set: choose another."""
    return choose_password(body)


@bp.post("/refresh")
@bp.input(RefreshRequest, arg_name="body")
@bp.output(SignedInView)
@bp.doc(responses=[401])
def refresh(body: RefreshRequest) -> Presented:
    """Exchange a refresh token for a new pair; reuse of a spent token ends the session."""
    return services.sessions.refresh(token=body.refresh_token, address=request.remote_addr)


@bp.post("/logout")
@bp.auth_required(bearer)
@bp.output({}, status_code=204)
@bp.doc(extensions=optional_body_schema(LogoutRequest))
def logout() -> Response:
    """End the session; its sockets close."""
    services.sessions.sign_out(by=acting(), refresh_token=optional_body(LogoutRequest).refresh_token)
    return Response(status=204)


@bp.post("/register")
@bp.input(Registration, arg_name="body")
@bp.output(UserView, status_code=201)
@bp.doc(responses=[409, 429])
def register(body: Registration) -> Presented:
    """Register a patient account; its document number is a proposal, until the laboratory confirms it."""
    values = body.changes()
    return services.users.register(password=values.pop("password"), values=values, address=request.remote_addr)


@bp.get("/me")
@bp.auth_required(bearer)
@bp.output(UserView)
def me() -> Presented:
    """Get your account."""
    return queries.users.get(acting().user_id)


@bp.patch("/me")
@bp.auth_required(bearer)
@bp.input(OwnProfilePatch, arg_name="body")
@bp.output(UserView)
def patch_me(body: OwnProfilePatch) -> Presented:
    """Update your account; a document number is a proposal, until the laboratory confirms it."""
    return services.users.update_own(values=body.changes(), by=acting())


@bp.post("/password")
@bp.auth_required(bearer)
@bp.input(PasswordChange, arg_name="body")
@bp.output(SignedInView)
@bp.doc(responses=[429])
def change_password(body: PasswordChange) -> Presented:
    """Change your password: every session ends, and the response opens a new one."""
    return services.users.change_password(
        current=body.current_password,
        new=body.new_password,
        by=acting(),
        user_agent=request.user_agent.string,
    )
