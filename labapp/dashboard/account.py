"""The account of the administrator who is signed in."""

from flask import Response, g, render_template, request

from labapp import queries, services
from labapp.auth import passkeys
from labapp.contract.accounts import PasswordChange
from labapp.contract.base import Values
from labapp.dashboard.gate import acting, admin, check_script, set_tokens
from labapp.http.optional_body import optional_body
from labapp.identity import SessionKind

_SECTION = {"section": "admin.account"}


def _second_factors() -> Values:
    factors, codes = queries.second_factors.list_own(by=acting())
    return {
        "factors": factors,
        "codes": codes,
        "has_passkeys": passkeys.relying_party(request.host_url) is not None,
    }


@admin.get("/account")
def account() -> str:
    """Show the account, and how it is protected."""
    values = _second_factors() | {"must_enrol": acting().must_enrol}
    return render_template("admin/account/page.html", **values, **_SECTION)


@admin.get("/account/second-factors")
def own_second_factors() -> str:
    """Return the second factors of the account."""
    return render_template("admin/account/_second_factors.html", **_second_factors())


@admin.post("/account/password")
def change_own_password() -> Response:
    """Change the password of the account; every session ends, and this browser gets a new one."""
    check_script()
    body = optional_body(PasswordChange)
    signed_in = services.users.change_password(
        current=body.current_password,
        new=body.new_password,
        by=acting(),
        user_agent=request.user_agent.string,
        kind=SessionKind.DASHBOARD,
    )
    # The session of the request, which may have been renewed on the way, has ended.
    g.pop("renewed", None)
    response = Response(status=204)
    set_tokens(response, signed_in)
    return response
