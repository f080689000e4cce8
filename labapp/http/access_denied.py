"""Records denied access: requests of signed-in users that were answered with 403."""

import structlog
from apiflask import APIFlask
from flask import Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from labapp import services
from labapp.errors import ErrorCode, LabError
from labapp.identity import Identity

_logger = structlog.get_logger(__name__)


def _is_denied(response: Response) -> bool:
    """Whether access was denied. To ask for a proof of identity denies nothing."""
    problem = response.get_json(silent=True) if response.status_code == 403 else None
    code = problem.get("code") if isinstance(problem, dict) else None
    return response.status_code == 403 and code != ErrorCode.REAUTHENTICATION_REQUIRED


def register(app: APIFlask) -> None:
    """Record every 403 of a known user, by route: the path itself may contain the id of another user's record."""

    @app.after_request
    def record(response: Response) -> Response:
        identity = g.get("identity")
        if _is_denied(response) and isinstance(identity, Identity) and request.url_rule is not None:
            try:
                services.audit.record_refused(method=request.method, route=request.url_rule.rule, by=identity)
            except (LabError, SQLAlchemyError) as error:
                # The response stays 403: it must not depend on the state of the log.
                _logger.warning("refusal_not_recorded", error=type(error).__name__)
        return response
