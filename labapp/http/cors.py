"""Cross-origin REST (Fetch standard, CORS protocol) for the origins in the settings, without cookies."""

from apiflask import APIFlask
from flask import Response, request

from labapp.config import current_settings

_METHODS = "GET, POST, PUT, PATCH, DELETE"
_HEADERS = "Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, Range, X-File-Name"
_EXPOSED = "ETag, Event-Position, Location, Retry-After, Content-Disposition, Content-Range"


def register(app: APIFlask) -> None:
    """Answer preflight requests and add the CORS headers to every response under ``/api``."""

    @app.after_request
    def allow(response: Response) -> Response:
        if not request.path.startswith("/api/"):
            return response
        if "Vary" in response.headers:
            response.vary.add("Origin")
        else:
            response.headers["Vary"] = "Origin"
        origin, listed = request.headers.get("Origin"), current_settings().cors_origins
        if origin and (origin in listed or "*" in listed):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = _METHODS
                response.headers["Access-Control-Allow-Headers"] = _HEADERS
                response.headers["Access-Control-Max-Age"] = "600"
        return response
