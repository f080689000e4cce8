"""The head of an HTTP request, read strictly (RFC 9112).

pywsgi accepts more than the RFC does: two ways to state the length of a body, white space of all kinds, folded lines.
A proxy in front may read such a request differently, and then a part of one client's body becomes another's request.
Here each request has one reading, and anything else is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from io import BufferedReader

_MAX_LINE_BYTES = 16 * 1024
_MAX_HEAD_BYTES = 64 * 1024
_MAX_FIELDS = 100
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# The target may hold bytes above ASCII: some clients do not encode them, and the length of the body is not affected.
_REQUEST_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([^\x00-\x20\x7f]+) HTTP/1\.([01])\r\n")
# All but the tab. A line feed or carriage return inside a value would start a line for a lenient reader.
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LENGTH = re.compile(r"[0-9]{1,18}")
_BLANKS = b" \t"


class RequestRefused(BaseException):
    """A request that is answered with an error by the server, and ends its connection.

    Not an Exception: an application that handles all errors must not answer a request that it did not receive.
    """

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def malformed(reason: str) -> RequestRefused:
    """Return the refusal of a request that breaks the protocol."""
    return RequestRefused("400 Bad Request", reason)


class RequestHead(NamedTuple):
    """A request without its body. ``content_length`` is None if none was sent."""

    method: str
    target: str
    version: str
    fields: list[tuple[str, str]]
    content_length: int | None
    is_chunked: bool
    closes: bool
    """Whether the connection ends after the response."""


def parse_field(line: bytes) -> tuple[str, str]:
    """Return the name and the value of a header or trailer line. Raises RequestRefused."""
    if not line.endswith(b"\r\n"):
        raise malformed("a header line is too long, or does not end with CRLF")
    name, colon, value = line[:-2].partition(b":")
    # Refuses folded lines too, which begin with a blank, and a blank before the colon.
    if not colon or not _TOKEN.fullmatch(name):
        raise malformed("a header line does not begin with a name and a colon")
    if _CONTROLS.search(value):
        raise malformed("a header value contains a control character")
    return name.decode("latin-1"), value.strip(_BLANKS).decode("latin-1")


def read_head(request_line: bytes, rfile: BufferedReader) -> RequestHead:
    """Read the lines after ``request_line``, and return the head. Raises RequestRefused and OSError."""
    first = _REQUEST_LINE.fullmatch(request_line)
    if first is None:
        raise malformed("the request line is malformed")
    fields: list[tuple[str, str]] = []
    size = len(request_line)
    while (line := rfile.readline(_MAX_LINE_BYTES)) != b"\r\n":
        size += len(line)
        if len(fields) == _MAX_FIELDS or size > _MAX_HEAD_BYTES:
            raise malformed("the head is too long")
        fields.append(parse_field(line))
    method, target, minor = (part.decode("latin-1") for part in first.groups())
    length, is_chunked = _framing(fields, is_first_version=minor == "0")
    options = {
        option.strip().lower() for name, value in fields if name.lower() == "connection" for option in value.split(",")
    }
    closes = "close" in options or (minor == "0" and "keep-alive" not in options)
    return RequestHead(method, target, f"HTTP/1.{minor}", fields, length, is_chunked, closes)


def _framing(fields: list[tuple[str, str]], *, is_first_version: bool) -> tuple[int | None, bool]:
    """Return the length of the body, if stated, and whether it is chunked. Raises RequestRefused if it is ambiguous."""
    lengths, codings, hosts = [], [], 0
    for name, value in fields:
        lowered = name.lower()
        if lowered == "content-length":
            lengths.append(value)
        elif lowered == "transfer-encoding":
            codings.append(value)
        elif lowered == "host":
            hosts += 1
    if hosts > 1:
        raise malformed("there is more than one Host")
    if codings:
        if lengths or is_first_version:
            raise malformed("Transfer-Encoding with a Content-Length, or in HTTP/1.0")
        if len(codings) > 1 or codings[0].lower() != "chunked":
            raise malformed("the only Transfer-Encoding is chunked")
        return None, True
    if not lengths:
        return None, False
    if len(lengths) > 1 or not _LENGTH.fullmatch(lengths[0]):
        raise malformed("Content-Length is repeated, or not a number")
    return int(lengths[0]), False
