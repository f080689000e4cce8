"""``Event-Position: <epoch>:<number>`` on responses that a screen keeps: only later events change what they show."""

from apiflask import APIFlask
from flask import Response, request

from labapp.queries import position

HEADER = "Event-Position"


def register(app: APIFlask) -> None:
    """Add the header to the responses of the API whose data have a position."""

    @app.after_request
    def add(response: Response) -> Response:
        noted = position.noted()
        if noted and request.method == "GET" and request.path.startswith("/api/") and response.status_code < 400:
            response.headers[HEADER] = noted
        return response
