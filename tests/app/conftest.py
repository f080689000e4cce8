"""Fixtures of the tests that open the app in a browser."""

from tests.support.browser_fixtures import *  # noqa: F403
