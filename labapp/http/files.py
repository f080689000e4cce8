"""PDF files over HTTP: attachments that no browser guesses about and no cache keeps, with ranges (RFC 9110)."""

import io

from flask import Request, Response, request, send_file

from labapp.errors import ErrorCode, InvalidPayload, LabError
from labapp.files.pdf import MAX_BYTES, TooLarge
from labapp.locale import N_
from labapp.models import Result
from labapp.services.results import OpenedFile

_MEDIA_TYPE = "application/pdf"
# A form adds its own lines around the file.
MAX_BODY_BYTES = MAX_BYTES + 64 * 1024


class UnsupportedMediaType(LabError):
    """The body is declared as something else (415)."""

    code, status, detail = ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415, N_("Se espera un archivo application/pdf.")


class PreconditionFailed(LabError):
    """The file is not the one that ``If-Match`` names (412)."""

    code, status, detail = ErrorCode.PRECONDITION_FAILED, 412, N_("El archivo ya no es el que se esperaba.")


def serves_content(row: Result) -> bool:
    """Whether the answer holds any of the file: not to HEAD, to who has it already, or beyond its end."""
    if request.method == "HEAD" or _expects_another(row) or _has_it(row):
        return False
    if "Range" not in request.headers or ("If-Range" in request.headers and request.if_range.etag != row.sha256):
        return True
    return request.range is not None and request.range.range_for_length(row.size) is not None


def _expects_another(row: Result) -> bool:
    """Whether ``If-Match`` forbids the answer."""
    return "If-Match" in request.headers and not request.if_match.contains(row.sha256 or "")


def _has_it(row: Result) -> bool:
    """Whether ``If-None-Match`` names the file; it goes before any range (RFC 9110, section 13.2.2)."""
    return request.if_none_match.contains_weak(row.sha256 or "")


def attachment(opened: OpenedFile) -> Response:
    """Answer with the file to keep, or with a part of it, or with 304 where the client has it already."""
    return _sent(opened, as_attachment=True)


def preview(opened: OpenedFile) -> Response:
    """Answer with the file to look at, always whole: a viewer that fetched it in parts would read it many times."""
    return _sent(opened, as_attachment=False)


def _sent(opened: OpenedFile, *, as_attachment: bool) -> Response:
    if as_attachment and _expects_another(opened.result):
        raise PreconditionFailed()
    if as_attachment and _has_it(opened.result):
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
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def uploaded(source: Request = request) -> tuple[bytes, str | None]:
    """Return the body's content and name: raw ``application/pdf``, or the field ``file`` of a form.

    Raises TooLarge, UnsupportedMediaType, InvalidPayload.
    """
    if (source.content_length or 0) > MAX_BODY_BYTES:
        raise TooLarge()
    if source.mimetype == "multipart/form-data":
        part = source.files.get("file")
        if part is None:
            raise InvalidPayload(errors={"file": [N_("Es obligatorio.")]})
        if part.mimetype not in (_MEDIA_TYPE, "application/octet-stream"):
            raise UnsupportedMediaType()
        return part.stream.read(MAX_BYTES + 1), source.headers.get("X-File-Name") or part.filename
    if source.mimetype != _MEDIA_TYPE:
        raise UnsupportedMediaType()
    return source.get_data(cache=False), source.headers.get("X-File-Name")
