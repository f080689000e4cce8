"""A session in cookies, for pages of the same origin: HttpOnly tokens and their CSRF values.

A request that changes something with a cookie also sends the CSRF value, which only scripts of the same origin can
read. This is a signed double submit: the value is a claim of the token (OWASP, Cross-Site Request Forgery Prevention).
"""

from flask import Response, current_app, request
from flask_jwt_extended import set_access_cookies, set_refresh_cookies, unset_jwt_cookies

CSRF_HEADER = "X-CSRF-TOKEN"


def access_token() -> str | None:
    """Return the access token from the request's cookie, or None."""
    return request.cookies.get(current_app.config["JWT_ACCESS_COOKIE_NAME"])


def refresh_token() -> str:
    """Return the refresh token from the cookie, which browsers send to the dashboard only, or an empty string."""
    return request.cookies.get(current_app.config["JWT_REFRESH_COOKIE_NAME"], "")


def set_tokens(response: Response, *, access: str, refresh: str | None = None) -> None:
    """Set the cookies of the response. The refresh cookie is left unchanged where ``refresh`` is None."""
    set_access_cookies(response, access)
    if refresh is not None:
        set_refresh_cookies(response, refresh)


def clear_tokens(response: Response) -> None:
    """Delete the cookies."""
    unset_jwt_cookies(response)
