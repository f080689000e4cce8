"""The worker process for PDF files, ``python -m labapp.files.pdf_worker``: checks uploads and lays out reports."""

from labapp.files.pdf_checks import verdict
from labapp.process_worker import Json, serve


def _check(_job: Json, content: bytes) -> tuple[Json, bytes]:
    return {"verdict": verdict(content)}, b""


def _report(job: Json, _content: bytes) -> tuple[Json, bytes]:
    # Only demo data needs it, and importing reportlab takes longer than a check.
    from labapp.files.report_layout import layout

    return {}, layout(job["report"])


if __name__ == "__main__":
    serve({"check": _check, "report": _report})
