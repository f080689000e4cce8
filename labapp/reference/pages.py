"""The reference pages: OpenAPI and AsyncAPI, as documents and as HTML."""

from apiflask import APIBlueprint, APIFlask
from flask import render_template, request

from labapp.contract.base import JsonObject
from labapp.extensions import talisman
from labapp.reference.asyncapi import document

reference = APIBlueprint("reference", __name__, enable_openapi=False)

# Swagger UI sets inline styles; neither page runs a script that is not our own file.
_styled = talisman(
    content_security_policy={
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    },
    content_security_policy_nonce_in=[],
)


def _events() -> JsonObject:
    return document(request.host, secure=request.is_secure)


@reference.get("/api/asyncapi.json")
def asyncapi() -> JsonObject:
    """The AsyncAPI 3 document of the socket."""
    return _events()


@reference.get("/api/docs")
@_styled
def rest_page() -> str:
    """The interactive reference of REST."""
    return render_template("reference/rest.html")


@reference.get("/api/events/docs")
@_styled
def events_page() -> str:
    """The reference of the socket."""
    return render_template("reference/events.html", contract=_events(), origin=request.host_url.rstrip("/"))


def register(app: APIFlask) -> None:
    """Register the reference pages."""
    app.register_blueprint(reference)
