"""The further steps of a sign-in, for the two ways to keep its tokens: in the body of the response, or in a cookie."""

from flask import request

from labapp import services
from labapp.auth import passkeys
from labapp.contract.second_factors import NewPasswordStep, PasskeyOptions, SecondStep, SignInChallenge
from labapp.identity import SessionKind
from labapp.services.sessions import SignedIn


def complete_second_step(
    body: SecondStep, *, device_mark: str | None = None, kind: SessionKind = SessionKind.APP
) -> SignedIn:
    """Complete a sign-in with the code or the passkey of the body."""
    address, agent = request.remote_addr, request.user_agent.string
    if body.passkey is None:
        return services.second_step.with_code(
            body.challenge, body.code or "", address=address, user_agent=agent, device_mark=device_mark, kind=kind
        )
    return services.second_step.with_passkey(
        body.challenge,
        body.passkey.as_sent(),
        party=passkeys.required_party(request.host_url),
        address=address,
        user_agent=agent,
        device_mark=device_mark,
        kind=kind,
    )


def choose_password(body: NewPasswordStep, *, kind: SessionKind = SessionKind.APP) -> SignedIn:
    """Complete a sign-in with the password that the owner of the account has chosen."""
    return services.new_password.choose(
        body.challenge,
        body.new_password,
        address=request.remote_addr,
        user_agent=request.user_agent.string,
        kind=kind,
    )


def passkey_options(body: SignInChallenge) -> PasskeyOptions:
    """Return the options for a passkey of the account that is signing in."""
    party = passkeys.required_party(request.host_url)
    return PasskeyOptions(public_key=services.second_step.passkey_options(body.challenge, party=party))
