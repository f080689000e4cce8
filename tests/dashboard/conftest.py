"""Fixtures of the dashboard's tests, with and without a browser."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.support.accounts import Account
from tests.support.browser_fixtures import *  # noqa: F403
from tests.support.chromium import cookies_of

SetCookies = Callable[[Account], str]


@pytest.fixture
def set_cookies(client: FlaskClient) -> SetCookies:
    """Set the cookies of an account on the client, and return the CSRF value of its access token."""

    def sign_in(account: Account) -> str:
        cookies = cookies_of(account, "http://localhost")
        for cookie in cookies:
            client.set_cookie(cookie["name"], cookie["value"], path=cookie["path"], domain="localhost")
        return next(str(cookie["value"]) for cookie in cookies if cookie["name"] == "csrf_access_token")

    return sign_in
