"""Fixtures of the dashboard's tests, with and without a browser."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.support.accounts import Account, open_dashboard
from tests.support.browser_fixtures import *  # noqa: F403
from tests.support.chromium import cookies_of

SetCookies = Callable[[Account], str]


@pytest.fixture
def set_cookies(client: FlaskClient) -> SetCookies:
    """Set the cookies of a new dashboard session of an account on the client, and return its CSRF value."""

    def sign_in(account: Account) -> str:
        session = open_dashboard(account)
        for cookie in cookies_of(session, "http://localhost"):
            client.set_cookie(cookie["name"], cookie["value"], path=cookie["path"], domain="localhost")
        return session.csrf

    return sign_in
