"""The two contracts, for machines and for people, generated from the code that serves them."""

from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import Response, make_response, render_template, request

from labapp.realtime.asyncapi import document

reference = APIBlueprint("reference", __name__, enable_openapi=False)

# Swagger UI styles its widgets from scripts; neither page runs a script that is not a file of ours.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def _page(template: str, **values: Any) -> Response:
    response = make_response(render_template(template, **values))
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _events() -> dict[str, Any]:
    return document(request.host, secure=request.is_secure)


@reference.get("/api/asyncapi.json")
def asyncapi() -> dict[str, Any]:
    """The socket's contract, as AsyncAPI 3."""
    return _events()


@reference.get("/api/docs")
def rest_page() -> Response:
    """The REST contract, to read and to try."""
    return _page("reference/rest.html")


@reference.get("/api/events/docs")
def events_page() -> Response:
    """The socket's contract, to read."""
    return _page("reference/events.html", contract=_events(), origin=request.host_url.rstrip("/"))


def register(app: APIFlask) -> None:
    """Mount the reference pages."""
    app.register_blueprint(reference)
