"""Validation of uploaded PDF files, in gevent's thread pool so that the event loop is not blocked."""

import io
import logging
from urllib.parse import unquote

import gevent
from pypdf import PdfReader

from labapp.errors import ErrorCode, InvalidPayload, LabError
from labapp.eventloop import in_thread
from labapp.locale import N_

MAX_BYTES = 10 * 1024 * 1024
_TIMEOUT_SECONDS = 10
# pypdf warns about every irregularity of a file. Only whether it opens is relevant.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class TooLarge(LabError):
    """The file exceeds the size limit (413)."""

    code, status, detail = ErrorCode.TOO_LARGE, 413, N_("El archivo supera los 10 MiB.")


def _pages(content: bytes) -> int:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        return 0 if reader.is_encrypted else len(reader.pages)
    except Exception:
        # Malformed files raise all kinds of exceptions in the parser, and each of them means an invalid file.
        return 0


def check(content: bytes) -> None:
    """Check for a PDF with at least one page that opens without a password. Raises TooLarge and InvalidPayload."""
    if len(content) > MAX_BYTES:
        raise TooLarge()
    fault = InvalidPayload(
        N_("El archivo no es un PDF válido."), errors={"file": [N_("No es un PDF que se pueda abrir.")]}
    )
    if not content.startswith(b"%PDF-"):
        raise fault
    with gevent.Timeout(_TIMEOUT_SECONDS, fault):
        if in_thread(_pages, content) < 1:
            raise fault


def safe_name(given: str | None) -> str:
    """Return a safe file name: percent-decoded, without folders or control characters, ending in ``.pdf``."""
    name = unquote(given or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable() and c not in '"<>|:*?').strip(". ")
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    return f"{stem.strip()[:180] or 'resultado'}.pdf"
