"""Has refused access recorded: that somebody who is signed in asked for what he may not have."""

import structlog
from apiflask import APIFlask
from flask import Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from labapp import services
from labapp.errors import LabError
from labapp.identity import Identity

_logger = structlog.get_logger(__name__)


def register(app: APIFlask) -> None:
    """Record after every 403 whose asker is known; by route, as the path may name another's record."""

    @app.after_request
    def record(response: Response) -> Response:
        identity = g.get("identity")
        if response.status_code == 403 and isinstance(identity, Identity) and request.url_rule is not None:
            try:
                services.audit.record_refused(method=request.method, route=request.url_rule.rule, by=identity)
            except (LabError, SQLAlchemyError) as error:
                # The answer is 403 all the same: it must not change with the state of the log.
                _logger.warning("refusal_not_recorded", error=type(error).__name__)
        return response
