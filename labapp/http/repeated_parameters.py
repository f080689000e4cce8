"""Parameters of the query of REST: each once, so that no two readers of a request see different values."""

from apiflask import APIFlask
from flask import request

from labapp.errors import InvalidPayload
from labapp.locale import N_

_REPEATED = N_("Está repetido.")


def register(app: APIFlask) -> None:
    """Refuse a parameter that a query of REST repeats (422)."""

    @app.before_request
    def check_parameters() -> None:
        if not request.query_string or request.url_rule is None or not request.path.startswith("/api/"):
            return
        repeated = {name: [_REPEATED] for name, values in request.args.lists() if len(values) > 1}
        if repeated:
            raise InvalidPayload(errors=repeated)
