"""A session in cookies, for pages of the same origin: HttpOnly tokens and their CSRF values.

Whoever changes anything by a cookie also sends the value that only a script of the same origin can read (double
submit, signed: it is a claim of the token; OWASP, Cross-Site Request Forgery Prevention).
"""

from flask import Response, current_app, request
from flask_jwt_extended import set_access_cookies, set_refresh_cookies, unset_jwt_cookies

CSRF_HEADER = "X-CSRF-TOKEN"


def access_token() -> str | None:
    """Return the access token of the request's cookie."""
    return request.cookies.get(current_app.config["JWT_ACCESS_COOKIE_NAME"])


def refresh_token() -> str | None:
    """Return the refresh token of the request's cookie; browsers send it to the dashboard only."""
    return request.cookies.get(current_app.config["JWT_REFRESH_COOKIE_NAME"])


def keep(response: Response, *, access: str, refresh: str | None = None) -> None:
    """Put tokens into the cookies of the answer; a refresh token that is None stays as it is."""
    set_access_cookies(response, access)
    if refresh is not None:
        set_refresh_cookies(response, refresh)


def forget(response: Response) -> None:
    """Take the tokens away."""
    unset_jwt_cookies(response)
