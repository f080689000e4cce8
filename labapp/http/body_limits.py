"""How much of a request's body is read: little, except where a route says that it takes more.

Whoever is not signed in may send a body, too, and each of its unknown fields is a fault to be said.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from apiflask import APIFlask
from flask import request

DEFAULT_BYTES = 64 * 1024
# Five thousand prices, or exams, which is as many as are taken at once.
LIST_BYTES = 1024 * 1024
View = TypeVar("View", bound=Callable[..., Any])


def takes_bytes(size: int) -> Callable[[View], View]:
    """Have a route take bodies of up to ``size`` bytes; a larger one is refused (413)."""

    def mark(view: View) -> View:
        view.__dict__["body_bytes"] = size
        return view

    return mark


def register(app: APIFlask) -> None:
    """Bound the bodies of all routes."""
    app.config["MAX_CONTENT_LENGTH"] = DEFAULT_BYTES

    @app.before_request
    def bound() -> None:
        view = app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "body_bytes", DEFAULT_BYTES)
