"""PDF files over HTTP: attachments, with byte ranges (RFC 9110)."""

import io
from collections.abc import Callable, Iterable, Iterator

from flask import Request, Response, request, send_file, stream_with_context

from labapp.errors import ErrorCode, InvalidPayload, LabError
from labapp.files.pdf import MAX_BYTES, TooLarge
from labapp.http.media_types import UnsupportedMediaType
from labapp.locale import N_
from labapp.models import Result
from labapp.services.results import OpenedFile

_MEDIA_TYPE = "application/pdf"
_NO_PDF = N_("Se espera un archivo application/pdf.")
# A multipart form adds its own lines around the file.
MAX_BODY_BYTES = MAX_BYTES + 64 * 1024


class PreconditionFailed(LabError):
    """The file does not match ``If-Match`` (412)."""

    code, status, detail = ErrorCode.PRECONDITION_FAILED, 412, N_("El archivo ya no es el que se esperaba.")


def serves_content(row: Result) -> bool:
    """Whether the response contains any part of the file.

    It does not for HEAD, for a client that already has the file, or for a range beyond its end."""
    if request.method == "HEAD" or _precondition_fails(row) or _not_modified(row):
        return False
    if "Range" not in request.headers or ("If-Range" in request.headers and request.if_range.etag != row.sha256):
        return True
    return request.range is not None and request.range.range_for_length(row.size) is not None


def _precondition_fails(row: Result) -> bool:
    """Whether ``If-Match`` names another file."""
    return "If-Match" in request.headers and not request.if_match.contains(row.sha256 or "")


def _not_modified(row: Result) -> bool:
    """Whether ``If-None-Match`` names the file; it is evaluated before any range (RFC 9110, section 13.2.2)."""
    return request.if_none_match.contains_weak(row.sha256 or "")


def attachment(opened: OpenedFile, *, on_complete: Callable[[], None]) -> Response:
    """Return the file as an attachment, a range of it, or 304 if the client already has it.

    ``on_complete`` is called once the last byte of the file has been written to the connection; not if the client
    aborts before, nor for a range that ends before it. Raises PreconditionFailed."""
    response = _file_response(opened, as_attachment=True)
    stop = response.content_range.stop if response.status_code == 206 else opened.result.size
    if request.method != "HEAD" and response.status_code in (200, 206) and stop == opened.result.size:
        pieces = _pieces(response.iter_encoded(), on_complete)
        response.response = stream_with_context(pieces)
    return response


def _pieces(pieces: Iterable[bytes], on_complete: Callable[[], None]) -> Iterator[bytes]:
    """Yield the pieces. The server asks for the next one only after it has written the last."""
    yield from pieces
    on_complete()


def preview(opened: OpenedFile) -> Response:
    """Return the whole file for display. Ranges are ignored: each would be recorded as another reading."""
    return _file_response(opened, as_attachment=False)


def _file_response(opened: OpenedFile, *, as_attachment: bool) -> Response:
    if as_attachment and _precondition_fails(opened.result):
        raise PreconditionFailed()
    if as_attachment and _not_modified(opened.result):
        response = Response(status=304)
        response.set_etag(opened.result.sha256 or "")
    else:
        response = send_file(
            io.BytesIO(opened.content),
            mimetype=_MEDIA_TYPE,
            as_attachment=as_attachment,
            download_name=opened.result.file_name,
            etag=opened.result.sha256 or False,
            conditional=as_attachment,
            max_age=0,
        )
    return response


def uploaded(source: Request = request) -> tuple[bytes, str | None]:
    """Return the uploaded content and its name, from a raw ``application/pdf`` body or the form field ``file``.

    Raises TooLarge, UnsupportedMediaType, InvalidPayload.
    """
    if (source.content_length or 0) > MAX_BODY_BYTES:
        raise TooLarge()
    if source.mimetype == "multipart/form-data":
        part = source.files.get("file")
        if part is None:
            raise InvalidPayload(errors={"file": [N_("Es obligatorio.")]})
        if part.mimetype not in (_MEDIA_TYPE, "application/octet-stream"):
            raise UnsupportedMediaType(_NO_PDF)
        return part.stream.read(MAX_BYTES + 1), source.headers.get("X-File-Name") or part.filename
    if source.mimetype != _MEDIA_TYPE:
        raise UnsupportedMediaType(_NO_PDF)
    return source.get_data(cache=False), source.headers.get("X-File-Name")
