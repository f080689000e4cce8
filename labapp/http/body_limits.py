"""Limits on the size of request bodies: small by default, larger on routes that declare it.

Unauthenticated clients can send bodies too, and every unknown field of a body is a reported error.
"""

from collections.abc import Callable
from typing import TypeVar

from apiflask import APIFlask
from flask import request

DEFAULT_BYTES = 64 * 1024
# Enough for 5,000 prices or exams, the most that one request can change.
LIST_BYTES = 1024 * 1024
RouteT = TypeVar("RouteT", bound=Callable[..., object])


def limit_body(size: int) -> Callable[[RouteT], RouteT]:
    """Limit the bodies of a route to ``size`` bytes; a larger one is refused (413)."""

    def mark(view: RouteT) -> RouteT:
        view.__dict__["body_bytes"] = size
        return view

    return mark


def register(app: APIFlask) -> None:
    """Limit the bodies of all routes."""
    app.config["MAX_CONTENT_LENGTH"] = DEFAULT_BYTES

    @app.before_request
    def set_limit() -> None:
        view = app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "body_bytes", DEFAULT_BYTES)
