"""Exports of a person's own data over HTTP: ZIP files that are sent while they are made."""

import errno
from collections.abc import Iterator

import structlog
from flask import Response, request, stream_with_context
from sqlalchemy.exc import SQLAlchemyError

from labapp import queries, services
from labapp.clock import now
from labapp.contract.base import JsonObject
from labapp.errors import LabError
from labapp.identity import Identity

_MEDIA_TYPE = "application/zip"
RESPONSES: dict[int | str, JsonObject] = {
    200: {"description": "The ZIP file.", "content": {_MEDIA_TYPE: {}}},
    503: {"description": "Too many exports are under way"},
}
_logger = structlog.get_logger(__name__)


def zip_response(user_id: int, *, by: Identity) -> Response:
    """Return the export of a person's data. A HEAD request makes none. Raises the errors of ``services.own_data``."""
    headers = {"Content-Disposition": f"attachment; filename=datos-{user_id}-{now():%Y-%m-%d}.zip"}
    if request.method == "HEAD":
        queries.users.get(user_id)
        return Response(headers=headers, content_type=_MEDIA_TYPE)
    pieces = services.own_data.export(user_id, by=by)
    return Response(stream_with_context(_sent(pieces)), headers=headers, content_type=_MEDIA_TYPE)


def _sent(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces. Where the export cannot be completed, reset the connection, so that the client notices."""
    try:
        yield from pieces
    except (LabError, SQLAlchemyError) as error:
        _logger.warning("export_broken_off", error=type(error).__name__)
        raise ConnectionResetError(errno.ECONNRESET, "the export was broken off") from error
