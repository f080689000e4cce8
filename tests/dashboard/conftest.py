"""The fixtures of tests that open the dashboard in a browser."""

from tests.support.browsers import (
    account,
    app_page,
    complaints,
    contexts,
    dashboard,
    downloads,
    keeps_hours,
    lab,
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
    "keeps_hours",
    "lab",
    "rest",
    "server",
    "settings",
]
