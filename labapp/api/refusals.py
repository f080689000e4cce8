"""Has refused access recorded: that somebody who is signed in asked for what he may not have."""

from apiflask import APIFlask
from flask import Response, g, request

from labapp.identity import Identity
from labapp.services import audit


def register(app: APIFlask) -> None:
    """Record after every 403 whose asker is known; by route, as the path may name another's record."""

    @app.after_request
    def record(response: Response) -> Response:
        identity = g.get("identity")
        if response.status_code == 403 and isinstance(identity, Identity) and request.url_rule is not None:
            audit.record_refused(method=request.method, route=request.url_rule.rule, by=identity)
        return response
