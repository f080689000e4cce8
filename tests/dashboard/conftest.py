"""Fixtures of the tests that open the dashboard in a browser."""

from tests.support.browser_fixtures import *  # noqa: F403
