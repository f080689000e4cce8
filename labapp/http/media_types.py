"""The declared type of request bodies: REST takes JSON, and routes that take files declare their own types.

A page of another site can send a form or a text without a preflight request, but no ``application/json`` (Fetch,
section 2.2.2). A body of another type is refused before it is read, and before the request is authenticated.
"""

from collections.abc import Callable
from typing import TypeVar

from apiflask import APIFlask
from flask import request

from labapp.errors import ErrorCode, LabError
from labapp.locale import N_

JSON = "application/json"
_PREFIX = "/api/"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
RouteT = TypeVar("RouteT", bound=Callable[..., object])


class UnsupportedMediaType(LabError):
    """The declared type of the body is not one that the route takes (415)."""

    code, status, detail = ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415, N_("Se espera un contenido application/json.")


def checks_own_type(view: RouteT) -> RouteT:
    """Leave the type of the body to the view, which takes something else than JSON."""
    view.__dict__["checks_own_type"] = True
    return view


def _has_body() -> bool:
    # A chunked body has no length, and may be empty.
    return bool(request.content_length or request.get_data())


def register(app: APIFlask) -> None:
    """Refuse bodies that are not declared as JSON (415) on every route of REST that changes something."""

    @app.before_request
    def check_type() -> None:
        if request.url_rule is None or request.method in _SAFE_METHODS or not request.path.startswith(_PREFIX):
            return
        view = app.view_functions[request.url_rule.endpoint]
        if request.mimetype != JSON and not getattr(view, "checks_own_type", False) and _has_body():
            raise UnsupportedMediaType()
