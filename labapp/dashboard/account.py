"""The account of the administrator who is signed in."""

from flask import render_template, request

from labapp import queries
from labapp.auth import passkeys
from labapp.contract.base import Values
from labapp.dashboard.gate import acting, admin

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
