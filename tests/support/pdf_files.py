"""PDF files: valid, large, encrypted, or made of chosen objects."""

import base64
import io
import itertools
import random

from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

_numbers = itertools.count(1)


def make_pdf(text: str = "Resultado", *, size: int | None = None) -> bytes:
    """Return a PDF of one page; ``size`` pads it to exactly that many bytes."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 700, text)
    canvas.save()
    made = target.getvalue()
    return made if size is None else made + b"\n" * (size - len(made))


def unique_pdf() -> bytes:
    """Return a small PDF that differs from every other one of this process."""
    return make_pdf(f"Resultado {next(_numbers)}")


def large_pdf(seed: int, size: int) -> bytes:
    """Return a PDF of ``size`` bytes in which no two chunks are equal and compression saves nothing."""
    start = unique_pdf() + b"\n%"
    filler = base64.b64encode(random.Random(seed).randbytes(size))
    return (start + filler)[:size]


def encrypted_pdf(password: str) -> bytes:
    """Return a PDF that opens with ``password``; an empty one only restricts printing and copying."""
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf()))
    writer.encrypt(password, "propietario", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """Return a PDF made of ``objects``, numbered from 2; object 2 is the root of its pages."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, tail)
