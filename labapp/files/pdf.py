"""PDF files: validation of uploads, and reports. Both run in worker processes with limits, never in this process."""

from typing import TypedDict
from urllib.parse import unquote

from labapp.errors import ErrorCode, InvalidPayload, LabError, Unavailable
from labapp.locale import N_
from labapp.process_pool import JobFailed, LimitExceeded, ProcessPool, WallTimeExceeded

MAX_BYTES = 10 * 1024 * 1024
_RETRY_SECONDS = 15
# A router waits 30 seconds for a response: the waiting, the start of a worker and the job together take less.
workers = ProcessPool(
    "pdf",
    "labapp.files.pdf_worker",
    size=2,
    queue_limit=8,
    wait_seconds=15,
    cpu_seconds=2,
    wall_seconds=10,
    memory_bytes=512 * 1024 * 1024,
)


class TooLarge(LabError):
    """The file exceeds the size limit (413)."""

    code, status, detail = ErrorCode.TOO_LARGE, 413, N_("El archivo supera los 10 MiB.")


class UnsafeFile(LabError):
    """The file has active or foreign content: scripts, automatic actions, embedded files, another format (422)."""

    code, status, detail = ErrorCode.UNSAFE_FILE, 422, N_("El archivo lleva contenido activo, que no se acepta.")


class ReportContent(TypedDict):
    """The texts of a report. ``facts`` are rows of names and values in turn.

    ``rows`` are name, result, mark, unit and reference; a row with a mark is outside its reference range.
    """

    laboratory: str
    exam: str
    exam_code: str
    sample: str
    facts: list[list[str]]
    rows: list[list[str]]


def check(content: bytes) -> None:
    """Check for a passive PDF with at least one page that opens without a password, within the limits of ``workers``.

    Raises TooLarge, InvalidPayload, UnsafeFile, and Unavailable where too many files are being checked or the host is
    overloaded.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge()
    verdict = "invalid"
    # Checked here, so that a file of another format does not take a worker. Readers search the header this far.
    if b"%PDF-" in content[:1024]:
        try:
            verdict = workers.run({"kind": "check"}, content)[0]["verdict"]
        except WallTimeExceeded:
            raise Unavailable(retry_after=_RETRY_SECONDS) from None
        except (LimitExceeded, JobFailed):
            verdict = "invalid"
    if verdict == "unsafe":
        fault = N_("Contiene acciones, archivos incrustados u otro formato.")
        raise UnsafeFile(errors={"file": [fault]})
    if verdict != "ok":
        raise InvalidPayload(
            N_("El archivo no es un PDF válido."), errors={"file": [N_("No es un PDF que se pueda abrir.")]}
        )


def render(report: ReportContent) -> bytes:
    """Return a report as PDF. The same report always gives the same bytes. Raises Unavailable."""
    return workers.run({"kind": "report", "report": report})[1]


def safe_name(given: str | None) -> str:
    """Return a safe file name: percent-decoded, without folders or control characters, ending in ``.pdf``."""
    name = unquote(given or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable() and c not in '"<>|:*?').strip(". ")
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    return f"{stem.strip()[:180] or 'resultado'}.pdf"
