"""The fixtures of tests that open the app in a browser."""

from tests.support.browser_fixtures import (
    account,
    app_page,
    complaints,
    contexts,
    dashboard,
    downloads,
    lab,
    locations_have_hours,
    rest,
    server,
    settings,
)

__all__ = [
    "account",
    "app_page",
    "complaints",
    "contexts",
    "dashboard",
    "downloads",
    "lab",
    "locations_have_hours",
    "rest",
    "server",
    "settings",
]
